import type { Browser } from "playwright-core";

export type BrowserName = "chromium" | "firefox";
export const browsers: Readonly<Record<BrowserName, { readonly package: string; readonly path: string }>>;
export function installBrowsers(names: readonly string[]): void;
export function launch(
  playwright: typeof import("playwright-core"),
  name: BrowserName,
  prefs?: Readonly<Record<string, number>>,
): Promise<Browser>;
