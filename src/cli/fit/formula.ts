/** The formula of a command line: as it was typed, or a common model for a response and a predictor. */
import type { ModelName } from "../../curves/index.ts";
import type { Frame } from "../../train/index.ts";
import { UsageError } from "../usage-error.ts";

/** A name for each common model; one that is missing does not compile. */
const named: Readonly<Record<ModelName, true>> = {
  exponential: true,
  asymptotic: true,
  power: true,
  logistic: true,
  gompertz: true,
  michaelisMenten: true,
  hill: true,
  doseResponse: true,
  weibull: true,
  gauss: true,
  gaussOnLine: true,
};

/** Names of common models. */
export const modelNames = Object.keys(named) as ModelName[];

const quoted = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : `\`${name}\``);

/**
 * The formula to fit.
 *
 * @param model - the common model for a formula `y ~ x`; without a formula for a file of two columns of numbers.
 */
export function formulaFrom(given: string | undefined, model: string | undefined, frame: Frame): string {
  const numbers = frame.columns.filter(({ kind }) => kind === "number").map(({ name }) => name);
  if (model === undefined) {
    if (given !== undefined) return given;
    throw new UsageError(
      `give a formula, such as "${quoted(numbers.at(-1) ?? "y")} ~ a + b*${quoted(numbers[0] ?? "x")}", or --model NAME for a common one`,
    );
  }
  if (given === undefined) {
    const [x, y, ...more] = numbers;
    if (x !== undefined && y !== undefined && more.length === 0)
      return `${quoted(y)} ~ ${model}(${quoted(x)})`;
    throw new UsageError(
      `--model ${model} needs "response ~ predictor", since the file has ${numbers.length} columns of numbers: ${numbers.join(", ") || "none"}`,
    );
  }
  const [, left, right] = /^((?:`[^`]*`|[^`~])*)~\s*(`[^`]+`|[A-Za-z_]\w*)\s*$/.exec(given) ?? [];
  if (left === undefined)
    throw new UsageError(`with --model a formula is "response ~ predictor"; got "${given}"`);
  return `${left.trim()} ~ ${model}(${right})`;
}
