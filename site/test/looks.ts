/**
 * Ways to look at a page: light and dark, and on a small phone. Photographs for people to see are taken where GLISSADE_SCREENSHOTS is set;
 * `site/screenshots` keeps them.
 */
import { fileURLToPath } from "node:url";
import type { BrowserContextOptions, Page } from "playwright-core";
import type { BrowserName } from "../../test/platform/browsers.mjs";
import { findingsOf } from "./axe.ts";
import type { Site } from "./server.ts";
import type { WatchedPage } from "./watched-page.ts";

/** Where photographs lie; git does not keep them. */
const folder = fileURLToPath(new URL("../screenshots", import.meta.url));

/** One of the ways. */
export type Look = "light" | "dark" | "phone";

/** The ways that a browser is asked for: what axe finds does not depend on the engine; how wide a page becomes does, and shows on a phone. */
export const looksIn = (name: BrowserName): readonly Look[] =>
  name === "chromium" ? ["light", "dark", "phone"] : ["phone"];

/** Firefox is told when it starts that motion is unwelcome; Chromium by `lookOf`. */
export const still = { "ui.prefersReducedMotion": 1 };

/** What a browser needs for it. Nothing moves: what is looked at is then the same at every time. */
export function lookOf(look: Look, { address }: Site): BrowserContextOptions {
  const appearance = { name: "vitepress-theme-appearance", value: look === "dark" ? "dark" : "light" };
  return {
    viewport: look === "phone" ? { width: 360, height: 740 } : { width: 1280, height: 900 },
    reducedMotion: "reduce",
    storageState: { cookies: [], origins: [{ origin: new URL(address).origin, localStorage: [appearance] }] },
  };
}

/** How many pixels the page is wider than the window: more than none, and one must scroll sideways to read. */
const overhangOf = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** What is wrong with an opened page: what went wrong so far, what axe finds in Chromium, a sideways scroll. Its name is that of the photograph. */
export async function faultsOf(
  { page, problems }: Pick<WatchedPage, "page" | "problems">,
  browser: BrowserName,
  name: string,
): Promise<string[]> {
  const faults = [...problems, ...(browser === "chromium" ? await findingsOf(page) : [])];
  const overhang = await overhangOf(page);
  if (overhang > 0) faults.push(`${overhang} pixels too wide`);
  if (process.env.GLISSADE_SCREENSHOTS)
    await page.screenshot({ path: `${folder}/${name}-${browser}.png`, fullPage: true });
  return faults.map((fault) => `${name}: ${fault}`);
}
