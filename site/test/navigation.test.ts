/** The documentation below a folder: it comes alive, leads from page to page without loading anew, is searched, and leads to the lab. */
import { expect, it } from "vitest";
import { inBrowsers } from "./in-browsers.ts";
import { patience } from "./picture.ts";
import { open } from "./watched-page.ts";

inBrowsers((means) => {
  it("leads on, searches, and opens the lab", async () => {
    const { page, problems, close } = await open(
      means.browser,
      `${means.site.address}/guide/first-steps.html`,
    );
    await page.evaluate(() => {
      (globalThis as unknown as { isSame: boolean }).isSame = true;
    });
    const isSame = () => page.evaluate(() => "isSame" in globalThis);
    const next = page.locator(".pager-link.next");
    const href = await next.getAttribute("href");
    await next.click();
    await expect.poll(() => page.url(), patience).toBe(new URL(href ?? "", page.url()).href);
    await page.locator("main h1").waitFor();
    expect(await isSame()).toBe(true);
    await page.keyboard.press("Control+k");
    const box = page.locator(".VPLocalSearchBox input");
    await box.waitFor();
    await box.fill("yogi");
    const found = page.locator(".VPLocalSearchBox .result");
    await expect.poll(() => found.count(), patience).toBeGreaterThan(0);
    await found.filter({ hasText: /yogi/i }).first().click();
    await expect.poll(() => page.locator("main").innerText(), patience).toMatch(/yogi/i);
    expect(await isSame()).toBe(true);
    await page.getByRole("link", { name: "Lab", exact: true }).first().click();
    await page.waitForURL(/\/some\/folder\/lab\//);
    await page.locator("output.digest").waitFor();
    expect(problems).toEqual([]);
    await close();
  });

  it("remembers the colours that one chooses", async () => {
    const { page, problems, close } = await open(means.browser, `${means.site.address}/language.html`);
    const isDark = () => page.evaluate(() => document.documentElement.classList.contains("dark"));
    const before = await isDark();
    await page.locator(".VPSwitchAppearance:visible").click();
    await expect.poll(isDark, patience).toBe(!before);
    await page.reload();
    await expect.poll(isDark, patience).toBe(!before);
    expect(problems).toEqual([]);
    await close();
  });
});
