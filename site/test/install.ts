/** Before the tests: the browsers are there, and so is what they look at. */
import { existsSync } from "node:fs";
import { browsers, installBrowsers } from "../../test/platform/browsers.mjs";
import { dist } from "./server.ts";

/** Called by Vitest. */
export default function setup(): void {
  if (!existsSync(`${dist}/lab/index.html`)) throw new Error("site/dist is not there: npm run site:build");
  installBrowsers(Object.keys(browsers));
}
