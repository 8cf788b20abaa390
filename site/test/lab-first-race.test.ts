/** What comes before the first race, and how little of it: the first frame is there without scripts, and stays where it is. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { BrowserContextOptions, Page } from "playwright-core";
import { expect, it } from "vitest";
import { holdWorkers, releaseWorkers } from "./held-workers.ts";
import { inBrowsers } from "./in-browsers.ts";
import { coloursOf, patience } from "./picture.ts";
import { dist } from "./server.ts";

/** What all that the network carries until the first race runs may be, gzipped, in bytes. */
const budget = 100_000;

inBrowsers((means) => {
  /** The lab in a page that does not hear its workers, or hears them up to this type of message. */
  const openHeld = async (from?: string, options: BrowserContextOptions = {}) => {
    const context = await means.browser.newContext(options);
    await holdWorkers(context, from);
    const page = await context.newPage();
    await page.goto(`${means.site.address}/lab/`);
    return { page, close: () => context.close() };
  };
  const canvasesDrawn = (page: Page) =>
    expect
      .poll(async () => {
        const colours = await coloursOf(page.locator("#picture canvas"));
        return colours.length === 4 && (await page.locator(".still").count()) === 0
          ? Math.min(...colours)
          : 0;
      }, patience)
      .toBeGreaterThan(1);

  it("races with less than 100 kB, and loads the rest afterwards", async () => {
    const before = means.site.requested.length;
    const { page, close } = await openHeld("raced");
    await canvasesDrawn(page);
    const files = [...new Set(means.site.requested.slice(before))];
    const sizes = files.map(
      (path) => [path, gzipSync(readFileSync(join(dist, path)), { level: 9 }).length] as const,
    );
    const sum = sizes.reduce((total, [, size]) => total + size, 0);
    expect(sum, JSON.stringify(sizes)).toBeLessThan(budget);
    expect(files.some((path) => path.includes("first-worker"))).toBe(true);
    await releaseWorkers(page);
    // Nobody has touched anything, and the equations are typeset.
    await page.locator("#equations math").first().waitFor();
    expect(means.site.requested.length).toBeGreaterThan(before + files.length);
    await close();
  });

  // Firefox' driver switches scripts off without telling its style sheets.
  it.runIf(means.name === "chromium")("shows the end of the race where no script runs", async () => {
    const context = await means.browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${means.site.address}/lab/`);
    const still = page.locator(".still");
    await still.locator(".ended").waitFor();
    expect(await still.locator(".ended > .growing > path").count()).toBe(2);
    expect(await still.locator(".begun").isVisible()).toBe(false);
    await context.close();
  });

  it.each([1280, 380])("nothing moves as canvases take the frame's place, %d pixels wide", async (width) => {
    const { page, close } = await openHeld(undefined, { viewport: { width, height: 800 } });
    const still = page.locator(".still");
    await still.locator(".begun").waitFor();
    expect(await still.locator(".ended").isVisible()).toBe(false);
    const places = async (plot: string) => ({
      plot: await page.locator(plot).first().boundingBox(),
      below: await page.locator(".side").boundingBox(),
    });
    const first = await places(".still rect");
    await releaseWorkers(page);
    await canvasesDrawn(page);
    const then = await places("#picture canvas.in-plot");
    for (const part of ["plot", "below"] as const)
      for (const side of ["x", "y", "width"] as const)
        expect(
          Math.abs((then[part]?.[side] ?? Number.NaN) - (first[part]?.[side] ?? Number.NaN)),
        ).toBeLessThan(1.5);
    await close();
  });
});
