/** A page of headless Chromium, which brings SwiftShader. */
import { existsSync } from "node:fs";
import { afterAll, beforeAll } from "vitest";
import { browsers } from "../platform/browsers.mjs";
import { serve } from "../platform/server.mjs";

interface Page {
  goto(url: string): Promise<unknown>;
  evaluate(program: string): Promise<unknown>;
}
interface Browser {
  newPage(): Promise<Page>;
  close(): Promise<void>;
}
type Launch = (options: { executablePath: string; args: string[] }) => Promise<Browser>;

const { path, options } = browsers.chromium;

/** Whether it is installed. */
export const isHere = existsSync(path);
if (!isHere) console.log(`not here: a page of Chromium, since there is no ${path}`);

/**
 * The page of a file of tests: opened before them, closed after them. What is built lies under /built.
 *
 * @param build - builds into a folder and gives it, if there is something to build.
 */
export function testedPage(build: () => Promise<string> = async () => ""): {
  evaluate(program: string): Promise<unknown>;
} {
  let server: Awaited<ReturnType<typeof serve>> | undefined;
  let browser: Browser | undefined;
  let page: Page;
  beforeAll(async () => {
    if (!isHere) return;
    const name: string = "playwright-core";
    const { chromium } = (await import(name)) as { chromium: { launch: Launch } };
    const args = [...options.args, "--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];
    server = await serve(await build());
    browser = await chromium.launch({ executablePath: path, args });
    page = await browser.newPage();
    await page.goto(`${server.origin}/dist/index.js`);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });
  return { evaluate: (program) => page.evaluate(program) };
}
