/** Where compiled code is kept. */
import path from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { DeviceError } from "../../device.ts";
import { codeFolder } from "./folder.ts";

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

test("the folder of caches is taken where it is a whole path, else the user's home", () => {
  vi.stubEnv("HOME", "/home/ada");
  vi.stubEnv("XDG_CACHE_HOME", "/var/caches");
  expect(codeFolder()).toBe(path.join("/var/caches", "glissade", "native"));
  for (const given of ["", "caches"]) {
    vi.stubEnv("XDG_CACHE_HOME", given);
    expect(codeFolder()).toContain("/home/ada/");
  }
});

test("a user without a home is told what to set", () => {
  const homedir = () => {
    throw new Error("uv_os_homedir");
  };
  vi.spyOn(process, "getBuiltinModule").mockReturnValue({ ...path, homedir } as never);
  vi.stubEnv("XDG_CACHE_HOME", "");
  expect(codeFolder).toThrow(DeviceError);
  expect(codeFolder).toThrow("set XDG_CACHE_HOME");
  vi.stubEnv("XDG_CACHE_HOME", "/var/caches");
  expect(codeFolder()).toBe("/var/caches/glissade/native");
});

test("a home that is no whole path is none: nothing is loaded from the working folder", () => {
  vi.stubEnv("XDG_CACHE_HOME", "");
  for (const given of ["", "."]) {
    vi.stubEnv("HOME", given);
    expect(codeFolder).toThrow("set XDG_CACHE_HOME");
  }
});
