/** The same digests in both browsers as in Node, whether the host allows WebAssembly or not. Node's are tested beside the engine. */
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { knownDigests } from "../engine/known-digests.ts";
import { inBrowsers } from "./in-browsers.ts";
import { fragmentOf, openLab } from "./lab-page.ts";
import { strict } from "./server.ts";

const policies = {
  "without WebAssembly": { policy: strict, isAllowed: false },
  "with WebAssembly": { policy: `${strict}; script-src 'self' 'wasm-unsafe-eval'`, isAllowed: true },
};

describe.each(Object.entries(policies))("%s", (_, { policy, isAllowed }) => {
  inBrowsers(
    (means) => {
      it.each(knownDigests)("$name", async ({ experiment, digest }) => {
        const lab = await openLab(means.context, means.site, { fragment: await fragmentOf(experiment) });
        expect(await lab.digest()).toBe(digest);
        expect(lab.problems).toEqual([]);
        // Last: Firefox writes to the console that the policy forbids it.
        expect(await hasWebAssembly(lab.page)).toBe(isAllowed);
        await lab.close();
      });
    },
    { policy },
  );
});

/** Whether the page, and so its worker, which comes with the same header, may compile WebAssembly. */
function hasWebAssembly(page: Page): Promise<boolean> {
  return page.evaluate(async () => {
    try {
      await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
      return true;
    } catch {
      return false;
    }
  });
}
