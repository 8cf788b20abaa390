/** What is refused before a descent has any memory. */
import { afterEach, expect, test, vi } from "vitest";
import { DeviceError } from "../../device.ts";
import { checkMemory, release, reserve } from "./available-memory.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

const gibibyte = 2 ** 30;

/** Sets what the process is said to use. */
const resident = (rss: number) =>
  vi.spyOn(process, "memoryUsage").mockReturnValue({ ...process.memoryUsage(), rss });

test("more than addresses reach is refused", () => {
  expect(() => checkMemory(64 * gibibyte)).toThrow(DeviceError);
  expect(() => checkMemory(65 * gibibyte)).toThrow(
    'this descent needs 65.0 GiB, memory of "native" ends at 64 GiB; use fewer parameters',
  );
});

test("more than the process may have is refused", () => {
  vi.spyOn(process, "constrainedMemory").mockReturnValue(3 * gibibyte);
  resident(2 * gibibyte);
  expect(() => checkMemory(2 * gibibyte)).toThrow(
    "this descent needs 2.0 GiB, the system can give 1.0 GiB; free some memory or use fewer parameters",
  );
});

test("what the system does not say is not refused, nor are small descents", () => {
  vi.spyOn(process, "constrainedMemory").mockReturnValue(0);
  vi.spyOn(process, "getBuiltinModule").mockReturnValue({
    readFileSync: () => {
      throw new Error("ENOENT");
    },
  } as never);
  checkMemory(60 * gibibyte);
  vi.spyOn(process, "constrainedMemory").mockReturnValue(1);
  checkMemory(gibibyte - 1);
});

test("Linux counts what is free, what caches hold, and what is on disk", () => {
  vi.spyOn(process, "constrainedMemory").mockReturnValue(0);
  const text = "MemTotal: 8 kB\nMemAvailable:    2097152 kB\nSwapFree:  1048576 kB\n";
  vi.spyOn(process, "getBuiltinModule").mockReturnValue({ readFileSync: () => text } as never);
  checkMemory(3 * gibibyte);
  expect(() => checkMemory(3 * gibibyte + 64)).toThrow("the system can give 3.0 GiB");
});

test("memory that earlier descents have and do not use yet is not given twice", () => {
  vi.spyOn(process, "constrainedMemory").mockReturnValue(0);
  vi.spyOn(process, "getBuiltinModule").mockReturnValue({
    readFileSync: () => "MemAvailable: 5242880 kB\nSwapFree: 0 kB\n",
  } as never);
  resident(gibibyte / 2);
  const buffer = new ArrayBuffer(2 * gibibyte);
  reserve(buffer);
  expect(() => checkMemory(4 * gibibyte)).toThrow("the system can give 3.5 GiB");
  resident(3 * gibibyte);
  checkMemory(5 * gibibyte);
  resident(gibibyte / 2);
  release(buffer);
  checkMemory(5 * gibibyte);
});
