/** Photographs the lab for the README, as it is after its first race: docs/lab.png. Usage: npm run site:picture */
import { fileURLToPath } from "node:url";
import playwright from "playwright-core";
import { preview } from "vite";
import { launch } from "../../test/platform/browsers.mjs";

const server = await preview({
  configFile: false,
  root: fileURLToPath(new URL("..", import.meta.url)),
  appType: "mpa",
  preview: { port: 0 },
});
const browser = await launch(playwright, "chromium");
const page = await browser.newPage({
  viewport: { width: 1200, height: 1000 },
  colorScheme: "light",
  reducedMotion: "reduce",
});
await page.goto(new URL("lab/index.html", server.resolvedUrls?.local[0]).href);
await page.waitForFunction(() =>
  /^[0-9a-f]{16}$/.test(document.querySelector("output.digest")?.textContent ?? ""),
);
await page.locator("#equations math").waitFor();
await page.waitForLoadState("networkidle");
await page.screenshot({ path: fileURLToPath(new URL("../../docs/lab.png", import.meta.url)) });
await browser.close();
await server.close();
