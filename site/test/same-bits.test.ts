/** The same digests in both browsers as in Node, whether the host allows WebAssembly or not. Node's are tested beside the engine. */
import playwright, { type Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BrowserName, launch } from "../../test/platform/browsers.mjs";
import { knownDigests } from "../engine/known-digests.ts";
import { fragmentOf, openLab } from "./lab-page.ts";
import { type Site, serveSite, strict } from "./server.ts";

const policies = {
  "without WebAssembly": { policy: strict, isAllowed: false },
  "with WebAssembly": { policy: `${strict}; script-src 'self' 'wasm-unsafe-eval'`, isAllowed: true },
};

describe.each<BrowserName>(["chromium", "firefox"])("%s", (name) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch(playwright, name);
  });
  afterAll(() => browser.close());

  describe.each(Object.entries(policies))("%s", (_, { policy, isAllowed }) => {
    let site: Site;
    beforeAll(async () => {
      site = await serveSite({ policy });
    });
    afterAll(() => site.close());

    it("gives the digests that are written down", async () => {
      for (const [index, { name, experiment, digest }] of knownDigests.entries()) {
        const fragment = index === 0 ? "" : await fragmentOf(experiment);
        const lab = await openLab(browser, site, { fragment });
        expect(await lab.digest(), name).toBe(digest);
        expect(lab.problems).toEqual([]);
        // Last: Firefox writes to the console that the policy forbids it.
        expect(await hasWebAssembly(lab.page)).toBe(isAllowed);
        await lab.close();
      }
    });
  });
});

/** Whether the page, and so its worker, which comes with the same header, may compile WebAssembly. */
function hasWebAssembly(page: playwright.Page): Promise<boolean> {
  return page.evaluate(async () => {
    try {
      await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
      return true;
    } catch {
      return false;
    }
  });
}
