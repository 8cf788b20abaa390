/** The report: self-contained, complete, honest about divergence and about differences that are not shown. */
import { parseHTML } from "linkedom";
import { beforeAll, describe, expect, it } from "vitest";
import { noisyProblem } from "../../../test/compare/noisy-problem.ts";
import { entrantsOf, settingsOf } from "../../../test/compare/settings.ts";
import { compare } from "../compare.ts";
import { inThisThread } from "../executor.ts";
import { memoryStore } from "../folder.ts";
import type { Result } from "../result.ts";
import type { Settings } from "../settings.ts";
import { resultOf } from "../summary.ts";
import { renderReport } from "./page.ts";

const truths = {
  sgd: { loss: 1, bestRate: 0.01 },
  "<adam>": { loss: 0.8, bestRate: 0.01 },
  lost: { loss: 1, bestRate: 1e-9 },
};

async function resultFor(names: readonly string[], changed: Partial<Settings> = {}): Promise<Result> {
  const problems = names.map((name) => noisyProblem(name, truths));
  const settings = settingsOf(entrantsOf("sgd", "<adam>", "lost"), changed);
  const { known } = await compare(problems, settings, {
    store: memoryStore(),
    executor: inThisThread(problems),
  });
  return resultOf(problems, settings, known, {
    version: "1.2.3",
    command: "glissade compare --data 'a & b'",
    commandOf: ({ optimizer, seed }) => `glissade train ${optimizer} --seed ${seed}`,
  });
}

describe("the report of one problem", () => {
  let html: string;
  let document: Document;
  beforeAll(async () => {
    html = renderReport(await resultFor(["a & b"]));
    ({ document } = parseHTML(html));
  });
  const textOf = (selector: string) =>
    [...document.querySelectorAll(selector)].map(({ textContent }) => textContent);

  it("needs no network and no script, and escapes names", () => {
    expect(html).not.toMatch(/https?:|@import|<script|<link|src=|url\((?!#)|<adam>/);
    expect(html).not.toMatch(/NaN|undefined/);
  });

  it("has the results, the best first, and a diverged optimizer called so", () => {
    const rows = textOf("table:first-of-type tbody tr");
    expect(rows.slice(0, 3)).toEqual([
      expect.stringMatching(/^<adam>lr 0.010\.8\d+ ± 0\.0\d+/),
      expect.stringMatching(/^sgdlr 0.01/),
      expect.stringMatching(/^lostdiverged at every pointdiverged/),
    ]);
    expect(textOf("tbody strong")).toEqual(["<adam>"]);
  });

  it("has the pairs", () => {
    const pairs = textOf("table").at(-1);
    expect(pairs).toContain("<adam> is better");
    expect(pairs).toContain("lower in 10, higher in 0 of 10");
  });

  it("draws results, curves over steps and over time, and rates with a ring around the chosen ones", () => {
    const figures = [...document.querySelectorAll("figure > svg")];
    expect(figures).toHaveLength(4);
    const [tests, steps, , rates] = figures;
    const count = (figure: Element | undefined, selector: string) =>
      figure!.querySelectorAll(selector).length;
    expect(count(tests, 'g[aria-label="dot"] circle')).toBe(2);
    expect(count(tests, 'g[aria-label="tick"] line')).toBe(20);
    expect([count(steps, 'g[aria-label="line"] path'), count(steps, 'g[aria-label="area"] path')]).toEqual([
      2, 2,
    ]);
    expect(count(rates, 'circle[r="7"], g[aria-label="dot"][fill="none"] circle')).toBe(2);
  });

  it("says how it was done, and the command that repeats it", () => {
    expect(textOf("pre code")).toEqual([
      "glissade train <adam> --seed 2\nglissade train sgd --seed 2",
      "glissade compare --data 'a & b'",
    ]);
    const notes = textOf(".notes li").join("\n");
    expect(notes).toContain("the test rows are the same for all seeds and were read after the choice only");
    expect(notes).toContain("lost diverged at every point");
  });

  it("follows light and dark", () => {
    expect(html).toContain("prefers-color-scheme: dark");
    expect(document.querySelector("figure > svg")?.getAttribute("fill")).toBe("currentColor");
  });
});

describe("the report of several problems", () => {
  it("begins with ranks and performance profiles over all of them", async () => {
    const { document } = parseHTML(renderReport(await resultFor(["one", "two"])));
    const titles = [...document.querySelectorAll("h2")].map(({ textContent }) => textContent);
    expect(titles).toEqual(["All data sets", "one", "two", "How it was done", "Command"]);
    expect(document.querySelectorAll("figure > svg")).toHaveLength(2 + 2 * 4);
  });

  it("draws points over each hyperparameter of a quasirandom search", async () => {
    const axes = {
      learningRate: { low: 1e-3, high: 0.1, scale: "log" },
      b1: { low: 0, high: 0.99, scale: "log1m" },
    } as const;
    const entrants = entrantsOf("sgd", "<adam>", "lost").map((one) =>
      one.name === "<adam>" ? { ...one, search: ["learningRate", "b1"] } : one,
    );
    const html = renderReport(
      await resultFor(["p"], { entrants, space: { kind: "quasirandom", points: 6, axes } }),
    );
    const { document } = parseHTML(html);
    expect(document.querySelectorAll("figure > svg")).toHaveLength(3 + 2);
    expect(html).toContain("6 quasirandom points over learningRate, b1");
  });
});
