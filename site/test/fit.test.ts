/** The page of curves: what it does with data, formulas, starts and links. */
import { expect, it } from "vitest";
import { decodeFit } from "../fit/link.ts";
import { type FitPage, openFit } from "./fit-page.ts";
import { holdWorkers, releaseWorkers } from "./held-workers.ts";
import { inBrowsers } from "./in-browsers.ts";
import { patience } from "./picture.ts";

inBrowsers((means) => {
  const openPage = (fragment = ""): Promise<FitPage> => openFit(means.context, means.site, { fragment });

  it("shows a fit at once, and another as the start moves; all is undone", async () => {
    const { page, problems, close, estimated, estimates } = await openPage();
    await estimated("top", "72.46");
    expect(await estimates("top").allInnerTexts()).toEqual(["72.46", "1.73", "68.22 to 76.71"]);
    const slider = page.getByRole("slider", { name: "middle" });
    const before = await slider.inputValue();
    await slider.focus();
    for (let press = 0; press < 5; press++) await page.keyboard.press("ArrowRight");
    await expect.poll(() => slider.inputValue(), patience).not.toBe(before);
    await estimated("top", "72.46");
    // Held there, the others fit as they can.
    await page.getByText("Hold or bound k").click();
    await page.getByRole("checkbox", { name: "hold at this value" }).first().check();
    await expect.poll(() => estimates("k").allInnerTexts(), patience).toEqual(["0.15", "fixed"]);
    await page.locator("h1").click();
    await page.keyboard.press("Control+z");
    await estimated("top", "72.46");
    await page.getByRole("button", { name: "Undo", exact: true }).click();
    await expect.poll(() => slider.inputValue(), patience).toBe(before);
    await page.getByRole("button", { name: "Redo", exact: true }).click();
    await expect.poll(() => slider.inputValue(), patience).not.toBe(before);
    await page.getByRole("button", { name: "Find a start" }).click();
    await page.getByText(/^Found: one of \d+ points/).waitFor();
    await estimated("top", "72.46");
    expect(problems).toEqual([]);
    await close();
  });

  it("takes a file that is dropped and a table that is pasted, and holds both in a link", async () => {
    const { page, problems, close, drop, type, estimated } = await openPage();
    await estimated("top", "72.46");
    await drop("mine.csv", "Dose (mg),note,effect\n1,a,3.1\n2,b,4.9\n3,c,7.2\n4,d,8.8\n");
    await page.getByText("mine.csv: 4 rows of Dose (mg), effect.").waitFor();
    await page.getByText(/left out "note"/).waitFor();
    await estimated("b", "1.9400");
    await type("effect ~ a*`Dose (mg)`^n");
    await estimated("n", "0.7840");
    // The address follows a while after the last change.
    const linked = () => decodeFit(new URL(page.url()).hash.slice(1)).catch(() => null);
    await expect.poll(async () => (await linked())?.formula, patience).toBe("effect ~ a*`Dose (mg)`^n");
    const other = await openPage(new URL(page.url()).hash.slice(1));
    await other.estimated("n", "0.7840");
    await other.page.getByText("mine.csv: 4 rows of Dose (mg), effect.").waitFor();
    await other.page.getByText("Paste a table").click();
    await other.page.getByRole("textbox", { name: /^A table/ }).fill("x\ty\n1\t2\n2\t4\n3\t6.5\n");
    await other.page.getByRole("button", { name: "Fit this" }).click();
    await other.page.getByText("Pasted: 3 rows of x, y.").waitFor();
    await other.estimated("b", "2.250");
    // What was opened before comes back.
    await other.page.getByRole("link", { name: "A peak of a spectrum" }).click();
    await other.estimated("center", "451.5412");
    expect([...problems, ...other.problems]).toEqual([]);
    await close();
    await other.close();
  });

  it("says what is wrong with a formula, at its place, and with data and links", async () => {
    const { page, problems, close, type, drop, estimated } = await openPage();
    await estimated("top", "72.46");
    await type("growth ~ top/(1 + expo(-days))");
    await expect.poll(() => page.locator(".quoted").innerText(), patience).toMatch(/expo.*\n +\^/);
    expect(await page.locator(".code-field .problem").innerText()).toContain("expo");
    await type("growth ~ a + b*days");
    await expect.poll(() => page.locator(".quoted").count(), patience).toBe(0);
    await estimated("b", "0.9265");
    await drop("words.csv", "a,b\nx,y\nz,w\n");
    await page.getByRole("alert").filter({ hasText: "two columns of numbers" }).waitFor();
    await estimated("b", "0.9265");
    await drop(
      "<img src=x onerror=alert(1)>.csv",
      '"<img src=x onerror=alert(1)>",__proto__\n1,2\n2,4.1\n3,5.9\n4,8.2\n',
    );
    await page.getByText("<img src=x onerror=alert(1)>.csv: 4 rows").waitFor();
    await estimated("b", "2.0400");
    expect(await page.locator("img").count()).toBe(0);
    expect(problems).toEqual([]);
    await close();
    const bad = await openPage("1.nonsense");
    await bad.page.getByRole("alert").filter({ hasText: "The link could not be opened" }).waitFor();
    await bad.estimated("top", "72.46");
    await bad.close();
  });

  it("says so where a link cannot hold the data", async () => {
    const { page, problems, close, drop, estimated } = await openPage();
    await estimated("top", "72.46");
    const rows = Array.from({ length: 20_000 }, (_, i) => `${i},${2 * i + 1e5 * Math.sin(i * i)}`);
    await drop("large.csv", `x,y\n${rows.join("\n")}\n`);
    await page.getByText("large.csv: 20000 rows of x, y.").waitFor();
    await page.getByRole("alert").filter({ hasText: "No link can hold this" }).waitFor();
    expect(new URL(page.url()).hash).toBe("");
    expect(problems).toEqual([]);
    await close();
  });

  it("is cancelled where a fit takes long, and goes on", async () => {
    const context = await means.browser.newContext();
    await holdWorkers(context);
    const page = await context.newPage();
    await page.goto(`${means.site.address}/fit/`);
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByText("Cancelled. Change anything to fit again.").waitFor();
    await releaseWorkers(page);
    await page.getByRole("link", { name: "A peak of a spectrum" }).click();
    await page.getByRole("cell", { name: "451.5412", exact: true }).waitFor();
    await context.close();
  });
});
