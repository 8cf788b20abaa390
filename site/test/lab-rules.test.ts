/** The lab's races and rules: what is seen without a touch, a rule typed with a mistake and mended, rules typed from their papers. */
import type { Locator } from "playwright-core";
import { expect, it } from "vitest";
import { knownDigests } from "../engine/known-digests.ts";
import { inBrowsers } from "./in-browsers.ts";
import { type LabPage, openLab } from "./lab-page.ts";
import { coloursOf, patience } from "./picture.ts";

/** As its authors write it (Ziyin, Wang, Ueda, 2020), the rate within the mean. */
const laprop = `# LaProp, algorithm 1
hyper mu = 0.9, nu = 0.999, eps = 1e-15
state m = 0, n = 0
n = nu*n + (1 - nu)*g^2
m = mu*m + (1 - mu)*lr*g/(sqrt(n/(1 - nu^t)) + eps)
p = p - m/(1 - mu^t)`;

/** As its authors write it (Luo, Xiong, Liu, Sun, ICLR 2019). */
const adabound = `hyper b1 = 0.9, b2 = 0.999, final = 0.1
state m = 0, v = 0
m = b1*m + (1 - b1)*g
v = b2*v + (1 - b2)*g^2
low = final*(1 - 1/((1 - b2)*t + 1))
high = final*(1 + 1/((1 - b2)*t))
eta = clip(lr/sqrt(v), low, high)/sqrt(t)
p = p - eta*m`;

const editorOf = (lab: LabPage): Locator => lab.page.getByRole("textbox", { name: /^Equations/ });

/** Types over the whole text, key by key at both ends, as a person types. */
async function type(lab: LabPage, text: string): Promise<void> {
  const editor = editorOf(lab);
  await editor.click();
  await lab.page.keyboard.press("Control+a");
  await lab.page.keyboard.type(text.slice(0, 1));
  // Brackets and indents that an editor adds by itself are no part of the text that is compared.
  await lab.page.keyboard.insertText(text.slice(1, -3));
  await lab.page.keyboard.type(text.slice(-3));
}

const textOf = async (lab: LabPage): Promise<string> =>
  (await editorOf(lab).locator(".cm-line").allInnerTexts()).map((line) => line.replace(/\n$/, "")).join("\n");

inBrowsers((means) => {
  const open = (): Promise<LabPage> => openLab(means.context, means.site);

  it("shows Adam and Yogi racing without a touch", async () => {
    const lab = await open();
    expect(await lab.digest()).toBe(knownDigests[0]?.digest);
    for (const name of ["Adam", "Yogi"])
      await lab
        .card("Contestants")
        .getByRole("button", { name: new RegExp(`^${name} `) })
        .waitFor();
    const colours = await coloursOf(lab.page.locator("#picture canvas"));
    // The surface, the ways, those ahead, and the axes are each drawn on a canvas.
    expect(Math.min(...colours)).toBeGreaterThan(3);
    const slider = lab.page.getByRole("slider", { name: "Step", exact: true });
    await expect.poll(() => slider.inputValue(), patience).not.toBe("0");
    expect(lab.problems).toEqual([]);
    await lab.close();
  });

  it("tells a mistake at its place, offers what mends it, and races again", async () => {
    const lab = await open();
    const first = await lab.digest();
    await type(lab, "hyper b1 = 0.9\nstate m = 0\nm = b1*m + (1 - b1)*g\nu = sqt(m^2)*sign(m)");
    const mark = lab.page.locator(".cm-lintRange-error");
    await expect.poll(() => mark.allInnerTexts(), patience).toEqual(["sqt"]);
    await lab.page.getByText(/sqt/).filter({ hasText: /sqrt/ }).first().waitFor();
    const second = await lab.digestAfter(() =>
      lab.page.getByRole("button", { name: "Write sqrt", exact: true }).click(),
    );
    expect(await textOf(lab)).toContain("u = sqrt(m^2)*sign(m)");
    expect(second).not.toBe(first);
    expect(await mark.count()).toBe(0);
    // The editor keeps the keyboard: what is typed goes on where the fix was.
    await lab.digestAfter(async () => {
      await lab.page.keyboard.press("Control+End");
      await lab.page.keyboard.type("*1.5");
    });
    expect(await textOf(lab)).toContain("u = sqrt(m^2)*sign(m)*1.5");
    expect(lab.problems).toEqual([]);
    await lab.close();
  });

  it.each([
    ["LaProp", laprop],
    ["AdaBound", adabound],
  ])("races %s as it is typed from its paper", async (_, text) => {
    const lab = await open();
    await lab.digest();
    await lab.digestAfter(() => type(lab, text));
    expect(await textOf(lab)).toBe(text);
    await expect.poll(() => lab.page.locator(".cm-lintRange-error").count(), patience).toBe(0);
    expect(await lab.page.locator(".failure:visible").allInnerTexts()).toEqual([]);
    await lab
      .card("Contestants")
      .getByText(/rate [\d.e-]+, tuned/)
      .nth(1)
      .waitFor();
    expect(lab.problems).toEqual([]);
    await lab.close();
  });
});
