/** SHA-256 by the engine and without it: the same digests, and those that others publish. */
import { afterEach, expect, test, vi } from "vitest";
import { Digest, digestOf, sha256 } from "./digest.ts";

afterEach(() => vi.unstubAllGlobals());

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const digest = () =>
  digestOf([[new Digest().add(Float64Array.of(1, Number.NaN)), new Digest().add(Float64Array.of(-0))]]);

test.each([
  ["with", globalThis.crypto],
  ["without", {}],
] as const)("SHA-256 %s the engine's own", async (_, crypto) => {
  vi.stubGlobal("crypto", crypto);
  // FIPS 180-4's example of one block.
  const abc = await sha256(new TextEncoder().encode("abc"));
  expect(hex(abc)).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  const own = await digest();
  expect(own).toMatch(/^[0-9a-f]{16}$/);
  vi.unstubAllGlobals();
  expect(own).toBe(await digest());
});

test("every NaN counts as one, and zeros differ in their sign", async () => {
  const of = (value: number) => digestOf([[new Digest().add(Float64Array.of(value))]]);
  const other = new Float64Array(new BigUint64Array([0xfff8000000000001n]).buffer);
  expect(await digestOf([[new Digest().add(other)]])).toBe(await of(Number.NaN));
  expect(await of(0)).not.toBe(await of(-0));
});
