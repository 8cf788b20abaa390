/** What the options of `glissade fit` say: values by the names of parameters, and how curves are fitted. */
import type { Bound, FitCurveOptions, Values } from "../../curves/index.ts";
import { UsageError } from "../usage-error.ts";

/** `b1=2,b2=0.1` in parts; a name may stand in backquotes. */
function partsOf(option: string, example: string, given: string): [name: string, text: string][] {
  const parts = given.split(",").filter((part) => part.trim() !== "");
  if (parts.length === 0) throw new UsageError(`${option} must be ${example}; got "${given}"`);
  return parts.map((part) => {
    const [, quoted, plain, text] = /^\s*(?:`([^`]+)`|([^=`\s]+))\s*=\s*(.+?)\s*$/.exec(part) ?? [];
    const name = quoted ?? plain;
    if (name === undefined || text === undefined)
      throw new UsageError(`${option} must be ${example}; got "${part.trim()}"`);
    return [name, text];
  });
}

/** Collects what is named once. */
function collect<T>(
  option: string,
  parts: readonly (readonly [string, T])[],
  before: Readonly<Record<string, T>>,
): Record<string, T> {
  const all: Record<string, T> = { ...before };
  for (const [name, value] of parts) {
    if (Object.hasOwn(all, name)) throw new UsageError(`${option} gives ${name} twice; give it once`);
    all[name] = value;
  }
  return all;
}

/** A number of an option. */
function numberOf(option: string, name: string, text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value))
    throw new UsageError(`${option}: ${name} must be a finite number; got "${text}"`);
  return value;
}

/** Parses and collects `--start b1=2,b2=0.1`. */
export const valuesOption =
  (option: string) =>
  (given: string, before: Values = {}): Values => {
    const parts = partsOf(option, "name=value, such as b1=2,b2=0.1", given);
    return collect(
      option,
      parts.map(([name, text]) => [name, numberOf(option, name, text)]),
      before,
    );
  };

/** Parses and collects `--bounds b2=0:1`; a side may be left out. */
export function boundsOption(
  given: string,
  before: Readonly<Record<string, Bound>> = {},
): Record<string, Bound> {
  const option = "--bounds";
  const example = "name=least:most, such as b2=0:1, b2=0: or b2=:1";
  const parts = partsOf(option, example, given).map(([name, text]): [string, Bound] => {
    const [min = "", max, ...more] = text.split(":").map((side) => side.trim());
    if (max === undefined || more.length > 0 || (min === "" && max === ""))
      throw new UsageError(`${option} must be ${example}; got "${name}=${text}"`);
    return [
      name,
      {
        ...(min === "" ? {} : { min: numberOf(option, name, min) }),
        ...(max === "" ? {} : { max: numberOf(option, name, max) }),
      },
    ];
  });
  return collect(option, parts, before);
}

/** How curves are fitted, as the command line says it. */
export interface FitChoice {
  readonly start?: Values;
  readonly fix?: Values;
  readonly bounds?: Readonly<Record<string, Bound>>;
  readonly weights?: string;
  readonly sigmas?: string;
  readonly absolute?: boolean;
  readonly loss?: NonNullable<FitCurveOptions["loss"]>;
  readonly fScale?: number;
  readonly confidence?: number;
  readonly maxEvaluations?: number;
}

/** The options of the fit. Rows with missing cells are left out, as files have them. */
export function optionsOf({ fix, ...choice }: FitChoice): FitCurveOptions {
  const { start, bounds, weights, sigmas, absolute, loss, fScale, confidence, maxEvaluations } = choice;
  const all = {
    start,
    fixed: fix,
    bounds,
    weights,
    sigmas,
    absolute,
    loss,
    fScale,
    confidence,
    maxEvaluations,
  };
  const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return { ...(given as FitCurveOptions), missing: "omit" };
}
