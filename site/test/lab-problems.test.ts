/** The lab's problems: every one of the list races; a function is typed; a list of gradients and a table are the reader's own. */
import { expect, it } from "vitest";
import { inBrowsers } from "./in-browsers.ts";
import { type LabPage, openLab } from "./lab-page.ts";
import { patience } from "./picture.ts";

const table = `x,weight,y\n${Array.from({ length: 40 }, (_, row) => `${row},${(row * 7) % 11},${2 * row - ((row * 7) % 11) + 1}`).join("\n")}\n`;

inBrowsers((means) => {
  const open = async (): Promise<LabPage> => {
    const lab = await openLab(means.context, means.site);
    await lab.digest();
    return lab;
  };
  const failures = ({ page }: LabPage) => page.locator(".failure:visible").allInnerTexts();

  it("races on every problem of the list", { timeout: 300_000 }, async () => {
    const lab = await open();
    const list = lab.page.getByRole("combobox", { name: "Problem" });
    const titles = await list.locator("option").allInnerTexts();
    expect(titles.length).toBeGreaterThan(15);
    // Firefox takes some of each kind: what is different there is drawing, and digests, which have their own test.
    const wanted = means.name === "chromium" ? titles : titles.filter((_, index) => index % 4 === 1);
    for (const title of wanted) {
      if (title === (await list.locator("option:checked").innerText())) continue;
      await lab.digestAfter(() => lab.choose(title));
      expect(await failures(lab), title).toEqual([]);
    }
    expect(lab.problems).toEqual([]);
    await lab.close();
  });

  it("takes a function with sin and exp, and tells a mistake in it at its place", async () => {
    const lab = await open();
    await lab.digestAfter(() => lab.choose("f(x, y), typed"));
    const settings = await lab.problemSettings();
    const editor = settings.getByRole("textbox", { name: "f(x, y)" });
    const type = async (text: string): Promise<void> => {
      await editor.click();
      await lab.page.keyboard.press("Control+a");
      await lab.page.keyboard.insertText(text);
    };
    const good = await lab.digestAfter(() => type("exp(0.3*x)*sin(2*x) + y^2 + 0.1*x^2"));
    await type("exp(0.3*x)*sine(2*x) + y^2");
    const mark = settings.locator(".cm-lintRange-error");
    await expect.poll(() => mark.allInnerTexts(), patience).toEqual(["sine"]);
    // Nobody else is to blame.
    expect(await lab.page.locator(".cm-lintRange-error").count()).toBe(1);
    expect(await lab.digestAfter(() => type("exp(0.3*x)*sin(2*x) + y^2 + 0.1*x^2"))).toBe(good);
    expect(await mark.count()).toBe(0);
    expect(lab.problems).toEqual([]);
    await lab.close();
  });

  it("sets up the four examples where Adam goes wrong", async () => {
    const lab = await open();
    const list = lab.page.getByRole("combobox", { name: "Problem" });
    const titles = (await list.locator("option").allInnerTexts()).filter((title) => /^R\d/.test(title));
    expect(titles.map((title) => title.slice(0, 2))).toEqual(["R1", "R2", "R3", "R4"]);
    await lab.digestAfter(() => lab.choose(titles[0] as string));
    const names = lab.card("Contestants").locator("li b");
    await expect.poll(() => names.allInnerTexts(), patience).toEqual(["Adam", "Yogi", "AMSGrad"]);
    await lab.page
      .getByRole("img", { name: /^The parameter by step/ })
      .first()
      .waitFor();
    const ranking = await lab.tab("Ranking");
    // Adam climbs to the worst place, 1; Yogi falls to the best, -1.
    await expect.poll(() => ranking.locator("tbody tr").count(), patience).toBe(3);
    expect(await ranking.locator("tbody tr").last().locator("th").innerText()).toMatch(/Adam/);
    expect(lab.problems).toEqual([]);
    await lab.close();
  });

  it("draws what orthogonalising does, at the step that is seen", async () => {
    const lab = await open();
    const { page } = lab;
    await lab.digestAfter(() => lab.choose("A 2 x 2 matrix"));
    const names = lab.card("Contestants").locator("li b");
    await expect.poll(() => names.allInnerTexts(), patience).toEqual(["SGD", "Momentum", "Adam", "Muon"]);
    await page.getByRole("img", { name: /^Both singular values of each step/ }).waitFor();
    const slider = page.getByRole("slider", { name: "Step", exact: true });
    await slider.press("Home");
    const ratios = async (name: string): Promise<number[]> => {
      const told = await page
        .getByRole("img", { name: new RegExp(`^${name}: half axes`) })
        .getAttribute("aria-label");
      return [...(told ?? "").matchAll(/([\d.]+) : 1/g)].map(([, ratio]) => Number(ratio));
    };
    // The first step of plain descent is as long and thin as its gradient, that of Muon nearly a circle.
    await expect.poll(() => ratios("SGD"), patience).toEqual([93, 93]);
    expect(await ratios("Momentum")).toEqual([93, 93]);
    const [gradient, step] = await ratios("Muon");
    expect(gradient).toBe(93);
    expect(step).toBeLessThan(1.2);
    const paths = () =>
      page.locator(".ellipses path.taken").evaluateAll((all) => all.map((path) => path.getAttribute("d")));
    const before = await paths();
    expect(before.filter(Boolean)).toHaveLength(4);
    await slider.press("End");
    await expect.poll(paths, patience).not.toEqual(before);
    // An element of a matrix has no step of its own; nobody fails for it.
    await names.last().click();
    await (await lab.tab("One step")).getByText("It steps by whole matrices").waitFor();
    expect(await failures(lab)).toEqual([]);
    // Another problem has no matrix: Muon leaves, and is back with it.
    await lab.digestAfter(() => lab.choose("Beale"));
    await expect.poll(() => names.allInnerTexts(), patience).toEqual(["SGD", "Momentum", "Adam"]);
    await lab.digestAfter(() => page.getByRole("button", { name: "Undo" }).click());
    await expect.poll(() => names.allInnerTexts(), patience).toEqual(["SGD", "Momentum", "Adam", "Muon"]);
    expect(await failures(lab)).toEqual([]);
    expect(lab.problems).toEqual([]);
    await lab.close();
  });

  it("takes a table of the reader's own, and says what is wrong with one", async () => {
    const lab = await open();
    await lab.digestAfter(() => lab.choose("Regression: Auto MPG or your CSV file"));
    const settings = await lab.problemSettings();
    const file = settings.locator("input[type=file]");
    const give = (text: string) =>
      file.setInputFiles({ name: "mine.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
    await lab.digestAfter(() => give(table));
    await settings.getByText("40 rows, x, weight predict y").waitFor();
    await give("x,y\n1,2,3\n");
    await expect.poll(async () => (await failures(lab)).length, patience).toBeGreaterThan(0);
    await settings.getByText("40 rows, x, weight predict y").waitFor();
    expect(lab.problems).toEqual([]);
    await lab.close();
  });
});
