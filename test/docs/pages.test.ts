/** The pages in docs/optimizers are those that the sources print, and FEATURES.md has a row for everything exported. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { equationsOf } from "../../src/explain/equations.ts";
import { symbolTex } from "../../src/explain/symbol-tex.ts";
import * as glissade from "../../src/index.ts";
import { groupsOf } from "../../src/plan/groups.ts";
import { boundsOf } from "../../src/rule/hyper.ts";
import { missingFeatures } from "../../tools/pages/features.ts";
import { contradictions, shortest, statedIn } from "../../tools/pages/options.ts";
import { type Pages, printPages, staleIn } from "../../tools/pages/pages.ts";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, "");
let printed: Pages;
const page = (name: string): string => printed.pages.get(`docs/optimizers/${name}.md`)!;

describe("docs/optimizers", () => {
  beforeAll(async () => {
    printed = await printPages(root);
  }, 60_000);

  it("is what `npm run docs` prints", () => {
    expect(staleIn(root, printed.pages)).toEqual([]);
  });

  it("notices a page that is missing, one that differs and one too many", () => {
    const pages = new Map(printed.pages);
    pages.delete("docs/optimizers/adam.md");
    pages.set("docs/optimizers/sgd.md", `${page("sgd")} `);
    pages.set("docs/optimizers/none.md", "");
    const stale = staleIn(root, pages);
    expect(stale.sort()).toEqual(["adam", "none", "sgd"].map((name) => `docs/optimizers/${name}.md`));
  });

  it("has nothing in it that the sources contradict", () => {
    expect(printed.problems).toEqual([]);
  });

  it("shows values by library as the optimizers are made, and what a form does not have", () => {
    expect(page("adam")).toContain(
      "| `eps` $`\\epsilon`$ | Added to the square root of the second moment. | `[0, inf)` | 1e-8 | 1e-8 | 1e-8 | 1e-7 | 1e-6 | 1e-8 |",
    );
    expect(page("adam")).toMatch(/\| `epsRoot` .* \| – \| – \| 0 \| – \| – \| – \|/);
    expect(page("adafactor")).toMatch(/\| `minDimSizeToFactor` .* \| 1 \| 1 \| 128 \| 1 \| 1 \|/);
  });

  it("has the equations of factored optimizers for matrices and for vectors", () => {
    expect(page("sm3")).toMatch(/Matrices:.*max}_{\\text{row}}.*Vectors:/s);
    expect(page("sm3")).toContain("| matrices | 4, and 8 a row, 8 a column | 24 | 2 |");
  });

  it("counts state and traffic as the plan does", () => {
    expect(page("adam")).toContain("| all | 8 | 28 | 1 |");
    expect(page("accumulate")).toContain(
      "| all | 4, and 8 in all | 20, and 12 for each gradient before | 1 |",
    );
  });

  it("has every optimizer and wrapper in its index", () => {
    const names = [...page("README").matchAll(/^\| \[(\w+)\]/gm)].map(([, name]) => name);
    expect(names).toEqual(expect.arrayContaining(["adafactor", "cautious", "sam", "yogi"]));
    const inFolder = [...printed.pages.keys()].filter((path) => path.startsWith("docs/optimizers/"));
    expect(names.length).toBe(inFolder.length - 1);
  });

  it("has every optimizer and wrapper once in the README's table, by which the site is ordered", () => {
    const [, table = ""] =
      /^What there is.*?\n((?:\|.*\n)+)/ms.exec(readFileSync(`${root}/README.md`, "utf8")) ?? [];
    const named = [...table.matchAll(/`(\w+)`/g)].map(([, name]) => name);
    const pages = [...page("README").matchAll(/^\| \[(\w+)\]/gm)].map(([, name]) => name!);
    const counts = pages.map((name) => [name, named.filter((other) => other === name).length] as const);
    expect(
      counts.filter(([, count]) => count !== 1),
      "add a row, or a name to one, of `What there is`",
    ).toEqual([]);
  });

  it("has no macro that GitHub refuses and no double index", () => {
    const blocks = [...printed.pages.values()].flatMap((text) => text.match(/```math.*?```/gs) ?? []);
    expect(blocks.length).toBeGreaterThan(printed.pages.size);
    expect(blocks.filter((tex) => tex.includes("\\operatorname"))).toEqual([]);
    expect(blocks.filter((tex) => /_(\w|\{[^{}]*\})_/.test(tex))).toEqual([]);
  });
});

describe("FEATURES.md", () => {
  const text = readFileSync(`${root}/FEATURES.md`, "utf8");
  const exports = new Map([
    ["optimizers", ["adam", "scaleByLion"]],
    ["compose", ["chain"]],
  ]);
  const table = (heading: string, ...names: string[]) =>
    `## ${heading}\n\n${names.map((name) => `| \`${name}\` | – |\n`).join("")}`;
  const directions = table("Transformations of gradients", "scaleByLion");

  it("misses an export without a row, under the heading where it belongs", () => {
    expect(missingFeatures(`${table("Optimizers", "adam")}${directions}\`chain\``, exports)).toEqual([]);
    expect(missingFeatures(table("Optimizers", "adam", "scaleByLion"), exports)).toEqual([
      'FEATURES.md has scaleByLion under "Optimizers", which is not exported there',
      'FEATURES.md has no row for scaleByLion under "Transformations of gradients"',
      "FEATURES.md does not name chain",
    ]);
    expect(missingFeatures(`${table("Optimizers", "adam", "adam")}${directions}\`chain\``, exports)).toEqual([
      "FEATURES.md has adam twice",
    ]);
  });

  it("has as many cells in each row as its table has columns", () => {
    const tables = text.split(/\n\n/).filter((block) => block.startsWith("|"));
    expect(tables.length).toBe(7);
    for (const rows of tables) {
      const columns = rows
        .trim()
        .split("\n")
        .map((row) => row.split(" | ").length);
      expect(new Set(columns).size, rows.slice(0, 80)).toBe(1);
    }
  });
});

describe("equations", () => {
  const tensors = [{ path: "x", shape: [4], size: 4, dtype: "float64" }] as const;
  const of = (optimizer: glissade.Optimizer) => equationsOf(groupsOf(optimizer, tensors)[0]!.links);

  it.each([
    ["m", "t", "m_t"],
    ["m", "t-1", "m_{t-1}"],
    ["m1", "t", "m_{1,t}"],
    ["b2", "", "\\beta_2"],
    ["b2", "t", "\\beta_{2,t}"],
    ["mHat", "t", "\\hat{m}_t"],
    ["vMax", "t-1", "v^{\\mathrm{max}}_{t-1}"],
    ["muNext", "t", "\\mu_{t+1}"],
    ["alphaT", "t", "\\alpha_t"],
    ["learningRate", "", "\\eta"],
    ["momentumDecay", "", "\\mathrm{momentumDecay}"],
    ["slowStepSize", "", "\\mathrm{slowStepSize}"],
    ["d0", "", "d_0"],
  ])("write %s at %s as %s", (name, time, tex) => {
    expect(symbolTex(name, time)).toBe(tex);
  });

  it("start with the states, index what a line reads, and end with what is evaluated", () => {
    const halfway = glissade.rule({
      name: "halfway",
      hyper: { b1: 0.5 },
      state: { m: 1e-6, s: "g^2" },
      text: "m = b1*m + g\n s = s + m\n u = -norm(m)*gradient\n eval = p + m",
    });
    const { step, extents } = of(glissade.chain(glissade.scale(2), halfway()));
    expect(step).toEqual([
      "m_0 &= 10^{-6}, \\quad s_0 = g_1^{2}",
      "u^{(1)}_t &= \\mathrm{factor}\\,g_t",
      "m_t &= \\beta_1 m_{t-1} + u^{(1)}_t",
      "s_t &= s_{t-1} + m_t",
      "u_t &= -\\left\\lVert m_t \\right\\rVert g_t",
      "p_t &= p_{t-1} + u_t",
      "p^{\\mathrm{eval}}_t &= p_t + m_t",
    ]);
    expect([...extents]).toEqual(["tensor"]);
  });

  it("say what happens between steps with arrows, and leave out what stays as it is", () => {
    const { before, step } = of(glissade.sam(glissade.sgd()));
    expect(before).toContain("\\mathrm{start} &\\leftarrow p");
    expect(before.at(-1)).toBe("p &\\leftarrow p + u");
    expect(step.slice(0, 2)).toEqual(["p_{t-1} &= \\mathrm{start}", "u^{(1)}_t &= g_t"]);
  });
});

describe("defaults that a comment states", () => {
  it.each<[string, Record<string, string>]>([
    [
      "Step size; default 0.001, keras 0.01, textbook 1e-4.",
      { default: "0.001", keras: "0.01", textbook: "1e-4" },
    ],
    ["Added, default 1e-8; not in keras.", { default: "1e-8" }],
    ["Form; default true, false in optax. Not in keras.", { default: "true", optax: "false" }],
    ["The default is of no interest.", {}],
  ])("%s", (doc, stated) => {
    expect(Object.fromEntries(statedIn(doc))).toEqual(stated);
  });

  it("are found where the optimizer has others, but for forms that the comment speaks of", () => {
    const option = {
      name: "eps",
      isRequired: false,
      takesNumber: true,
      takesSchedule: true,
      isBoolean: false,
      words: [],
    };
    const bounds = boundsOf("eps");
    const form = (value: number) => ({
      options: {},
      optimizer: glissade.chain(),
      groups: [],
      powers: undefined,
      hyper: new Map([["eps", { value, bounds }]]),
      values: new Map(),
    });
    const byLike = new Map(["default", "torch", "keras"].map((like) => [like, form(1e-8)]));
    const problems = (doc: string) => contradictions([{ ...option, doc }], { byLike, defaults: new Map() });
    expect(problems("Added; default 1e-8.")).toEqual([]);
    expect(problems("Added; default 1e-7; another in torch.")).toEqual([
      "eps of the default form is 1e-8; its comment says 1e-7",
      "eps of the keras form is 1e-8; its comment says 1e-7",
    ]);
    expect(problems("Added; default 1e-8, torch 2.")).toHaveLength(1);
  });

  it("are written as short as the values of optimizers", () => {
    const values = [1e-8, 1e-4, 0.001, 0.01, 0, 2, 100, 1e21].map(shortest);
    expect(values).toEqual(["1e-8", "1e-4", "0.001", "0.01", "0", "2", "100", "1e+21"]);
    expect(shortest(() => 1)).toBe("schedule");
  });
});
