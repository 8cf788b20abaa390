/** Ways to look at a page: light and dark, wide and on a small phone; and photographs, which `site/screenshots` keeps for people to see. */
import { fileURLToPath } from "node:url";
import type { BrowserContextOptions, Page } from "playwright-core";
import type { Site } from "./server.ts";

/** Where photographs lie; git does not keep them. */
const folder = fileURLToPath(new URL("../screenshots", import.meta.url));

/** The names of all ways, for tests. */
export const looks = ["light", "dark", "phone", "dark-phone"] as const;

/** One of them. */
export type Look = (typeof looks)[number];

/** Firefox is told when it starts that motion is unwelcome; Chromium by `lookOf`. */
export const still = { "ui.prefersReducedMotion": 1 };

/** What a browser needs for it. Nothing moves: what is looked at is then the same at every time. */
export function lookOf(look: Look, { address }: Site): BrowserContextOptions {
  const isDark = look.startsWith("dark");
  const appearance = { name: "vitepress-theme-appearance", value: isDark ? "dark" : "light" };
  return {
    viewport: look.endsWith("phone") ? { width: 360, height: 740 } : { width: 1280, height: 900 },
    reducedMotion: "reduce",
    storageState: { cookies: [], origins: [{ origin: new URL(address).origin, localStorage: [appearance] }] },
  };
}

/** Writes what is seen of the whole page. */
export async function photograph(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

/** How many pixels the page is wider than the window: more than none, and one must scroll sideways to read. */
export const overhangOf = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
