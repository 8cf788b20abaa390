/** Every page of the site in Chromium and one of each kind in Firefox: no error, nothing leaves the origin, a heading, words, whole equations. */
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { inBrowsers, withEach } from "./in-browsers.ts";
import { kindsOfPages, sitePages } from "./site-pages.ts";
import { open } from "./watched-page.ts";

/** How many parts equations have: https://www.w3.org/TR/mathml-core/, sections 3.3 and 3.4. */
const parts = { mfrac: 2, mroot: 2, msub: 2, msup: 2, munder: 2, mover: 2, msubsup: 3, munderover: 3 };

/** Equations that lack a part, or have one too many. */
const brokenEquations = (page: Page): Promise<string[]> =>
  page.evaluate(
    (counts) =>
      Object.entries(counts).flatMap(([name, count]) =>
        [...document.querySelectorAll(name)]
          .filter((element) => element.childElementCount !== count)
          .map((element) => `not ${count} parts: ${element.outerHTML.slice(0, 120)}`),
      ),
    parts,
  );

inBrowsers((means) => {
  it("loads pages without an error", { timeout: 600_000 }, async () => {
    const wrong: string[] = [];
    // The reference of the API and copies of sources are many pages of one form.
    const wanted = means.name === "chromium" ? sitePages.filter((path) => !/^(api|source)\//.test(path)) : [];
    const all = [...new Set([...kindsOfPages, ...wanted])];
    await withEach(all, { browser: means.browser, atOnce: 4 }, async (context, path) => {
      const { page, problems, close } = await open(context, `${means.site.address}/${path}`);
      const [heading, words] = await page.evaluate(() =>
        ["h1", "main, .VPHome"].map((part) => document.querySelector(part)?.textContent?.trim() ?? ""),
      );
      if (!heading || !words || words.length < heading.length + 20 || words.includes("PAGE NOT FOUND"))
        problems.push(`shows "${words}" below "${heading}"`);
      problems.push(...(await brokenEquations(page)));
      wrong.push(...problems.map((problem) => `${path}: ${problem}`));
      await close();
    });
    expect(wrong).toEqual([]);
  });
});
