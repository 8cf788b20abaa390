/** When `minimize` has converged: by the gradient, by the change of the value, by the length of a step. */
import { isPlain } from "../descent/leaf.ts";
import { notNan } from "../options/kinds.ts";
import type { Option } from "../options/option.ts";
import { shown } from "../options/shown.ts";

/** How small something must be: an absolute limit, or `absolute + relative * scale`. */
export type Limit =
  | number
  | { readonly absolute?: number | undefined; readonly relative?: number | undefined };

/** When to stop: any of these, where it is given. */
export interface Tolerance {
  /** The gradient's Euclidean norm; relative to that at the start. Without it 0: an exact stationary point. */
  readonly gradient?: Limit | undefined;
  /** How much a step changes the value; relative to the larger of the two values' sizes. scipy's `ftol`. */
  readonly value?: Limit | undefined;
  /** The Euclidean length of a step; relative to the norm of the point. scipy's `xtol`. */
  readonly step?: Limit | undefined;
}

/** The names of the stopping rules. */
export type Criterion = keyof Tolerance;

const criteria: readonly Criterion[] = ["gradient", "value", "step"];

/** The option. */
export const tolerance: Option = {
  expected: (value) => {
    if (typeof value === "number") return isLimit(value) ? undefined : "in [0, inf]";
    if (typeof value !== "object" || value === null || !isPlain(value))
      return "a number, the limit of the gradient's norm, or { gradient, value, step }";
    for (const [name, limit] of Object.entries(value) as [string, unknown][]) {
      if (!(criteria as readonly string[]).includes(name))
        return `{ gradient, value, step }, which has no ${shown(name)}`;
      if (limit === undefined || isLimit(limit)) continue;
      const isPair =
        typeof limit === "object" &&
        limit !== null &&
        isPlain(limit) &&
        Object.entries(limit).every(
          ([key, part]) => ["absolute", "relative"].includes(key) && (part === undefined || isLimit(part)),
        );
      if (!isPair)
        return `an object whose ${name} is 0 or more, or { absolute, relative } of such numbers, not ${shown(limit)}`;
    }
    return undefined;
  },
};

const isLimit = (value: unknown): boolean =>
  notNan.expected(value, "") === undefined && (value as number) >= 0;

/** Limits as functions of a scale; undefined for what does not end a run. */
export type Limits = Readonly<Record<Criterion, ((scale: number) => number) | undefined>>;

/** Limits from what was given. */
export function limitsOf(given: number | Tolerance = 0): Limits {
  const { gradient = 0, value, step }: Tolerance = typeof given === "number" ? { gradient: given } : given;
  return { gradient: limitOf(gradient), value: limitOf(value), step: limitOf(step) };
}

function limitOf(limit: Limit): (scale: number) => number;
function limitOf(limit: Limit | undefined): ((scale: number) => number) | undefined;
function limitOf(limit: Limit | undefined): ((scale: number) => number) | undefined {
  if (limit === undefined) return undefined;
  const { absolute = 0, relative = 0 } = typeof limit === "number" ? { absolute: limit } : limit;
  // 0 times infinity is NaN.
  return (scale) => absolute + (relative && relative * scale);
}
