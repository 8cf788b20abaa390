/** Whether the page ever freezes while eight contestants race over 10,000 steps: its tasks of 50 milliseconds and more, in Chromium. */
import { fileURLToPath } from "node:url";
import playwright from "playwright-core";
import { runnerImport } from "vite";
import { installBrowsers, launch } from "../../test/platform/browsers.mjs";
import { serveLab } from "./site.mjs";

/** Who races, each at a rate that takes it down the valley. */
const rates = {
  adam: 0.01,
  yogi: 0.01,
  sgd: 0.0005,
  rmsprop: 0.003,
  adagrad: 0.1,
  lion: 0.001,
  nadam: 0.01,
  radam: 0.01,
};
/** How long the race is watched once it is run, in milliseconds. */
const watched = 10_000;

const engine = async (name) => {
  const path = fileURLToPath(new URL(`../engine/${name}.ts`, import.meta.url));
  return (await runnerImport(path, { configFile: false })).module;
};
const { defaultExperiment } = await engine("default-experiment");
const { newContestant } = await engine("contestant");
const { encodeLink } = await engine("link");
const contestants = Object.entries(rates).map(([name, rate], index) =>
  newContestant("abcdefgh"[index], name, { kind: "optimizer", name, options: {} }, { rate }),
);
const fragment = await encodeLink({ ...defaultExperiment, contestants, steps: 10_000 }, null);

installBrowsers(["chromium"]);
const lab = await serveLab();
const browser = await launch(playwright, "chromium");
const page = await browser.newPage();
const raced = (before) =>
  page.waitForFunction((other) => {
    const digest = document.querySelector("output.digest")?.textContent ?? "";
    return /^[0-9a-f]{16}$/.test(digest) && digest !== other && digest;
  }, before);
await page.goto(lab.address);
const first = await (await raced("")).jsonValue();
await page.locator("#equations math").waitFor();
await page.waitForLoadState("networkidle");
await page.evaluate(() => {
  globalThis.tasks = [];
  new PerformanceObserver((list) =>
    globalThis.tasks.push(...list.getEntries().map((each) => each.duration)),
  ).observe({
    type: "longtask",
  });
  globalThis.longestFrame = 0;
  let before = performance.now();
  const look = (now) => {
    globalThis.longestFrame = Math.max(globalThis.longestFrame, now - before);
    before = now;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
});
await page.evaluate((to) => {
  location.hash = to;
}, fragment);
await raced(first);
await page.waitForTimeout(watched);
const { tasks, longestFrame } = await page.evaluate(() => ({
  tasks: globalThis.tasks,
  longestFrame: globalThis.longestFrame,
}));
console.log(
  `8 contestants, 10,000 steps: ${tasks.length} tasks of 50 ms or more${tasks.length ? `, the longest ${Math.max(...tasks)} ms` : ""}; longest time between two frames ${longestFrame.toFixed(0)} ms`,
);
await browser.close();
lab.close();
