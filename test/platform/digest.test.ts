/** The digests of `npm run platforms`, on the engine of the tests: a change of bits shows here first. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as curves from "../../src/curves/index.ts";
import * as core from "../../src/index.ts";
// @ts-expect-error runs as it stands in every engine, so it has no types
import { digests } from "./digest.mjs";

test("ten optimizers and fits of curves come to the same bits as ever, on both dtypes, on their devices, and on any number of threads", async () => {
  const expected = JSON.parse(readFileSync(new URL("./digests.json", import.meta.url), "utf8"));
  expect(Object.keys(expected)).toHaveLength(8 * 2 * 2 + 4 + 3 + 2);
  const { "large, 32 bits, js": large } = expected;
  for (const threads of [2, 3]) expect(expected[`large, ${threads} threads, 32 bits, wasm`]).toBe(large);
  for (const [name, digest] of Object.entries(expected))
    if (name.endsWith("js")) expect(expected[name.replace(/js$/, "wasm")], name).toBe(digest);
  expect(expected["curves, 64 bits, compiled"]).toBe(expected["curves, 64 bits, host"]);
  expect(await (digests as (library: unknown) => Promise<unknown>)({ ...core, ...curves })).toEqual(expected);
});
