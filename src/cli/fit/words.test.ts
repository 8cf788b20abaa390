/** Messages of the library as the command prints them. */
import { expect, test } from "vitest";
import { fitCurve } from "../../curves/index.ts";
import { inWords } from "./words.ts";

const table = { x: [1, 2, 3, 4, 5], y: [2, 3.9, 6.1, 8, 9.9], w: [1, 1, 1, 1, 1] };
const formula = "y ~ a + b*x";
const start = { a: 0, b: 1 };

/** What the library says where it refuses something. */
function refusal(text: string, options: object): string {
  try {
    fitCurve(text, table, options);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("nothing was refused");
}

test.each<[string, object, string]>([
  [
    formula,
    { start, absolute: true },
    "fit: --absolute needs --sigmas, the standard deviations of the rows; got none",
  ],
  [
    formula,
    { start, fScale: 2 },
    "fit: --f-scale needs a loss that counts outliers less, such as --loss soft_l1; got 2 with --loss linear",
  ],
  [
    formula,
    { start, weights: "w", sigmas: "w" },
    "fit takes --weights or --sigmas, not both: a weight is 1 / sigma^2",
  ],
  [
    formula,
    { start, bounds: { b: { min: 2, max: 2 } } },
    "fit: the bounds of b must be a lower and a higher number; got 2 and 2; to hold it, name it in --fix",
  ],
  [
    formula,
    { start, bounds: { c: { min: 2 } } },
    '--bounds names "c", which is no parameter; there are: a, b',
  ],
  [formula, { fixed: { c: 2 } }, '--fix names "c", which is no parameter; there are: a, b'],
  [
    "y ~ a*log(-x)",
    {},
    "fit: the model has no values at any of 1 point on the scale of the data; give --start",
  ],
  [
    "yy ~ a + b*x",
    {},
    'formula: unknown name "yy"; left of "~" stand columns of the table: x, y, w; did you mean y?\n',
  ],
])("%s with %j", (text, options, said) => {
  expect(inWords(refusal(text, options))).toContain(said);
});

test("a search that is given up", () => {
  const { reason } = fitCurve(formula, table, { start, maxEvaluations: 1 });
  expect(inWords(reason)).toBe("stopped after 1 evaluation, as --max-evaluations says");
});
