/** Without a network: once a page of the site has been opened, the lab races and the guide opens with the server gone. */
import playwright, { type Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BrowserName, launch } from "../../test/platform/browsers.mjs";
import { knownDigests } from "../engine/known-digests.ts";
import { openLab } from "./lab-page.ts";
import { serveSite } from "./server.ts";

describe.each<BrowserName>(["chromium", "firefox"])("%s", (name) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch(playwright, name);
  });
  afterAll(() => browser.close());

  it("shows the lab and the guide again when the server is gone", async () => {
    const site = await serveSite();
    const { page, problems, digest, digestAfter, choose } = await openLab(browser, site);
    await digest();
    await page.evaluate(async () => {
      const { active } = await navigator.serviceWorker.ready;
      if (active?.state === "activated") return;
      await new Promise((resolve) => active?.addEventListener("statechange", resolve));
    });
    expect(problems).toEqual([]);
    await site.close();
    await page.reload();
    // What the first visit was still loading when the server went is gone with it.
    problems.length = 0;
    expect(await digest()).toBe(knownDigests[0]?.digest);
    await digestAfter(() => choose("Himmelblau"));
    await page.getByRole("tab", { name: "Ranking" }).click();
    await page.getByRole("tabpanel", { name: "Ranking" }).getByRole("row").nth(2).waitFor();
    await page.goto(`${site.address}/guide/first-steps.html`);
    await page.locator("main h1").waitFor();
    // Pages fetch ahead what they link to; what has never been visited is not there.
    expect(problems.filter((problem) => !/^504: .*\/assets\/\w+_index\.md/.test(problem))).toEqual([]);
    await page.context().close();
  });
});
