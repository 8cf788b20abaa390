/** The documentation for everyone: pages of each kind in light and dark and on a small phone; axe finds nothing serious, nothing is wider than the screen. */
import { expect, it } from "vitest";
import { inBrowsers, withEach } from "./in-browsers.ts";
import { faultsOf, lookOf, looksIn, still } from "./looks.ts";
import { kindsOfPages } from "./site-pages.ts";
import { open } from "./watched-page.ts";

/** Pages with something of their own, beside one of each kind. */
const special = [
  "index",
  "guide/first-steps",
  "guide/own-rules",
  "language",
  "comparing",
  "architecture",
  "features",
  "optimizers/index",
  "optimizers/adam",
  "optimizers/lbfgs",
  "exercises/1-learning-rates",
  "exercises/4-divergence",
  "notebooks/adam",
  "examples/index",
  "api/index",
];

const pages = [...new Set([...special.map((page) => `${page}.html`), ...kindsOfPages])];

inBrowsers(
  (means) => {
    it.each(looksIn(means.name))(
      "nothing is wrong with how pages look: %s",
      { timeout: 600_000 },
      async (look) => {
        const { browser, site, name } = means;
        const wrong: string[] = [];
        await withEach(pages, { browser, options: lookOf(look, site) }, async (context, path) => {
          const watched = await open(context, `${site.address}/${path}`);
          const photograph = `${path.replace(/\.html$/, "").replaceAll("/", "-")}-${look}`;
          wrong.push(...(await faultsOf(watched, name, photograph)));
          await watched.close();
        });
        expect(wrong).toEqual([]);
      },
    );
  },
  { prefs: still },
);
