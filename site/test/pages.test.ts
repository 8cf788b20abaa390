/** Every page of the documentation, in both browsers: it loads, nothing is missing, nothing leaves the origin, axe finds nothing serious. */
import { readdirSync } from "node:fs";
import playwright, { type Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BrowserName, launch } from "../../test/platform/browsers.mjs";
import { findingsOf } from "./axe.ts";
import { dist, type Site, serveSite } from "./server.ts";
import { open } from "./watched-page.ts";

const all = readdirSync(dist, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".html") && !path.startsWith("lab/") && path !== "404.html")
  .map((path) => path.replaceAll("\\", "/"));

/** One of each kind, for what takes long: folders hold pages of one form. */
const samples = [...new Map(all.map((path) => [path.replace(/[^/]*$/, ""), path])).values()];

let site: Site;
beforeAll(async () => {
  site = await serveSite();
});
afterAll(() => site.close());

describe.each<BrowserName>(["chromium", "firefox"])("%s", (name) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch(playwright, name);
  });
  afterAll(() => browser.close());

  it("loads pages without an error", { timeout: 300_000 }, async () => {
    const wrong: string[] = [];
    // The reference of the API and copies of sources are many pages of one form.
    const wanted = name === "chromium" ? all.filter((path) => !/^(api|source)\//.test(path)) : [];
    const left = [...new Set([...samples, ...wanted])];
    const look = async (): Promise<void> => {
      for (let path = left.pop(); path !== undefined; path = left.pop()) {
        const { page, problems, close } = await open(browser, `${site.address}/${path}`);
        const [heading, words] = await page.evaluate(() =>
          ["main h1, .VPHome h1", "main, .VPHome"].map(
            (part) => document.querySelector(part)?.textContent?.trim() ?? "",
          ),
        );
        if (!heading || !words || words.length < heading.length + 20 || words.includes("PAGE NOT FOUND"))
          problems.push(`shows "${words}"`);
        wrong.push(...problems.map((problem) => `${path}: ${problem}`));
        await close();
      }
    };
    await Promise.all([look(), look(), look(), look()]);
    expect(wrong).toEqual([]);
  });

  it.each(samples)("axe finds nothing serious in %s", async (path) => {
    const { page, close } = await open(browser, `${site.address}/${path}`);
    expect(await findingsOf(page)).toEqual([]);
    await close();
  });
});
