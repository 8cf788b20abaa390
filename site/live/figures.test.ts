/** Every live figure of the site draws at its first values, the same twice; and what the exercises' figures say is what the exercises find. */
import { readdirSync, readFileSync } from "node:fs";
import * as glissade from "glissade";
import { describe, expect, it } from "vitest";
import { withLive } from "../build/live.ts";
import { catalogue } from "../engine/catalogue.ts";
import { matrixMethods } from "../engine/experiment.ts";
import { firstValues, type Values } from "./figure.ts";
import { figureOf } from "./figures.ts";

const drawn = async (name: string, of = "", more: Values = {}) => {
  const figure = figureOf(name, of);
  return figure.draw({ ...firstValues(figure.controls), ...more });
};

describe("pages of optimizers", () => {
  const folder = new URL("../../docs/optimizers/", import.meta.url);
  const pages = readdirSync(folder).filter((file) => file !== "README.md");
  const figures = pages.flatMap((file) => {
    const text = withLive(readFileSync(new URL(file, folder), "utf8"), `optimizers/${file}`);
    return [...text.matchAll(/<LiveFigure figure="(race|minimiser)" of="(\w+)"/g)].map(
      ([, figure = "", of = ""]) => ({ figure, of }),
    );
  });
  const namesOf = (wanted: string) => figures.filter(({ figure }) => figure === wanted).map(({ of }) => of);

  it("each has a race, or the way of a minimiser, which cannot race; those of whole matrices, and of estimates, have neither", () => {
    const optionsOf = (name: string): object =>
      (glissade as Record<string, { readonly options?: object }>)[name]?.options ?? {};
    const isApart = (name: string) => name === "sophia" || "matrices" in optionsOf(name);
    const titles = pages.map((file) => /^# (\w+)/.exec(readFileSync(new URL(file, folder), "utf8"))![1]!);
    expect(figures.map(({ of }) => of)).toEqual(titles.filter((title) => !isApart(title)));
    expect(titles.filter(isApart)).toContain("muon");
    expect(namesOf("minimiser")).toEqual(["lbfgs", "newton"]);
  });

  it.each(namesOf("race"))("the race of %s", async (name) => {
    const { svg, words } = await drawn("race", name);
    expect(svg.startsWith("<svg") && svg.endsWith("</svg>\n")).toBe(true);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    expect(words).toMatch(/loss [\d.e-]+; /);
  });

  it.each(namesOf("minimiser"))("the way of %s, on every surface", async (name) => {
    const [surface] = figureOf("minimiser", name).controls;
    if (surface?.kind !== "choice") throw new Error("the surface is chosen first");
    for (const { value } of surface.options) {
      const { svg, words } = await drawn("minimiser", name, { surface: value });
      expect(svg, value).not.toMatch(/NaN|undefined|Infinity/);
      expect(words, value).toMatch(
        /: \d+ steps?, loss -?[\d.e-]+; .*, [\d.e-]+: 40 steps, loss -?[\d.e-]+\.$/,
      );
    }
  });

  it.each(namesOf("minimiser"))(
    "%s is in Rosenbrock's minimum when gradient descent is not",
    async (name) => {
      const { words } = await drawn("minimiser", name);
      const [own, other] = [...words.matchAll(/loss (\S+?)(?:;|\.$)/g)].map(([, loss]) => Number(loss));
      expect(own).toBeLessThan(1e-20);
      expect(other).toBeGreaterThan(1e-2);
    },
  );

  it.each([
    ["race", "yogi"],
    ["minimiser", "lbfgs"],
  ])("a %s of %s is twice the same", async (figure, of) => {
    expect(await drawn(figure, of)).toEqual(await drawn(figure, of));
  });
});

describe("forms", () => {
  const names = [...catalogue.optimizers, ...catalogue.wrappers]
    .filter(({ name, forms }) => forms?.length && !matrixMethods.includes(name))
    .map(({ name }) => name);
  it.each(names)("%s", async (name) => {
    const { svg } = await drawn("like-curves", name);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  it("the first step at a gradient of 1e-6 is that of the libraries", async () => {
    const { words } = await drawn("like-curves", "adam", { gradient: 1e-6 });
    expect(words).toMatch(/torch 0\.99, .*keras 0\.24, textbook 0\.5/);
  });
});

describe("exercises", () => {
  it("1: the best rates are in the middle", async () => {
    const { words } = await drawn("learning-rates");
    expect(words).toMatch(/Adam 0\.(01|03|1) .*Yogi 0\.(01|03|1) /);
  });

  it("2: moving the correction into the averages changes nothing but rounding", async () => {
    const { words } = await drawn("bias-correction");
    expect(words).toMatch(/differ by at most (nothing|[1-9]e-1[3-9])/);
  });

  it("3: a rate that falls ends lower", async () => {
    const { words } = await drawn("shrinking-rates");
    const [constant, falling] = [...words.matchAll(/: ([\d.e-]+)(?:;|\.$)/g)].map(([, loss]) => Number(loss));
    expect(falling).toBeLessThan((constant as number) / 10);
  });

  it("4: Adam goes to 1, Yogi and AMSGrad to -1; with small spikes Yogi follows Adam", async () => {
    const { words } = await drawn("divergence", "", { b2: 1 / 17 });
    expect(words).toMatch(/Adam 1, Yogi -0\.99\d, AMSGrad -0\.99\d/);
    const weaker = await drawn("divergence", "", { b2: 1 / 17, spike: 2.2 });
    expect(weaker.words).toMatch(/Yogi [01](\.\d+)?, AMSGrad -/);
  });
});
