import type { Browser } from "playwright-core";

export type BrowserName = "chromium" | "firefox";
interface Place {
  readonly package: string;
  readonly path: string;
}
export const browsers: {
  readonly chromium: Place & { readonly options: { readonly args: readonly string[] } };
  readonly firefox: Place;
};
export function installBrowsers(names: readonly string[]): void;
export function launch(
  playwright: typeof import("playwright-core"),
  name: BrowserName,
  prefs?: Readonly<Record<string, number>>,
): Promise<Browser>;
