/**
 * How long the lab takes from navigation to its first sight and to the first race, in Chromium and Firefox, at full speed and with the
 * whole browser slowed four times. Usage: node bench/first-race.mjs [pages of each kind]
 */
import { loadavg } from "node:os";
import playwright from "playwright-core";
import { browsers, installBrowsers, launch } from "../../test/platform/browsers.mjs";
import { serveLab } from "./site.mjs";
import { slowed } from "./slowed.mjs";

const pages = Number(process.argv[2] ?? 9);

/** In the page: notes the frame after the one in which the canvases have taken the still's place. */
function noteRace() {
  new MutationObserver((_, observer) => {
    if (!document.querySelector("#picture canvas") || document.querySelector(".still")) return;
    observer.disconnect();
    requestAnimationFrame(() => {
      globalThis.racedAt = performance.now();
    });
  }).observe(document, { childList: true, subtree: true });
}

/** Milliseconds until the first paint and until the race. */
async function times(browser, address) {
  const context = await browser.newContext();
  await context.addInitScript(noteRace);
  const page = await context.newPage();
  await page.goto(address);
  await page.waitForFunction(() => globalThis.racedAt);
  const found = await page.evaluate(() => [
    performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN,
    globalThis.racedAt,
  ]);
  await context.close();
  return found;
}

const sorted = (values) => values.toSorted((one, other) => one - other);
const spread = (values) => {
  const [low, middle, high] = [0, (values.length - 1) / 2, values.length - 1].map((at) =>
    sorted(values)[Math.floor(at)].toFixed(0),
  );
  return `${middle} (${low} to ${high})`;
};

installBrowsers(Object.keys(browsers));
const lab = await serveLab();
console.log("milliseconds: median (lowest to highest)");
for (const name of Object.keys(browsers)) {
  const browser = await launch(playwright, name);
  // The first page of a browser also starts what all pages share.
  await times(browser, lab.address);
  const plain = [];
  const slow = [];
  for (let index = 0; index < pages; index++) {
    plain.push(await times(browser, lab.address));
    slow.push(await slowed(() => times(browser, lab.address)));
  }
  for (const [speed, found] of Object.entries({ "full speed": plain, "slowed four times": slow }))
    console.log(
      `${name}, ${speed}: first sight ${spread(found.map(([sight]) => sight))}, first race ${spread(found.map(([, race]) => race))}`,
    );
  await browser.close();
}
lab.close();
console.log(`load of this machine: ${loadavg()[0].toFixed(1)}`);
