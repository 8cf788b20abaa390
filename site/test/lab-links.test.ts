/** Links: an experiment made in one browser is opened in the other and shows the same race; what a link may have wrong is told. */
import playwright, { type Browser, type BrowserContext } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BrowserName, launch } from "../../test/platform/browsers.mjs";
import { defaultExperiment } from "../engine/default-experiment.ts";
import { knownDigests } from "../engine/known-digests.ts";
import { copiedIn } from "./copied.ts";
import { fragmentOf, type LabPage, openLab } from "./lab-page.ts";
import { patience } from "./picture.ts";
import { type Site, serveSite } from "./server.ts";

let site: Site;
const browsers: Browser[] = [];
const contexts = new Map<BrowserName, BrowserContext>();
beforeAll(async () => {
  site = await serveSite();
  for (const name of ["chromium", "firefox"] as const) {
    const browser = await launch(playwright, name);
    browsers.push(browser);
    contexts.set(name, await browser.newContext());
  }
});
afterAll(async () => {
  for (const browser of browsers) await browser.close();
  await site.close();
});

const open = (name: BrowserName, fragment = ""): Promise<LabPage> =>
  openLab(contexts.get(name) as BrowserContext, site, { fragment });

it.each<[BrowserName, BrowserName]>([
  ["chromium", "firefox"],
  ["firefox", "chromium"],
])("an experiment of %s is the same in %s", async (from, to) => {
  const maker = await open(from);
  await maker.digest();
  await maker.digestAfter(() => maker.choose("f(x, y), typed"));
  const settings = await maker.problemSettings();
  await maker.digestAfter(() => settings.getByRole("textbox", { name: "noise" }).fill("0.2"));
  await maker.digestAfter(() => maker.card("Contestants").getByRole("button", { name: "Add" }).click());
  await maker.page.getByRole("textbox", { name: "name" }).fill("Slow & steady");
  const copied = await copiedIn(maker.page);
  await maker.page.getByRole("button", { name: "Copy link" }).click();
  const link = await copied();
  expect(link.length).toBeLessThan(2000);
  const opener = await open(to, new URL(link).hash.slice(1));
  await opener.page.getByText("The same picture as in the link, bit for bit.").waitFor();
  expect(await opener.digest()).toBe(await maker.digest());
  for (const { card } of [maker, opener])
    await card("Contestants").getByText("Slow & steady", { exact: true }).waitFor();
  expect([...maker.problems, ...opener.problems]).toEqual([]);
  await maker.close();
  await opener.close();
});

describe.each<BrowserName>(["chromium", "firefox"])("%s", (name) => {
  it("says so where the race is not that of the link", async () => {
    const lab = await open(name, await fragmentOf({ ...defaultExperiment, steps: 50 }, "0123456789abcdef"));
    await lab.page.getByText("Not the picture of the link: its digest is 0123456789abcdef").waitFor();
    expect(lab.problems).toEqual([]);
    await lab.close();
  });

  it("goes back to what was opened before, and forth to it as it was changed", async () => {
    const lab = await open(name);
    const first = await lab.digest();
    await lab.digestAfter(() =>
      lab.page.getByRole("link", { name: "What momentum does in a ravine" }).click(),
    );
    const settings = await lab.problemSettings();
    const changed = await lab.digestAfter(() =>
      settings.getByRole("textbox", { name: "steps", exact: true }).fill("60"),
    );
    await expect.poll(() => lab.page.url(), patience).toMatch(/#1\./);
    expect(await lab.digestAfter(() => lab.page.goBack())).toBe(first);
    expect(await lab.digestAfter(() => lab.page.goForward())).toBe(changed);
    expect(await lab.digestAfter(() => lab.page.getByRole("button", { name: "Undo" }).click())).toBe(first);
    expect(lab.problems).toEqual([]);
    await lab.close();
  });

  it.each([
    ["cut off", async () => (await fragmentOf(defaultExperiment)).slice(0, -20), /damaged|cut off/],
    ["no link", async () => "1.%%%", /is no link of the lab/],
    ["of a newer version", async () => "7.abcdef", /format 7.*this lab opens format 1/],
    [
      "of too many steps",
      () => fragmentOf({ ...defaultExperiment, steps: 1e9 }),
      /steps must be .* got 1000000000/,
    ],
  ])("tells what is wrong with one that is %s, and races as ever", async (_, fragment, words) => {
    const lab = await open(name, await fragment());
    const alert = lab.page.getByRole("alert").filter({ hasText: "The link could not be opened" });
    await alert.waitFor();
    expect(await alert.innerText()).toMatch(words);
    expect(await lab.digest()).toBe(knownDigests[0]?.digest);
    expect(lab.problems).toEqual([]);
    await lab.close();
  });

  it("forgets one that was wrong where one goes back", async () => {
    const lab = await open(name, await fragmentOf(defaultExperiment));
    const digest = await lab.digest();
    const alert = lab.page.getByRole("alert").filter({ hasText: "The link could not be opened" });
    await lab.page.evaluate(() => {
      location.hash = "1.%%%";
    });
    await alert.waitFor();
    await lab.page.goBack();
    await alert.waitFor({ state: "hidden" });
    expect(await lab.digest()).toBe(digest);
    expect(lab.problems).toEqual([]);
    await lab.close();
  });
});
