/** Live figures of the documentation: the HTML has their first pictures, and a slider that is moved draws another. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { catalogue } from "../engine/catalogue.ts";
import { matrixMethods } from "../engine/experiment.ts";
import { inBrowsers } from "./in-browsers.ts";
import { patience } from "./picture.ts";
import { dist } from "./server.ts";
import { open } from "./watched-page.ts";

const pagesIn = (folder: string): string[] =>
  readdirSync(`${dist}/${folder}`)
    .filter((name) => name.endsWith(".html") && name !== "index.html")
    .map((name) => `${folder}/${name}`);

const exercises = pagesIn("exercises").filter((path) => /\/\d/.test(path));

/** Races are on functions of vectors, on which those of whole matrices are AdamW. */
const raced = [...catalogue.optimizers, ...catalogue.wrappers]
  .map(({ name }) => name)
  .filter((name) => !matrixMethods.includes(name));
const withFigure = [...raced, "lbfgs", "newton"].map(
  (name) => `optimizers/${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.html`,
);
const optimizers = pagesIn("optimizers").filter((path) => withFigure.includes(path));

describe("without scripts", () => {
  it.each([...optimizers, ...exercises])("%s shows a picture", (path) => {
    const html = readFileSync(`${dist}/${path}`, "utf8");
    const figures = html.match(/<figure class="live-figure.*?<\/figure>/gs) ?? [];
    expect(figures.length).toBeGreaterThan(0);
    for (const figure of figures) {
      expect(figure).toMatch(/<svg[^>]*>.*<path/s);
      expect(figure).toMatch(/<figcaption[^>]*>[^<]{20,}/);
    }
  });
});

inBrowsers((means) => {
  it.each(["optimizers/adam.html", "optimizers/lion.html", "optimizers/lbfgs.html", ...exercises])(
    "%s answers to its sliders",
    async (path) => {
      const { page, problems, close } = await open(means.context, `${means.site.address}/${path}`);
      for (const figure of await page.locator("figure.live-figure").all()) {
        const picture = () =>
          figure
            .locator("svg")
            .first()
            .evaluate(({ outerHTML }) => outerHTML);
        const slider = figure.getByRole("slider").first();
        await expect.poll(() => slider.isEnabled(), patience).toBe(true);
        const first = await picture();
        await slider.press("ArrowRight");
        await slider.press("ArrowRight");
        await expect.poll(picture, patience).not.toBe(first);
      }
      expect(problems).toEqual([]);
      await close();
    },
  );
});
