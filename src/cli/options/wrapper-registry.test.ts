/** Wrappers as words: all that the library has, each option of theirs, and how they are written down. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { sgd } from "../../index.ts";
import { wrapper, wrapperRegistry, wrapperUsage } from "./wrapper-registry.ts";

it("knows every wrapper that the library exports", () => {
  const index = readFileSync(new URL("../../index.ts", import.meta.url), "utf8");
  const exported = [...index.matchAll(/^export \{([^}]*)\} from "\.\/wrappers\//gm)]
    .flatMap(([, names]) => names!.split(",").map((name) => name.trim()))
    .filter((name) => /^[a-z]/.test(name) && !/^type |^scaleBy/.test(name));
  expect(exported.length).toBeGreaterThanOrEqual(6);
  expect(Object.keys(wrapperRegistry).sort()).toEqual(exported.sort());
});

it("knows every option of every wrapper", () => {
  const folder = new URL("../../wrappers/", import.meta.url);
  const sources = readdirSync(folder)
    .filter((file) => !file.endsWith(".test.ts"))
    .map((file) => readFileSync(new URL(file, folder), "utf8"));
  const declared = sources.flatMap((source) =>
    [...source.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, name]) => name!),
  );
  const known = Object.values(wrapperRegistry).flatMap(({ required, optional }) =>
    Object.keys({ ...required, ...optional }),
  );
  expect(known.sort()).toEqual(declared.sort());
});

it("writes down how each is used", () => {
  expect(wrapperUsage()).toEqual([
    "accumulate:every=",
    "cautious",
    "emaParams[:like=,decay=,debias=]",
    "lookahead[:syncPeriod=,slowStepSize=]",
    "polyakAverage[:start=]",
    "sam[:rho=]",
  ]);
});

it.each([
  ["accumulate:every=7", /accumulate: every = 7/],
  ["emaParams:decay=0.5", /average starts at p\n/],
  ["emaParams:decay=0.5,debias=true", /average starts at 0\n/],
  ["emaParams:like=keras", /decay = 0\.99\n/],
  ["lookahead:syncPeriod=9, slowStepSize=0.25", /syncPeriod = 9, slowStepSize = 0\.25/],
  ["polyakAverage:start=11", /start = 11/],
  ["sam:rho=0.125", /rho = 0\.125/],
  ["cautious", /cautious/],
])("%s", async (spec, expected) => {
  const [wrap] = wrapper(spec);
  expect(await wrap!(sgd()).explain()).toMatch(expected);
});

it("collects, and leaves what it had", () => {
  const first = wrapper("sam");
  expect(wrapper("cautious", first)).toHaveLength(2);
  expect(first).toHaveLength(1);
});
