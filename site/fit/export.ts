/** A fit as files: the program that gives the same, predictions as CSV, the picture as SVG or PNG. */
import { chartBox, chartItems } from "../figures/chart.ts";
import { shortNumber } from "../figures/numbers.ts";
import type { Item, Scene } from "../figures/scene.ts";
import { svg } from "../figures/svg.ts";
import type { Theme } from "../figures/theme.ts";
import { paint } from "../lab/views/paint.ts";
import { mainChart } from "./charts.ts";
import { optionsOf } from "./options-of.ts";
import type { Outcome } from "./outcome.ts";
import type { FitSetup } from "./setup.ts";
import { estimate, known, results, rSquared } from "./words.ts";

/** A program of TypeScript that gives the same fit. */
export function fitCode(setup: FitSetup): string {
  const { table, formula, start } = setup;
  const key = (name: string) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));
  const columns = Object.entries(table.columns).map(
    // In an object's own text this name would be its prototype.
    ([name, values]) => `  ${name === "__proto__" ? '["__proto__"]' : key(name)}: [${values.join(", ")}],`,
  );
  const options = { ...(start && { start }), ...optionsOf(setup) };
  const given = Object.entries(options).map(([name, value]) => `  ${name}: ${JSON.stringify(value)},`);
  return [
    'import { fitCurve } from "glissade/curves";',
    "",
    `// ${table.name.replace(/[\r\n\u2028\u2029]/g, " ")}`,
    "const table = {",
    ...columns,
    "};",
    given.length > 0
      ? `const fit = fitCurve(${JSON.stringify(formula)}, table, {\n${given.join("\n")}\n});`
      : `const fit = fitCurve(${JSON.stringify(formula)}, table);`,
    "console.log(fit.text);",
    "",
  ].join("\n");
}

/** A cell; what a spreadsheet would take for a formula is text. */
const cell = (text: string): string => {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** Predictors, what was observed and what the curve says of each row, with bands; after the rows, along the drawn curve. */
export function predictionsCsv({
  setup,
  predictors,
  response,
  observed,
  residuals,
  rows,
  along,
}: Outcome): string {
  const heads = [...predictors, response, "fitted", "residual"].map(cell);
  const bands = ["confidence low", "confidence high", "prediction low", "prediction high"];
  const bandsOf = ({ confidence, prediction }: Outcome["rows"], row: number) =>
    [confidence?.low, confidence?.high, prediction?.low, prediction?.high].map((each) => each?.[row] ?? "");
  const lines = [[...heads, ...bands].join(",")];
  for (let row = 0; row < observed.length; row++) {
    const at = predictors.map((name) => setup.table.columns[name]?.[row]);
    lines.push([...at, observed[row], rows.values[row], residuals[row], ...bandsOf(rows, row)].join(","));
  }
  if (along)
    for (const [row, x] of along.x.entries())
      lines.push([x, "", along.prediction.values[row], "", ...bandsOf(along.prediction, row)].join(","));
  return `${lines.join("\n")}\n`;
}

const [width, height] = [760, 560];
const margin = 20;

/** The picture with its formula and numbers. */
export function fitScene(outcome: Outcome, theme: Theme): Scene {
  const { parameters, setup, residualStandardDeviation, degreesOfFreedom } = outcome;
  const text = (words: string, y: number, isBold = false): Item => ({
    kind: "text",
    ...{ text: words, x: margin, y, size: isBold ? 15 : 12, isBold },
    ...{ fill: isBold ? theme.text : theme.muted, anchor: "start" },
  });
  const numbers = parameters.map(
    (parameter) =>
      `${parameter.name} = ${estimate(parameter)}${parameter.standardError === null ? "" : ` ± ${shortNumber(parameter.standardError)}`}`,
  );
  const chart = chartBox(width, height - 90);
  return {
    width,
    height,
    items: [
      { kind: "path", d: `M0 0h${width}v${height}h${-width}z`, fill: theme.background },
      text(setup.formula.replace(/\s+/g, " "), 28, true),
      text(numbers.join(",  "), 50),
      text(
        `residual standard deviation ${known(residualStandardDeviation)}, ${degreesOfFreedom} degrees of freedom, R² ${rSquared(outcome.rSquared)}. Made with Glissade.`,
        68,
      ),
      ...chartItems(mainChart(outcome, theme), { ...chart, y: chart.y + 84 }, theme),
    ],
  };
}

/** The picture as vectors. */
export const fitSvg = (outcome: Outcome, theme: Theme): string =>
  svg(fitScene(outcome, theme), `Fit of ${outcome.setup.formula}`, results(outcome));

/** The picture as dots, twice as many as on a screen of old. */
export function fitPng(outcome: Outcome, theme: Theme): Promise<Blob> {
  const scene = fitScene(outcome, theme);
  const canvas = new OffscreenCanvas(2 * scene.width, 2 * scene.height);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser gives no canvas to draw the PNG on");
  context.scale(2, 2);
  paint(context, scene.items);
  return canvas.convertToBlob({ type: "image/png" });
}
