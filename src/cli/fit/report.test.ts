/** The report of a fit: what is on the page, and that it needs nothing else. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseHTML } from "linkedom";
import { beforeAll, expect, it } from "vitest";
import { folder, run } from "../../../test/cli.ts";

const file = (name: string) => join(folder, name);
const formula = "y ~ a*exp(-b*x) + c";

beforeAll(async () => {
  const rows = ["ann <b>", "bob"].flatMap((who, k) =>
    Array.from({ length: 20 }, (_, i) => {
      const x = i / 5;
      return `${x},${i === 3 ? "" : (k + 2) * Math.exp(-x) + 0.5 + 0.05 * Math.sin(9 * i)},${1 + (i % 2)},${who}`;
    }),
  );
  await writeFile(file("data.csv"), ["x,y,w,who", ...rows].join("\n"));
});

async function report(...args: string[]): Promise<Document> {
  const { code, err } = await run("fit", file("data.csv"), formula, ...args, "--report", file("fit.html"));
  expect(err).toContain("report written to");
  expect(code).toBe(0);
  const text = await readFile(file("fit.html"), "utf8");
  expect(text).not.toMatch(/<script|<link|<img|src=|url\(|NaN|undefined/);
  return parseHTML(text).document as unknown as Document;
}

it("has parameters, the data with the curve and its bands, and what is left in three figures", async () => {
  const page = await report();
  expect(page.querySelector("h1")?.textContent).toBe(formula);
  const cells = [...page.querySelectorAll("table tbody tr")].map((row) => row.children[0]!.textContent);
  expect(cells).toEqual(["a", "b", "c"]);
  const figures = [...page.querySelectorAll("figure")];
  expect(figures.map((figure) => figure.querySelector("figcaption")!.textContent!.split(/[ ,;]/)[0])).toEqual(
    ["Observations", "By", "In", "Beside", "Near"],
  );
  const [data, fitted, order, quantiles, correlation] = figures;
  // Two bands, the curve, and a circle for each of the rows that have a value.
  expect(data!.querySelectorAll("[aria-label=area] path")).toHaveLength(2);
  for (const figure of [data, fitted, order, quantiles])
    expect(figure!.querySelectorAll("circle")).toHaveLength(38);
  expect(correlation!.querySelectorAll("rect")).toHaveLength(9);
  expect(order!.querySelector("[aria-label='x-axis tick label']")!.textContent).toMatch(/^\d+$/);
  expect(page.body.textContent).toContain("2 rows with missing values were left out: 4, 24");
  expect(page.body.textContent).toContain("Residual standard error");
  expect(page.querySelector("pre")!.textContent).toContain(`glissade fit`);
});

it("weighs residuals as the fit does", async () => {
  const page = await report("--weights", "w");
  expect(page.body.textContent).toContain("weighted residual");
});

it("draws residuals at the places of their rows in the file, whatever was left out", async () => {
  const rows = Array.from({ length: 30 }, (_, i) => {
    const x = i / 5;
    return `${x},${i < 20 ? "" : 2 * Math.exp(-x) + 0.5 + 0.05 * Math.sin(9 * i)}`;
  });
  await writeFile(file("late.csv"), ["x,y", ...rows].join("\n"));
  const args = [file("late.csv"), "y ~ a + b*x", "--report", file("late.html")];
  expect((await run("fit", ...args)).code).toBe(0);
  const { document } = parseHTML(await readFile(file("late.html"), "utf8"));
  const order = document.querySelectorAll("figure")[2]!;
  const labels = [...order.querySelectorAll("[aria-label='x-axis tick label'] text")].map(({ textContent }) =>
    Number(textContent),
  );
  expect(Math.min(...labels.filter(Boolean))).toBeGreaterThanOrEqual(21);
  expect(Math.max(...labels)).toBeLessThanOrEqual(30);
});

it("has a figure for each group, and escapes what comes from the file", async () => {
  const page = await report("--by", "who");
  expect([...page.querySelectorAll("h2")].map((head) => head.textContent)).toEqual([
    "who ann <b>",
    "who bob",
    "Command",
  ]);
  expect(page.querySelectorAll("figure")).toHaveLength(2);
  expect(page.querySelectorAll("figure")[0]!.querySelectorAll("circle")).toHaveLength(19);
});

it("says of a parameter of groups that it is fixed", async () => {
  const page = await report("--by", "who", "--fix", "c=0.5");
  const cells = [...page.querySelectorAll("tbody tr")].map((row) => row.children[4]!.textContent);
  expect(cells).toEqual(["0.5 (fixed)", "0.5 (fixed)"]);
});

it("draws observations that are all the same, with axes that can be read", async () => {
  await writeFile(file("zeros.csv"), "x,y\n1,0\n1,0\n2,0\n3,0\n");
  const args = [file("zeros.csv"), "y ~ a*x", "--start", "a=1", "--report", file("zeros.html")];
  const { out } = await run("fit", ...args);
  expect(out).toMatch(/^ *1 ┤[\s\S]*^ *-1 ┤/m);
  const { document } = parseHTML(await readFile(file("zeros.html"), "utf8"));
  const ticks = document.querySelector("figure [aria-label='y-axis tick label']")!.textContent!;
  expect(ticks).toMatch(/^\D?1\.0.*0\.0.*1\.0$/);
});

it("is refused where it cannot be written, before the fit", async () => {
  const { code, err } = await run(
    "fit",
    file("data.csv"),
    formula,
    "--report",
    join(folder, "no", "fit.html"),
  );
  expect([code, err]).toEqual([2, expect.stringContaining("cannot write the report")]);
  await writeFile(file("rows.csv"), "x\n1\n");
  const over = ["--report", file("rows.csv"), "--predict", file("rows.csv")];
  const refused = await run("fit", file("data.csv"), formula, ...over);
  expect([refused.code, refused.err]).toEqual([2, expect.stringContaining("it is the data file")]);
  expect(await readFile(file("rows.csv"), "utf8")).toBe("x\n1\n");
});
