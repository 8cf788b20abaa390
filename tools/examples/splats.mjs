/**
 * The example of splats, in small: in Node on a GPU made of software, and in a page of Chromium. The PSNR must rise, the picture be on the canvas, and the
 * page's button end a run.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import playwright from "playwright-core";
import { browsers, installBrowsers } from "../../test/platform/browsers.mjs";
import { serve } from "./serve.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const swiftshader = "/usr/lib/chromium/vk_swiftshader_icd.json";
const small = { side: 64, rows: 12, sizes: "180,240,300", steps: 100 };

/** WebGPU on SwiftShader, and canvases on it too. */
const flags = [
  ...["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"],
  ...["--enable-features=Vulkan", "--use-vulkan=swiftshader", "--use-angle=swiftshader"],
];

/** Runs the program of Node. */
export function checkProgram() {
  const out = mkdtempSync(join(tmpdir(), "glissade-splats-"));
  try {
    const env = { ...process.env, XDG_RUNTIME_DIR: process.env.XDG_RUNTIME_DIR ?? out };
    if (existsSync(swiftshader)) env.VK_ICD_FILENAMES ??= swiftshader;
    const options = Object.entries({ ...small, out }).flatMap(([name, value]) => [`--${name}`, `${value}`]);
    const { status, stdout } = spawnSync(process.execPath, [`${root}examples/splats/main.mjs`, ...options], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
      env,
    });
    const lines = stdout.trim().split("\n");
    console.log([lines[0], ...lines.filter((line) => /dropped/.test(line)), lines.at(-1)].join("\n"));
    if (status !== 0) throw new Error(`exit code ${status}`);
    checkFitted(Number(/^([\d.]+) dB with 300 Gaussians/.exec(lines.at(-1))?.[1]));
    const files = ["fitted.png", "psnr.svg"].filter((file) => !readdirSync(out).includes(file));
    if (files.length) throw new Error(`it did not write ${files.join(" and ")}`);
  } finally {
    rmSync(out, { recursive: true });
  }
}

/** Opens the page. @param screenshots - a folder for a picture of it. */
export async function checkPage(screenshots) {
  installBrowsers(["chromium"]);
  const { origin, close } = await serve((path) => join(root, path));
  const { path, options } = browsers.chromium;
  const browser = await playwright.chromium.launch({
    executablePath: path,
    args: [...options.args, ...flags],
  });
  try {
    const page = await browser.newPage();
    const address = `${origin}/examples/splats/index.html?${new URLSearchParams(small)}`;
    await page.goto(address);
    const text = await end(page, "fitted");
    console.log(text);
    if (screenshots) await page.screenshot({ path: join(screenshots, "splats.png"), fullPage: true });
    checkFitted(Number(/: ([\d.]+) dB, 300 Gaussians/.exec(text)?.[1]));
    const canvas = await page.locator("canvas").screenshot();
    const ofBlank = await blank(page);
    if (canvas.length < 4 * ofBlank.length) throw new Error("the canvas shows nothing");
    await page.goto(address);
    await page.waitForFunction(() => document.querySelector("output").textContent.startsWith("Step"));
    await page.click("button");
    console.log(await end(page, "stopped"));
  } finally {
    await browser.close();
    close();
  }
}

function checkFitted(psnr) {
  if (!(psnr > 25)) throw new Error(`the picture is no photograph: ${psnr} dB`);
}

/** A picture of a canvas on which nothing was drawn. */
async function blank(page) {
  await page.evaluate(() => {
    const canvas = document.querySelector("canvas");
    canvas.replaceWith(canvas.cloneNode());
  });
  return page.locator("canvas").screenshot();
}

async function end(page, wanted) {
  await page.waitForFunction(() => document.body.dataset.state, undefined, { timeout: 120_000 });
  const { state, text } = await page.evaluate(() => ({
    state: document.body.dataset.state,
    text: document.querySelector("output").textContent,
  }));
  if (state !== wanted) throw new Error(text);
  return text;
}
