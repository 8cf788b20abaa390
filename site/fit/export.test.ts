/** Files of a fit: the program gives the same numbers, the table holds them, the picture is well-formed. */
import { fitCurve } from "glissade/curves";
import { expect, test } from "vitest";
import { light } from "../figures/theme.ts";
import { carryOut } from "./carry-out.ts";
import { examples } from "./examples.ts";
import { fitCode, fitSvg, predictionsCsv } from "./export.ts";
import type { Outcome } from "./outcome.ts";
import type { FitSetup } from "./setup.ts";

function outcome(setup: FitSetup): Outcome {
  const reply = carryOut(setup);
  if (reply.kind === "failed") throw new Error(reply.failure.message);
  return { ...reply.found, setup };
}

/** What the program prints. */
function printed(code: string): string {
  const lines: string[] = [];
  const body = code.replace(/^import .*$/m, "");
  new Function("fitCurve", "console", body)(fitCurve, { log: (line: string) => lines.push(line) });
  return lines.join("\n");
}

test.each(examples.map(({ name, setup }) => [name, setup] as const))(
  "the program of %s prints the fit that the page shows",
  (_, setup) => expect(printed(fitCode(setup))).toBe(outcome(setup).text),
);

test("hostile names are texts in the program and cells in the table", () => {
  const columns = Object.fromEntries([
    ["__proto__", [1, 2, 3, 4]],
    ['=1+1","', [2, 4.1, 5.9, 8]],
  ]);
  const setup: FitSetup = {
    ...examples[0].setup,
    table: { name: "evil\n*/ throw 1", columns },
    formula: '`=1+1","` ~ a + b*`__proto__`',
    start: null,
  };
  const found = outcome(setup);
  expect(printed(fitCode(setup))).toBe(found.text);
  const [heads = ""] = predictionsCsv(found).split("\n");
  expect(heads.startsWith("__proto__,")).toBe(true);
  expect(heads).not.toMatch(/(^|,)"?=/);
});

test("the table has a line for each row, and then the curve", () => {
  const found = outcome(examples[0].setup);
  const lines = predictionsCsv(found).trim().split("\n");
  expect(lines[0]).toBe(
    "days,growth,fitted,residual,confidence low,confidence high,prediction low,prediction high",
  );
  expect(lines).toHaveLength(1 + 9 + 301);
  const cells = (lines[1] ?? "").split(",").map(Number);
  expect(cells.slice(0, 2)).toEqual([9, 8.93]);
  expect(cells[3]).toBe(found.residuals[0]);
});

test("the picture is vectors with its numbers", () => {
  const text = fitSvg(outcome(examples[0].setup), light);
  expect(text).toContain("growth ~ logistic(days)");
  expect(text).toContain("top = 72.46");
  expect(text).not.toMatch(/NaN|undefined/);
});
