/**
 * Numbers as intervals: what a value may be on a GPU if every operation is within its tolerance. The only place for those of WGSL. A
 * comparison that the interval does not decide makes what depends on it open.
 */
import type { OperationName } from "../../src/language/index.ts";
import { meaningOf } from "../../src/language/index.ts";

/** From `low` to `high`; `isOpen` where a comparison or a sign within tolerance of its threshold decides it. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly isOpen: boolean;
}

/**
 * How far operations may be from the exact value, in units in the last place of float32. WGSL, "Floating Point Evaluation": sums and
 * products are rounded once, or not at all in a product that is added; a quotient is within 2.5 units, a root that of the reciprocal of a
 * reciprocal root. Powers, exponentials, logarithms and cube roots are sequences of these: bounds above what sequences give.
 */
export const tolerances: Partial<Record<OperationName, number>> = {
  add: 1,
  sub: 1,
  mul: 1,
  square: 1,
  div: 2.5,
  sqrt: 5,
  exp: 8,
  log: 8,
  cbrt: 12,
  pow: 32,
  sin: 8,
  cos: 8,
  atan: 12,
  tanh: 16,
  quantile: 64,
};

/** Smaller numbers may become 0. */
const smallest = 2 ** -126;

/** A sum may lose so much of the sum of absolute values before it is rounded, since it is made of two float32. */
export const sumTolerance = 2 ** -40;

export const exactly = (value: number): Interval => ({ low: value, high: value, isOpen: false });

/** A number of which nothing is known. */
export const anything: Interval = {
  low: Number.NEGATIVE_INFINITY,
  high: Number.POSITIVE_INFINITY,
  isOpen: false,
};

const unit = (value: number): number =>
  Math.max(2 ** -149, 2 ** (Math.floor(Math.log2(Math.abs(value) || smallest)) - 23));

/** An interval widened by so many units in the last place, and by what may become 0. */
export function widened({ low, high, isOpen }: Interval, units: number): Interval {
  // Zeros are made of zeros, or of equal numbers.
  if (low === 0 && high === 0) return { low, high, isOpen };
  const room = (value: number) =>
    Number.isFinite(value) ? units * unit(value) + (Math.abs(value) < 2 * smallest ? smallest : 0) : 0;
  return { low: low - room(low), high: high + room(high), isOpen };
}

/** A value that the host or a literal rounds to float32. */
export const rounded = (value: number): Interval => exactly(Math.fround(value));

const truth = (low: boolean, high: boolean, isOpen: boolean): Interval => ({
  low: low ? 1 : 0,
  high: high ? 1 : 0,
  isOpen,
});

/** Of values at the corners of intervals: functions are monotone in each argument, or have their extreme values at 0. */
function corners(values: readonly number[], isOpen: boolean): Interval {
  const known = values.filter((value) => !Number.isNaN(value));
  if (known.length === 0) return { low: Number.NaN, high: Number.NaN, isOpen };
  return { low: Math.min(...known), high: Math.max(...known), isOpen };
}

const contains = ({ low, high }: Interval, value: number): boolean => low <= value && value <= high;

function compare(op: OperationName, x: Interval, y: Interval, isOpen: boolean): Interval {
  const evaluate = meaningOf(op)!;
  // One value, whatever it is: what a projection has left as it was.
  if (x === y && !Number.isNaN(x.low)) return exactly(evaluate(1, 1, 0));
  const isExact = x.low === x.high && y.low === y.high;
  if (isExact) return exactly(evaluate(x.low, y.low, 0));
  const possible = new Set<number>();
  for (const a of [x.low, x.high]) for (const b of [y.low, y.high]) possible.add(evaluate(a, b, 0));
  const overlaps = x.low <= y.high && y.low <= x.high;
  if (overlaps && (op === "eq" || op === "ne")) return truth(false, true, true);
  const [first] = possible;
  return possible.size > 1 ? truth(false, true, true) : { ...exactly(first!), isOpen };
}

const isUnit = ({ low, high }: Interval): boolean => low === 1 && high === 1;

/** The argument that a product with 1, a minimum, a maximum or a clipping gives, where that is certain. */
function decide(op: OperationName, x: Interval, y: Interval, z: Interval): Interval | undefined {
  if (op === "max") return x.low >= y.high ? x : y.low > x.high ? y : undefined;
  if (op === "min") return x.high <= y.low ? x : y.high < x.low ? y : undefined;
  if (op === "mul") return isUnit(y) ? x : isUnit(x) ? y : undefined;
  if (op !== "clip") return undefined;
  const above = decide("max", x, y, z);
  return above && decide("min", above, z, z);
}

/** An operation on intervals, within its tolerance. */
export function operate(op: OperationName, args: readonly Interval[]): Interval {
  const evaluate = meaningOf(op)!;
  const [x = exactly(0), y = exactly(0), z = exactly(0)] = args;
  const isOpen = args.some((arg) => arg.isOpen);
  switch (op) {
    case "lt":
    case "le":
    case "gt":
    case "ge":
    case "eq":
    case "ne":
      return compare(op, x, y, isOpen);
    case "and":
    case "or":
      return {
        low: evaluate(x.low, y.low, 0),
        high: evaluate(x.high, y.high, 0),
        isOpen: x.low !== x.high || y.low !== y.high ? isOpen : false,
      };
    case "not":
      return { low: 1 - x.high, high: 1 - x.low, isOpen };
    case "where": {
      if (x.low !== x.high)
        return { low: Math.min(y.low, z.low), high: Math.max(y.high, z.high), isOpen: true };
      return x.low ? y : z;
    }
    case "sign": {
      const [low, high] = [Math.sign(x.low), Math.sign(x.high)];
      // A number that may become 0 has the sign 0, or its own.
      return { low, high, isOpen: isOpen || low !== high };
    }
    case "floor":
    case "ceil": {
      const [low, high] = [evaluate(x.low, 0, 0), evaluate(x.high, 0, 0)];
      return { low, high, isOpen: isOpen || low !== high };
    }
  }
  const isOne = args.every(({ low, high }) => low === high);
  if (isOne && ["add", "sub", "mul", "square"].includes(op)) {
    // Whole numbers and the like: rounding changes nothing.
    const value = evaluate(x.low, y.low, z.low);
    if (Object.is(Math.fround(value), value)) return { ...exactly(value), isOpen };
  }
  const decided = decide(op, x, y, z);
  if (decided) return decided;
  if (x === y && op === "sub") return { ...exactly(Number.isFinite(x.low) ? 0 : Number.NaN), isOpen };
  const ends = args.map(({ low, high }, index) => {
    const list = low === high ? [low] : [low, high];
    // The extreme values of an absolute value, a square and a power lie at 0.
    return index === 0 && ["abs", "square", "pow"].includes(op) && contains(args[0]!, 0)
      ? [...list, 0]
      : list;
  });
  const values: number[] = [];
  const [as, bs = [0], cs = [0]] = ends;
  for (const a of as!) for (const b of bs) for (const c of cs) values.push(evaluate(a, b, c));
  // A product of the same factor twice is a square.
  if (x === y && op === "mul")
    values.splice(0, values.length, x.low ** 2, x.high ** 2, ...(contains(x, 0) ? [0] : []));
  if (op === "div" && contains(y, 0) && y.low !== y.high)
    values.push(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  if (op === "sqrt" && x.low < 0 && x.high >= 0) values.push(0);
  const result = corners(values, isOpen);
  return widened(result, tolerances[op] ?? 0);
}
