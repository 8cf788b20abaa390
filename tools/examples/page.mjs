/**
 * The example of a page: bundled as an application is, served, and opened in a browser. The page must show losses that fall and the end of the run, and have
 * drawn frames meanwhile; its button must end a run.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import playwright from "playwright-core";
import { rolldown } from "rolldown";
import { installBrowsers, launch } from "../../test/platform/browsers.mjs";
import { serve } from "./serve.mjs";

const source = fileURLToPath(new URL("../../examples/page/", import.meta.url));

/** Runs the page in a browser. @param screenshots - a folder for a picture of it. */
export async function checkPage(name, screenshots) {
  installBrowsers([name]);
  const folder = mkdtempSync(join(tmpdir(), "glissade-page-"));
  const build = await rolldown({ input: { page: `${source}page.mjs`, worker: `${source}worker.mjs` } });
  await build.write({ dir: folder, entryFileNames: "[name].mjs" });
  await build.close();
  const { origin, close } = await serve((path) => join(path.endsWith(".html") ? source : folder, path));
  const browser = await launch(playwright, name);
  try {
    const page = await browser.newPage();
    const { text, losses, frames } = await trained(page, origin);
    console.log(text);
    if (screenshots) await page.screenshot({ path: join(screenshots, `page-${name}.png`) });
    if (!(losses.length > 10 && losses.at(-1) < losses[0] / 10))
      throw new Error(`the losses do not fall: ${losses}`);
    if (!(frames > 1)) throw new Error(`the page stood still while the worker trained: ${frames} frames`);
    await stopped(page, origin);
  } finally {
    await browser.close();
    close();
    rmSync(folder, { recursive: true });
  }
}

/** Waits for the end of the run, and collects what the page shows until then. */
async function trained(page, origin) {
  await page.goto(`${origin}/index.html`);
  await page.evaluate(() => {
    globalThis.losses = [];
    new MutationObserver(() => {
      const [, loss] = /: loss (.*)/.exec(document.querySelector("output").textContent) ?? [];
      if (loss) globalThis.losses.push(Number(loss));
    }).observe(document.querySelector("output"), { childList: true, characterData: true, subtree: true });
  });
  const text = await end(page);
  return {
    text,
    losses: await page.evaluate(() => globalThis.losses),
    frames: Number(/(\d+) frames/.exec(text)?.[1]),
  };
}

/** Loads the page anew and presses its button after the first loss. */
async function stopped(page, origin) {
  await page.goto(`${origin}/index.html`);
  await page.waitForFunction(() => document.querySelector("output").textContent.startsWith("Epoch"));
  await page.click("button");
  const text = await end(page);
  console.log(text);
  if (!text.startsWith("stopped")) throw new Error(`the button did not stop the run: ${text}`);
}

async function end(page) {
  await page.waitForFunction(() => document.body.dataset.state, undefined, { timeout: 60_000 });
  const { state, text } = await page.evaluate(() => ({
    state: document.body.dataset.state,
    text: document.querySelector("output").textContent,
  }));
  if (state !== "trained") throw new Error(text);
  return text;
}
