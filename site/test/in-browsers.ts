/** Tests in Chromium and in Firefox: each gets its browser and the site, started once for all tests of a file. */
import playwright, { type Browser } from "playwright-core";
import { afterAll, beforeAll, describe } from "vitest";
import { type BrowserName, launch } from "../../test/platform/browsers.mjs";
import { type Site, serveSite } from "./server.ts";

/** What tests are given; both are there once a test runs. */
export interface Means {
  readonly name: BrowserName;
  readonly browser: Browser;
  readonly site: Site;
}

/** Describes tests for both; `policy` is the header of the lab, `prefs` are of Firefox. */
export function inBrowsers(
  tests: (means: Means) => void,
  options: { readonly policy?: string; readonly prefs?: Readonly<Record<string, number>> } = {},
): void {
  describe.each<BrowserName>(["chromium", "firefox"])("%s", (name) => {
    const started: { browser?: Browser; site?: Site } = {};
    beforeAll(async () => {
      started.site = await serveSite(options);
      started.browser = await launch(playwright, name, options.prefs);
    });
    afterAll(async () => {
      await started.browser?.close();
      await started.site?.close();
    });
    tests({
      name,
      get browser() {
        return there(started.browser);
      },
      get site() {
        return there(started.site);
      },
    });
  });
}

function there<Part>(part: Part | undefined): Part {
  if (part === undefined) throw new Error("it is there within tests only");
  return part;
}
