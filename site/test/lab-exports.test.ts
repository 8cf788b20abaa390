/** What the lab exports: the race as a program, its curves as a table, its picture as vectors and as dots. */
import { expect, it } from "vitest";
import { defaultExperiment } from "../engine/default-experiment.ts";
import { exportCode } from "../engine/export-code.ts";
import { copiedIn, savedIn } from "./copied.ts";
import { inBrowsers } from "./in-browsers.ts";
import { openLab } from "./lab-page.ts";

inBrowsers((means) => {
  it("exports TypeScript, CSV, SVG and PNG, and copies the digest", async () => {
    const lab = await openLab(means.context, means.site);
    const digest = await lab.digest();
    const saved = await savedIn(lab.page);
    await lab.page.keyboard.press("End");
    const take = async (title: string, name: string) => {
      const button = lab.page.getByRole("button", { name: title });
      if (!(await button.isVisible())) await lab.page.getByText("Export", { exact: true }).click();
      await button.click();
      return saved(name);
    };
    expect((await take("TypeScript that gives the same numbers", "race.ts")).bytes).toBe(
      exportCode(defaultExperiment),
    );
    const lines = (await take("CSV of all curves", "race.csv")).bytes.trim().split(/\r?\n/);
    expect(lines[0]).toMatch(/step/);
    // The start is a row too, of each contestant.
    expect((lines.length - 1) % (defaultExperiment.steps + 1)).toBe(0);
    expect(lines.length).toBeGreaterThan(defaultExperiment.steps);
    const picture = await take("SVG of the picture", "race.svg");
    expect(picture.type).toBe("image/svg+xml");
    for (const words of ["<svg", "Adam", "Yogi", digest]) expect(picture.bytes).toContain(words);
    const dots = (await take("PNG of the picture", "race.png")).bytes;
    expect(dots.startsWith("\x89PNG\r\n\x1a\n")).toBe(true);
    expect(dots.length).toBeGreaterThan(20_000);
    const copied = await copiedIn(lab.page);
    await lab.page.getByRole("button", { name: "Copy the digest" }).click();
    expect(await copied()).toBe(digest);
    expect(lab.problems).toEqual([]);
    await lab.close();
  });
});
