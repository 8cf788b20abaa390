/** What the pages print as defaults and intervals of options, against optimizers that are given them. */
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import * as glissade from "../../src/index.ts";
import { boundsIn } from "../../src/options/interval.ts";
import { formsOf } from "../../tools/pages/all-forms.ts";
import { told } from "../../tools/pages/forms.ts";
import { rowsOf } from "../../tools/pages/options.ts";
import { readSources } from "../../tools/pages/source.ts";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, "");
const makers = glissade as unknown as Readonly<Record<string, (...args: object[]) => glissade.Optimizer>>;
const params = () => ({
  matrix: glissade.tensor(new Float32Array(128 * 128), [128, 128]),
  vector: new Float32Array(8),
});

/** What an optimizer is: its equations, and the values of all hyperparameters. */
async function identity(optimizer: glissade.Optimizer): Promise<string> {
  const descent = await optimizer.init(params(), { device: "js" });
  const values = JSON.stringify(descent.hyper);
  descent.dispose();
  return `${await optimizer.explain({ params: params(), format: "tex" })}\n${values}`;
}

/** A default as a page has it, as a value; undefined for one that has none. */
function valueIn(shown: string): number | boolean | string | undefined {
  const text = shown.replaceAll("`", "");
  return /^(-?[\d.]+(e[+-]?\d+)?|true|false|"[\w,]+")$/.test(text) ? JSON.parse(text) : undefined;
}

const { documents } = readSources(root);

/** The option without which another is refused. */
function needs(make: () => unknown): string | undefined {
  try {
    make();
    return undefined;
  } catch (error) {
    const [, option] = / needs (\w+); give/.exec((error as Error).message) ?? [];
    if (option === undefined) throw error;
    return option;
  }
}

/** What a call throws, if anything. */
function saidOf(call: () => unknown): string {
  try {
    call();
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

const refusal = (option: string): RegExp => new RegExp(`\\b${option} must be (in|a|an) `);

describe.each(documents.map(({ factory }) => [factory.name, factory] as const))("%s", (name, factory) => {
  const forms = formsOf(factory);
  const rows = rowsOf(factory.options, forms);
  const make = (like: string, more: object) => {
    const given = { ...forms.byLike.get(like)!.options, ...more };
    return factory.isWrapper
      ? makers[name]!(glissade.sgd(), given)
      : makers[name]!({ ...told[name], ...given } as object);
  };

  it("is the same with each default of its page as without", async () => {
    for (const like of forms.byLike.keys()) {
      const without = await identity(make(like, {}));
      for (const { name: option, defaults } of rows) {
        const value = valueIn(defaults.get(like) ?? "");
        if (value === undefined) continue;
        const where = `${option} of ${like}`;
        const needed = needs(() => make(like, { [option]: value }));
        if (needed === undefined)
          expect(await identity(make(like, { [option]: value })), where).toBe(without);
        else {
          const beside = { [needed]: 0.1 };
          const both = make(like, { ...beside, [option]: value });
          expect(await identity(both), where).toBe(await identity(make(like, beside)));
        }
      }
    }
  }, 60_000);

  it("takes what is in the intervals of its page, and nothing else", () => {
    for (const { name: option, values } of rows) {
      const bounds = boundsIn(values.replaceAll("`", ""));
      if (!bounds) continue;
      const { low, high, openLow, openHigh } = bounds;
      const outside = [
        ...(low > Number.NEGATIVE_INFINITY ? [openLow ? low : low - 1] : []),
        ...(high < Number.POSITIVE_INFINITY ? [openHigh ? high : high + 1] : []),
      ];
      for (const value of outside)
        expect(() => make("default", { [option]: value }), `${option} ${value}`).toThrow(
          new RegExp(`\\b${option}\\b.*(must be|needs|must not)`),
        );
      // Some need another option, which is another error.
      const inside = [
        ...(low > Number.NEGATIVE_INFINITY && !openLow ? [low] : []),
        ...(high < Number.POSITIVE_INFINITY && !openHigh ? [high] : []),
      ];
      for (const value of inside)
        expect(saidOf(() => make("default", { [option]: value }))).not.toMatch(refusal(option));
    }
  });
});
