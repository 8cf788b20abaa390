/** The main states of the lab, each reached as a person does: for axe and for photographs. */
import type { LabPage } from "./lab-page.ts";

/** A state: what is done to the opened lab until it is there. */
export interface LabState {
  readonly name: string;
  readonly reach: (lab: LabPage) => Promise<unknown>;
  /** Whether it is looked at in every way; others in the first alone. */
  readonly isMain?: boolean;
}

const chosen = (name: string, title: string): LabState => ({
  name,
  reach: (lab) => lab.digestAfter(() => lab.choose(title)),
});

const told = (name: string, title: string): LabState => ({
  name,
  reach: (lab) => lab.digestAfter(() => lab.page.getByRole("link", { name: title }).click()),
});

async function example(lab: LabPage, number: number): Promise<void> {
  const list = lab.page.getByRole("combobox", { name: "Problem" });
  const titles = await list.locator("option").allInnerTexts();
  const title = titles.find((each) => each.startsWith(`R${number}`));
  if (title === undefined) throw new Error(`no example R${number} among ${titles.join(", ")}`);
  await lab.digestAfter(() => lab.choose(title));
}

/** All of them. */
export const labStates: readonly LabState[] = [
  { name: "race", isMain: true, reach: async () => {} },
  { name: "rates", isMain: true, reach: (lab) => lab.tab("Loss by rate") },
  {
    name: "state",
    isMain: true,
    reach: async (lab) => (await lab.tab("State")).getByRole("img", { name: "v by step" }).waitFor(),
  },
  {
    name: "step",
    isMain: true,
    reach: async (lab) => (await lab.tab("One step")).locator("math").last().waitFor(),
  },
  {
    name: "ranking",
    isMain: true,
    reach: async (lab) => (await lab.tab("Ranking")).getByRole("row").last().waitFor(),
  },
  {
    name: "error",
    isMain: true,
    async reach({ page }) {
      await page.locator(".cm-content").first().waitFor();
      await page.getByRole("textbox", { name: /^Equations/ }).click();
      await page.keyboard.press("Control+End");
      await page.keyboard.insertText("\nw = sqt(v)");
      await page.getByRole("button", { name: "Write sqrt", exact: true }).waitFor();
    },
  },
  { name: "problem", isMain: true, reach: (lab) => lab.problemSettings() },
  { name: "export", isMain: true, reach: ({ page }) => page.locator(".menu > summary").click() },
  {
    name: "same-rate",
    reach: (lab) => lab.digestAfter(() => lab.page.getByRole("radio", { name: "One rate for all" }).check()),
  },
  {
    name: "eight",
    async reach(lab) {
      const add = lab.page.getByRole("button", { name: "Add", exact: true });
      for (let count = 2; count < 8; count++) await lab.digestAfter(() => add.click());
    },
  },
  ...[1, 2, 3, 4].map(
    (number): LabState => ({
      name: `r${number}`,
      isMain: number === 1,
      reach: (lab) => example(lab, number),
    }),
  ),
  { ...chosen("spirals", "Two spirals, a small network"), isMain: true },
  { ...chosen("matrix", "A 2 x 2 matrix"), isMain: true },
  chosen("regression", "Regression: Auto MPG or your CSV file"),
  chosen("deep-quadratic", "Deep quadratic, 100 dimensions"),
  chosen("function", "f(x, y), typed"),
  told("momentum", "What momentum does in a ravine"),
  told("noise-ball", "Why rates must shrink"),
  chosen("gradients", "Gradients, pasted"),
];
