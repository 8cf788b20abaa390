/** The documentation for everyone: pages of each kind in light and dark, wide and on a small phone; axe finds nothing serious, nothing is wider than the screen. */
import { expect, it } from "vitest";
import { findingsOf } from "./axe.ts";
import { inBrowsers } from "./in-browsers.ts";
import { lookOf, looks, overhangOf, photograph, still } from "./looks.ts";
import { open } from "./watched-page.ts";

const pages = [
  "index",
  "guide/first-steps",
  "guide/own-rules",
  "language",
  "comparing",
  "architecture",
  "features",
  "optimizers/index",
  "optimizers/adam",
  "optimizers/sgd",
  "exercises/1-learning-rates",
  "exercises/4-divergence",
  "notebooks/adam",
  "examples/index",
  "api/index",
  "api/glissade/functions/adam",
  "source/src/optimizers/adam.ts",
];

inBrowsers(
  (means) => {
    it.each(looks)(
      "has no serious finding and no sideways scroll: %s",
      { timeout: 600_000 },
      async (look) => {
        const wrong: string[] = [];
        const left = [...pages];
        const each = async (): Promise<void> => {
          for (let path = left.pop(); path !== undefined; path = left.pop()) {
            const { page, problems, close } = await open(
              means.browser,
              `${means.site.address}/${path}.html`,
              lookOf(look, means.site),
            );
            const faults = [...problems, ...(await findingsOf(page))];
            const overhang = await overhangOf(page);
            if (overhang > 0) faults.push(`${overhang} pixels too wide`);
            wrong.push(...faults.map((fault) => `${path}: ${fault}`));
            await photograph(page, `${path.replaceAll("/", "-")}-${look}-${means.name}`);
            await close();
          }
        };
        await Promise.all([each(), each()]);
        expect(wrong).toEqual([]);
      },
    );
  },
  { prefs: still },
);
