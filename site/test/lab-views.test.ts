/** The lab's views and contestants: time, the contour's start, every tab, adding, copying and hiding, undo. */
import type { Locator } from "playwright-core";
import { expect, it } from "vitest";
import { inBrowsers } from "./in-browsers.ts";
import { type LabPage, openLab } from "./lab-page.ts";
import { coloursOf, patience } from "./picture.ts";

inBrowsers((means) => {
  const open = async (): Promise<LabPage> => {
    const lab = await openLab(means.context, means.site);
    await lab.digest();
    return lab;
  };
  const slider = ({ page }: LabPage): Locator => page.getByRole("slider", { name: "Step", exact: true });
  const button = ({ page }: LabPage, name: string | RegExp): Locator =>
    page.getByRole("button", { name, exact: true });

  it("goes back and forth in time, plays and stops", async () => {
    const lab = await open();
    const losses = () => lab.card("Contestants").locator(".loss").allInnerTexts();
    await slider(lab).fill("500");
    await lab.page.getByText("500 / 1000").waitFor();
    const then = await losses();
    await slider(lab).press("Home");
    await lab.page.getByText("0 / 1000").first().waitFor();
    await slider(lab).press("Shift+ArrowRight");
    await slider(lab).press("ArrowRight");
    await lab.page.getByText("11 / 1000").waitFor();
    expect(await losses()).not.toEqual(then);
    await button(lab, "Play").click();
    await expect.poll(async () => Number(await slider(lab).inputValue()), patience).toBeGreaterThan(11);
    await lab.page.keyboard.press("End");
    await button(lab, "Play again").waitFor();
    await slider(lab).fill("500");
    expect(await losses()).toEqual(then);
    expect(lab.problems).toEqual([]);
    await lab.close();
  });

  it("starts where the contour is clicked", async () => {
    const lab = await open();
    const settings = await lab.problemSettings();
    const x = settings.getByRole("textbox", { name: "start x" });
    expect(await x.inputValue()).toBe("-1.2");
    const contour = lab.page.locator(".contour");
    const box = await contour.boundingBox();
    if (!box) throw new Error("the contour is not seen");
    await lab.digestAfter(() => contour.click({ position: { x: box.width * 0.7, y: box.height * 0.3 } }));
    expect(Number(await x.inputValue())).toBeGreaterThan(0);
    // The same by keyboard: one hundredth of the window's width.
    const before = Number(await x.inputValue());
    await lab.digestAfter(() =>
      lab.page.getByRole("slider", { name: /^Start of the race/ }).press("ArrowLeft"),
    );
    expect(Number(await x.inputValue())).toBeCloseTo(before - 0.04, 6);
    expect(lab.problems).toEqual([]);
    await lab.close();
  });

  it("shows every measurement", async () => {
    const lab = await open();
    const drawn = async (panel: Locator): Promise<void> => {
      await expect
        .poll(async () => Math.min(...(await coloursOf(panel.locator("canvas")))), patience)
        .toBeGreaterThan(10);
    };
    const loss = await lab.tab("Loss");
    await drawn(loss);
    await loss.getByRole("button", { name: "Log steps" }).click();
    await drawn(loss);
    await drawn(await lab.tab("Loss by rate"));
    const state = await lab.tab("State");
    await expect.poll(() => state.locator("canvas").count(), patience).toBeGreaterThanOrEqual(4);
    await drawn(state);
    for (const name of ["m", "v"]) await state.getByRole("img", { name: `${name} by step` }).waitFor();
    await slider(lab).fill("3");
    const step = await lab.tab("One step");
    await step.locator("math").first().waitFor();
    await expect.poll(() => step.innerText(), patience).toMatch(/Step\s+3/);
    const ranking = await lab.tab("Ranking");
    const names = () => ranking.locator("tbody th").allInnerTexts();
    await expect.poll(async () => (await names()).length, patience).toBe(2);
    const ranked = (await names()).map((each) => each.trim());
    expect(ranked.toSorted()).toEqual(["Adam", "Yogi"]);
    await ranking.getByRole("button", { name: /^Rank/ }).click();
    await expect
      .poll(async () => (await names()).map((each) => each.trim()), patience)
      .toEqual(ranked.toReversed());
    expect(lab.problems).toEqual([]);
    await lab.close();
  });

  it("takes more contestants, copies and hides them, up to eight, and takes it all back", async () => {
    const lab = await open();
    const card = lab.card("Contestants");
    const count = () => card.getByRole("listitem").count();
    const first = await lab.digest();
    const three = await lab.digestAfter(() => card.getByRole("button", { name: "Add" }).click());
    expect(await count()).toBe(3);
    await lab.digestAfter(() => button(lab, "Duplicate").click());
    expect(await count()).toBe(4);
    await card.getByRole("button", { name: "SGD 2", exact: false }).first().waitFor();
    expect(await lab.digestAfter(() => button(lab, "Remove").click())).toBe(three);
    expect(await lab.digestAfter(() => button(lab, "Hide SGD").click())).toBe(first);
    expect(await lab.digestAfter(() => button(lab, "Show SGD").click())).toBe(three);
    for (let number = 4; number <= 8; number++)
      await lab.digestAfter(() => card.getByRole("button", { name: "Add" }).click());
    expect(await count()).toBe(8);
    expect(await card.getByRole("button", { name: "Add" }).isDisabled()).toBe(true);
    expect(await button(lab, "Duplicate").isDisabled()).toBe(true);
    for (let number = 8; number > 3; number--) await lab.digestAfter(() => button(lab, "Undo").click());
    expect(await lab.digest()).toBe(three);
    expect(lab.problems).toEqual([]);
    await lab.close();
  });

  it("finds a rate for each, or takes one for all", async () => {
    const lab = await open();
    const radio = (name: string) => lab.page.getByRole("radio", { name });
    const rates = () =>
      lab
        .card("Contestants")
        .getByText(/^rate \d/)
        .allInnerTexts();
    expect(await rates()).toEqual(["rate 0.5, tuned", "rate 0.8, tuned"]);
    await lab.digestAfter(() => radio("One rate for all").check());
    expect(await rates()).toEqual(["rate 0.01, for all", "rate 0.01, for all"]);
    await radio("Own rates, tuned").check();
    const rate = lab.page.getByRole("textbox", { name: "learning rate" });
    await lab.digestAfter(() => rate.fill("0.1"));
    expect(await rates()).toEqual(["rate 0.1", "rate 0.8, tuned"]);
    await rate.fill("-1");
    await lab.page.getByText("a rate is above 0; got -1").waitFor();
    expect(await rates()).toEqual(["rate 0.1", "rate 0.8, tuned"]);
    expect(lab.problems).toEqual([]);
    await lab.close();
  });
});
