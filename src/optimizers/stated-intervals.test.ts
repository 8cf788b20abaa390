/** What the comment of an option states as its interval is what it takes: the ends that belong to it and no others. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as glissade from "../index.ts";
import { boundsIn } from "../options/interval.ts";
import type { Options } from "../options/option.ts";

interface Stated {
  readonly parents: readonly string[];
  readonly intervals: readonly (readonly [option: string, interval: string])[];
}

/** Interfaces of options by name, with the intervals that comments of their members state. */
const interfaces = new Map<string, Stated>();
for (const folder of ["optimizers", "transforms", "wrappers"])
  for (const file of readdirSync(new URL(`../${folder}`, import.meta.url))) {
    if (file.endsWith(".test.ts")) continue;
    const text = readFileSync(new URL(`../${folder}/${file}`, import.meta.url), "utf8");
    for (const [, name, parents = "", body] of text.matchAll(
      /^export interface (\w+Options)(?:\s+extends ([^{]+))?\s*\{\n(.*?)^\}/gms,
    )) {
      const members = body!.matchAll(/\/\*\*((?:(?!\*\/).)*)\*\/\s*readonly (\w+)\?:/gs);
      const intervals = [...members].flatMap(([, comment, option]) =>
        [...(/ in ([[(][^\s,]+, [^\s,\])]+[\])])/.exec(comment!)?.slice(1) ?? [])].map(
          (interval) => [option!, interval] as const,
        ),
      );
      interfaces.set(name!, { parents: parents.match(/\w+Options/g) ?? [], intervals });
    }
  }

/** Those of an interface and of what it extends. */
const statedIn = (name: string): Stated["intervals"] => {
  const { parents = [], intervals = [] } = interfaces.get(name) ?? {};
  return [...parents.flatMap(statedIn), ...intervals];
};

const rows = Object.entries(glissade).flatMap(([name, value]) => {
  const { options } = value as { readonly options?: Options<object> };
  return typeof value === "function" && options
    ? statedIn(`${name[0]!.toUpperCase()}${name.slice(1)}Options`).map(
        ([option, interval]) => [name, option, interval, options] as const,
      )
    : [];
});

test("comments are read", () => {
  expect(rows.length).toBeGreaterThan(30);
  const names = rows.map(([name, option]) => `${name}.${option}`);
  expect(names).toEqual(
    expect.arrayContaining(["muon.momentum", "normuon.momentum", "adamuon.momentum", "dion.momentum"]),
  );
});

test.each(rows)("%s: %s in %s", (_, name, interval, options) => {
  const { expected } = (options as Record<string, Options<{ value: number }>["value"]>)[name]!;
  const { low, high, openLow, openHigh } = boundsIn(interval)!;
  const isTaken = (value: number) => expected(value, name) === undefined;
  const ends = [low, high].filter(Number.isFinite);
  expect(ends.map(isTaken)).toEqual(ends.map((end) => !(end === low ? openLow : openHigh)));
  expect(ends.map((end) => isTaken(end === low ? end - 1e-3 : end + 1e-3))).toEqual(ends.map(() => false));
  if (ends.length === 2) expect(isTaken((low + high) / 2)).toBe(true);
});
