/** The catalogue says what the library takes, and all that it says can be raced. */
import * as glissade from "glissade";
import { expect, test } from "vitest";
import { catalogue, defaultOf, entryOf, optionsOf, problemOf } from "./catalogue.ts";
import type { CatalogueEntry, CatalogueOption } from "./catalogue-types.ts";
import { everything } from "./everything.ts";
import type { OptionValues } from "./experiment.ts";
import { offeredSchedules } from "./offered-schedules.ts";
import { offeredWrappers } from "./offered-wrappers.ts";
import { scheduleOf } from "./schedule-of.ts";
import { wrappers } from "./wrappers.ts";

/** Those that step by matrices need to be told which: the lab's own say so. */
const makers = { ...glissade, ...everything.optimizers } as unknown as Record<
  string,
  (options: OptionValues) => glissade.Optimizer
>;

const formsOf = ({ forms = [] }: CatalogueEntry) => ["default", ...forms];
const asOptions = (like: string): OptionValues => (like === "default" ? {} : { like });

/** Values at the ends of an interval and outside of them. */
function samples(option: CatalogueOption): { inside: readonly unknown[]; outside: readonly number[] } {
  const { kind, words = [], min, max, open = [], whole } = option;
  if (kind !== "number") return { inside: kind === "boolean" ? [true, false] : words, outside: [] };
  const ends = [
    [min, open.includes("min"), -1],
    [max, open.includes("max"), 1],
  ] as const;
  return {
    inside: [...words, ...ends.flatMap(([end, isOpen]) => (end === undefined || isOpen ? [] : [end]))],
    outside: [
      ...ends.flatMap(([end, isOpen, step]) => (end === undefined ? [] : [isOpen ? end : end + step])),
      ...(whole ? [(min ?? 0) + 0.5] : []),
    ].filter((value) => value < 2 ** 53),
  };
}

test("what the catalogue says can be raced", () => {
  expect(catalogue.optimizers.map(({ name }) => name).sort()).toEqual(
    Object.keys(everything.optimizers).sort(),
  );
});

test.each(catalogue.optimizers.map((entry) => [entry.name, entry] as const))(
  "%s takes what the catalogue says, in all its forms",
  (name, entry) => {
    for (const like of formsOf(entry)) {
      for (const option of optionsOf(entry, like)) {
        const other: OptionValues = option.needs ? { [option.needs]: 0.5 } : {};
        const make = (value: unknown) =>
          makers[name]!({ ...asOptions(like), ...other, [option.name]: value } as OptionValues);
        const { inside, outside } = samples(option);
        const usual = defaultOf(option, like);
        for (const value of [...inside, ...(usual === null ? [] : [usual])]) {
          expect(problemOf(option, value as number), `${like} ${option.name} ${value}`).toBeNull();
          make(value);
        }
        for (const value of outside) {
          expect(problemOf(option, value)).toContain(option.name);
          expect(() => make(value), `${like} ${option.name} ${value}`).toThrow(glissade.OptionError);
        }
      }
      for (const other of entry.options.filter((option) => !optionsOf(entry, like).includes(option))) {
        const value = defaultOf(other, other.only?.[0]) ?? samples(other).inside[0];
        const options = { ...asOptions(like), [other.name]: value } as OptionValues;
        expect(() => makers[name]!(options), `${like} ${other.name}`).toThrow("needs");
      }
    }
  },
);

test("the rate of each optimizer by its forms", () => {
  const rateOf = (name: string, like?: string) => {
    const [first] = optionsOf(entryOf("optimizers", name)!, like);
    return first?.rate && defaultOf(first, like);
  };
  expect(rateOf("adam")).toBe(0.001);
  expect(rateOf("adam", "textbook")).toBe(0.01);
  expect(rateOf("yogi")).toBe(0.01);
  expect(catalogue.optimizers.filter(({ options }) => !options[0]?.rate).map(({ name }) => name)).toEqual([]);
});

test("all optimizers that the library exports", () => {
  const names = catalogue.optimizers.map(({ name }) => name);
  expect(names.length).toBeGreaterThan(35);
  for (const name of names) expect(makers[name]!({})).toHaveProperty("init");
});

test("all wrappers that the engine has, and no others", () => {
  expect(catalogue.wrappers.map(({ name }) => name).sort()).toEqual(Object.keys(wrappers).sort());
});

test.each(catalogue.wrappers.map((entry) => [entry.name, entry] as const))(
  "%s wraps an optimizer, which then steps",
  async (name, entry) => {
    expect(entry.place).toBe(offeredWrappers[name]!.place);
    for (const option of entry.options) expect(option.meaning, option.name).toMatch(/^[A-Z`].*\.$/);
    for (const like of formsOf(entry)) {
      const wrapped = wrappers[name]!(glissade.sgd(), asOptions(like));
      const descent = await wrapped.init({ p: [0.5, 0.25] });
      if (name === "sam") descent.perturb({ p: [1, 1] });
      descent.step({ p: [1, -1] }, { loss: 1 });
      descent.dispose();
    }
  },
);

test("a wrapper's argument is an option like others", async () => {
  const clipped = wrappers.clip!(glissade.sgd({ learningRate: 1 }), { maxDelta: 0.5 });
  const descent = await clipped.init({ p: [0] });
  descent.step({ p: [3] });
  expect(descent.params.p[0]).toBe(-0.5);
  descent.dispose();
});

test.each(catalogue.schedules.map((entry) => [entry.name, entry] as const))(
  "%s is a factor from 0 to 1 in a race of any length",
  (name, entry) => {
    expect(offeredSchedules[name]!.title).toBe(entry.title);
    for (const steps of [2, 10, 999, 10_000]) {
      if (name === "oneCycle" && steps === 2) continue;
      const factor = scheduleOf({ name, options: {} }, steps);
      const values = Array.from({ length: steps }, (_, count) => factor(count));
      expect(Math.min(...values), `${steps} steps`).toBeGreaterThanOrEqual(0);
      expect(Math.max(...values)).toBeLessThanOrEqual(1);
      expect(Math.max(...values)).toBeGreaterThan(0);
    }
  },
);

test("options of a schedule that count steps are shares of the race", () => {
  const factor = scheduleOf({ name: "warmupCosine", options: { warmup: 0.5 } }, 100);
  expect([factor(25), factor(50), factor(100)]).toEqual([0.5, 1, 0]);
  expect(() => scheduleOf({ name: "warmupCosine", options: { warmup: 50 } }, 100)).toThrow(
    "warmupCosine: warmup must be a share of the race, from 0 to 1; got 50",
  );
  expect(() => scheduleOf({ name: "constructor", options: {} }, 100)).toThrow('no schedule "constructor"');
});

test("a rate over the root of the step", () => {
  const factor = scheduleOf({ name: "overRoot", options: {} }, 100);
  expect([factor(0), factor(3), factor(99)]).toEqual([1, 0.5, 0.1]);
  expect(() => scheduleOf({ name: "overRoot", options: { end: 0 } }, 100)).toThrow(
    'overRoot has no option "end"',
  );
});
