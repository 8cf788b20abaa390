/**
 * The wrappers that the command line knows: `--wrap lookahead:syncPeriod=5`. A new wrapper is a new entry here.
 */
import {
  type AccumulateOptions,
  accumulate,
  cautious,
  type EmaParamsOptions,
  emaParams,
  type LookaheadOptions,
  lookahead,
  type Optimizer,
  type PolyakAverageOptions,
  polyakAverage,
  type SamOptions,
  sam,
} from "../../index.ts";
import type { NoOptions } from "../../options/option.ts";
import { unknown } from "../usage-error.ts";
import {
  flag,
  number,
  type OptionalParsers,
  type RequiredParsers,
  readOptions,
  type SpecEntry,
  splitSpec,
  usageOf,
  word,
} from "./spec.ts";

/** Makes an optimizer around another. */
export interface Wrapper {
  (inner: Optimizer): Optimizer;
  /** As it was written: `lookahead:syncPeriod=5`. */
  readonly spec: string;
}

interface WrapperEntry extends SpecEntry {
  readonly wrap: (inner: Optimizer, options: Readonly<Record<string, unknown>>) => Optimizer;
}

const entry = <O>(
  wrap: (inner: Optimizer, options: O) => Optimizer,
  required: RequiredParsers<O>,
  optional: OptionalParsers<O>,
): WrapperEntry => ({ required, optional, wrap: (inner, options) => wrap(inner, options as O) });

/** Every wrapper by name. */
export const wrapperRegistry: Readonly<Record<string, WrapperEntry>> = {
  accumulate: entry<AccumulateOptions>(accumulate, { every: number }, {}),
  cautious: entry<NoOptions>(cautious, {}, {}),
  emaParams: entry<EmaParamsOptions>(
    emaParams,
    {},
    { like: word("torch", "keras"), decay: number, debias: flag },
  ),
  lookahead: entry<LookaheadOptions>(lookahead, {}, { syncPeriod: number, slowStepSize: number }),
  polyakAverage: entry<PolyakAverageOptions>(polyakAverage, {}, { start: number }),
  sam: entry<SamOptions>(sam, {}, { rho: number }),
};

/** Above them in the help. */
export const wrappersHeading = "Wrappers, for --wrap (what stands in brackets may be left out)";

/** How each wrapper is written, one a line; what stands in brackets may be left out. */
export const wrapperUsage = (): string[] =>
  Object.entries(wrapperRegistry).map(([name, wrapper]) => usageOf(name, wrapper));

/**
 * Collects repeated `--wrap NAME:option=value` into a list, the innermost first.
 * @throws UsageError for an unknown wrapper or option, or one that is missing.
 */
export function wrapper(spec: string, before: readonly Wrapper[] = []): Wrapper[] {
  const { name, rest } = splitSpec(spec.trim());
  const found = Object.hasOwn(wrapperRegistry, name) ? wrapperRegistry[name] : undefined;
  if (!found) throw unknown("wrapper", name, Object.keys(wrapperRegistry));
  const options = readOptions(name, found, rest);
  return [...before, Object.assign((inner: Optimizer) => found.wrap(inner, options), { spec: spec.trim() })];
}
