/** Tests in Chromium and in Firefox: each gets its browser and the site, started once for all tests of a file. */
import playwright, { type Browser, type BrowserContext, type BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll, describe } from "vitest";
import { type BrowserName, launch } from "../../test/platform/browsers.mjs";
import { type Site, serveSite } from "./server.ts";

/** What tests are given; both are there once a test runs. */
export interface Means {
  readonly name: BrowserName;
  readonly browser: Browser;
  /** Where tests open pages that need nothing of their own: they share what they have fetched. */
  readonly context: BrowserContext;
  readonly site: Site;
}

/** Describes tests for both; `policy` is the header of the lab, `prefs` are of Firefox. */
export function inBrowsers(
  tests: (means: Means) => void,
  options: { readonly policy?: string; readonly prefs?: Readonly<Record<string, number>> } = {},
): void {
  describe.each<BrowserName>(["chromium", "firefox"])("%s", (name) => {
    const started: { browser?: Browser; context?: BrowserContext; site?: Site } = {};
    beforeAll(async () => {
      started.site = await serveSite(options);
      const browser = await launch(playwright, name, options.prefs);
      started.browser = browser;
      started.context = await browser.newContext();
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
      get context() {
        return there(started.context);
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

/** Does something with each of many, a few at a time, each of these few in a context of its own. */
export async function withEach<Each>(
  all: readonly Each[],
  { browser, options, atOnce = 2 }: { browser: Browser; options?: BrowserContextOptions; atOnce?: number },
  act: (context: BrowserContext, each: Each) => Promise<void>,
): Promise<void> {
  const left = [...all];
  const lane = async (): Promise<void> => {
    const context = await browser.newContext(options);
    for (let each = left.pop(); each !== undefined; each = left.pop()) await act(context, each);
    await context.close();
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}
