/** Memory of the pool: never handed out twice, zeroed, made whole again when freed. Over random lives of descents. */
import * as fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { DeviceError } from "../device.ts";
import type { Allocation } from "./backend.ts";
import { js } from "./js/run.ts";
import { Pool } from "./pool.ts";

afterEach(() => vi.unstubAllGlobals());

const shared = 1 << 20;
const small = 1 << 16;

/** A pool that records what it asks for. */
function counted() {
  const made: number[] = [];
  const pool = new Pool((bytes) => {
    made.push(bytes);
    return new ArrayBuffer(bytes);
  });
  return { pool, made };
}

interface Held extends Allocation {
  readonly bytes: number;
}

const overlaps = (a: Held, b: Held): boolean =>
  a.buffer === b.buffer && a.base < b.base + b.bytes && b.base < a.base + a.bytes;

/** Lives of allocations: a size is allocated, a negative number frees the one at that place. */
const lives = fc.array(
  fc.oneof(
    fc.integer({ min: 1, max: 5000 }),
    fc.integer({ min: 1, max: small }),
    fc.integer({ min: -1000, max: -1 }),
  ),
  { minLength: 1, maxLength: 200 },
);

describe("a pool", () => {
  test("never hands out memory that is in use, aligned to 64 bytes and within its buffer", () => {
    fc.assert(
      fc.property(lives, (events) => {
        const { pool } = counted();
        const held: Held[] = [];
        for (const event of events) {
          if (event < 0) {
            held.splice(-event % (held.length || 1), 1)[0]?.free();
            continue;
          }
          const found = { ...pool.allocate(event), bytes: event };
          expect(found.base % 64).toBe(0);
          expect(found.base + event).toBeLessThanOrEqual(found.buffer.byteLength);
          for (const other of held) expect(overlaps(found, other)).toBe(false);
          held.push(found);
        }
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  test("hands out zeroed memory, whatever its last owner wrote", () => {
    fc.assert(
      fc.property(lives, (events) => {
        const { pool } = counted();
        const held: Held[] = [];
        for (const event of events) {
          if (event < 0) {
            held.splice(-event % (held.length || 1), 1)[0]?.free();
            continue;
          }
          const found = { ...pool.allocate(event), bytes: event };
          const bytes = new Uint8Array(found.buffer, found.base, event);
          expect(bytes.every((byte) => byte === 0)).toBe(true);
          bytes.fill(0xff);
          held.push(found);
        }
      }),
      { seed: 2, numRuns: 50 },
    );
  });

  test("is one hole again once all is freed, in whatever order", () => {
    const sizes = fc.array(fc.integer({ min: 1, max: small }), { minLength: 1, maxLength: 14 });
    fc.assert(
      fc.property(sizes, fc.infiniteStream(fc.nat()), (wanted, order) => {
        const { pool, made } = counted();
        const held = wanted.map((bytes) => pool.allocate(bytes));
        while (held.length) held.splice(order.next().value % held.length, 1)[0]!.free();
        // Only a single hole holds sixteen of the largest small allocations, from the start to the end.
        const refilled = Array.from({ length: shared / small }, () => pool.allocate(small));
        expect(refilled.map(({ base }) => base)).toEqual(refilled.map((_, index) => index * small));
        expect(made).toEqual([shared]);
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  test("uses a hole between two that are held", () => {
    const { pool } = counted();
    const [, middle, last] = [256, 256, 256].map((bytes) => pool.allocate(bytes));
    middle!.free();
    expect(pool.allocate(300).base).toBe(last!.base + 256);
    expect(pool.allocate(256).base).toBe(256);
  });

  test("leaves a shared memory behind that is full, and begins the next", () => {
    const { pool, made } = counted();
    const first = Array.from({ length: shared / small }, () => pool.allocate(small));
    const next = pool.allocate(64);
    expect(made).toEqual([shared, shared]);
    expect(next.buffer).not.toBe(first[0]!.buffer);
    for (const allocation of first) allocation.free();
    expect(pool.allocate(64).buffer).toBe(next.buffer);
  });

  test("gives a large descent a memory of its own, of its size", () => {
    const { pool, made } = counted();
    const [a, b] = [pool.allocate(small + 1), pool.allocate(small + 1)];
    expect(made).toEqual([small + 1, small + 1]);
    expect([a!.base, b!.base]).toEqual([0, 0]);
    expect(a!.buffer).not.toBe(b!.buffer);
    pool.allocate(small);
    expect(made).toEqual([small + 1, small + 1, shared]);
  });
});

describe("the js backend's memory", () => {
  test("is a DeviceError where the engine has not enough, with its cause", () => {
    const cause = new RangeError("Array buffer allocation failed");
    vi.stubGlobal(
      "ArrayBuffer",
      class {
        constructor() {
          throw cause;
        }
      },
    );
    const allocate = () => js.allocate(2 ** 31, []);
    expect(allocate).toThrow(DeviceError);
    expect(allocate).toThrow(expect.objectContaining({ cause }));
    expect(allocate).toThrow(/^could not allocate 2147483648 bytes/);
  });

  test("ends where 32-bit addresses end, for every backend", () => {
    expect(() => js.allocate(2 ** 32 + 64, [])).toThrow(DeviceError);
    expect(() => js.allocate(2 ** 33, [])).toThrow('use device "native"');
    const { pool, made } = counted();
    expect(() => pool.allocate(5 * 2 ** 30)).toThrow(/^this descent needs 5\.0 GiB/);
    expect(made).toEqual([]);
  });
});
