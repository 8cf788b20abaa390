/** Behaviour of `leastSquares` beside the numbers: ends, bounds, ranks, bad input. */
import { describe, expect, test } from "vitest";
import { OptionError } from "../options/option.ts";
import { CurveError } from "./curve-error.ts";
import { leastSquares } from "./least-squares.ts";

const xs = [0, 1, 2, 3, 4, 5];
const ys = [1.1, 1.9, 3.2, 3.9, 5.1, 5.8];
const line = ([a, b]: Float64Array): number[] => xs.map((x, i) => a! + b! * x - ys[i]!);

describe("a straight line", () => {
  // By hand: b = Sxy / Sxx, a = mean y - b mean x, s^2 = SSR / 4.
  const [mx, my] = [2.5, 3.5];
  const sxx = xs.reduce((sum, x) => sum + (x - mx) ** 2, 0);
  const b = xs.reduce((sum, x, i) => sum + (x - mx) * (ys[i]! - my), 0) / sxx;
  const ssr = xs.reduce((sum, x, i) => sum + (ys[i]! - my - b * (x - mx)) ** 2, 0);
  const fit = leastSquares(line, [0, 0], { names: ["a", "b"] });

  test("has the textbook's estimates, errors, interval and correlation", () => {
    expect(fit.x[1]).toBeCloseTo(b, 10);
    expect(fit.loss).toBeCloseTo(ssr, 12);
    const error = Math.sqrt(ssr / 4 / sxx);
    const slope = fit.parameters[1]!;
    expect(slope.standardError).toBeCloseTo(error, 9);
    // t(0.975, 4) = 2.776445
    expect(slope.interval!.high).toBeCloseTo(b + 2.7764451 * error, 6);
    expect(slope.t).toBeCloseTo(b / error, 5);
    expect(slope.state).toBe("free");
    // -mean / root mean square of x
    expect(fit.correlation[0]![1]).toBeCloseTo(-2.5 / Math.sqrt(55 / 6), 9);
    expect(fit.residualStandardDeviation).toBeCloseTo(Math.sqrt(ssr / 4), 10);
    expect(fit.degreesOfFreedom).toBe(4);
  });

  test("counts evaluations, and takes few", () => {
    let count = 0;
    const counting = (x: Float64Array) => {
      count++;
      return line(x);
    };
    const found = leastSquares(counting, [0, 0]);
    // The first to know the number of rows, the last for the result.
    expect(found.evaluations.residuals).toBe(count - 2);
    expect(found.evaluations.residuals - found.evaluations.differences).toBeLessThanOrEqual(8);
  });

  test("a row of weight 0 is no row, whatever it holds", () => {
    const weights = [1, 1, 1, 1, 1, 0];
    const broken = (x: Float64Array) => line(x).map((r, i) => (i === 5 ? Number.NaN : r));
    const five = (x: Float64Array) => line(x).slice(0, 5);
    const [one, other] = [leastSquares(broken, [0, 0], { weights }), leastSquares(five, [0, 0])];
    expect(one.x).toEqual(other.x);
    expect(one.degreesOfFreedom).toBe(3);
  });

  test("a fixed parameter keeps its start and has no error", () => {
    const found = leastSquares(line, [1, 0], { fixed: [0] });
    const [a, slope] = found.parameters;
    expect(a).toMatchObject({ value: 1, standardError: null, interval: null, state: "fixed" });
    expect(slope!.value).toBeCloseTo(xs.reduce((sum, x, i) => sum + x * (ys[i]! - 1), 0) / 55, 10);
    expect(found.covariance[0]).toEqual([null, null]);
    expect(found.degreesOfFreedom).toBe(5);
  });
});

test("a parameter leaves its bound when its gradient says so", () => {
  // From the lower bound of b, where a alone would be the mean.
  const fit = leastSquares(line, [3, 0], { bounds: { min: [0, 0], max: 100 } });
  expect(fit.x[1]).toBeCloseTo(leastSquares(line, [0, 0]).x[1]!, 9);
  const held = leastSquares(line, [3, -1], { bounds: { min: -10, max: [10, -0.5] } });
  expect(held.parameters[1]).toMatchObject({ value: -0.5, state: "at its upper bound" });
  expect(held.cautions[0]).toContain("x[1] is at its upper bound");
});

test("differences stay within bounds, where the model has values only there", () => {
  const seen: number[] = [];
  const root = ([a, b]: Float64Array) => {
    seen.push(a!);
    return xs.map((x, i) => Math.sqrt(a!) + b! * x - ys[i]!);
  };
  const fit = leastSquares(root, [0, 1], { bounds: { min: [0, 0], max: [4, 4] } });
  expect(Math.min(...seen)).toBe(0);
  expect(Math.sqrt(fit.x[0]!)).toBeCloseTo(leastSquares(line, [0, 0]).x[0]!, 7);
});

test("what the data cannot tell apart is named, and has no errors; the others have theirs", () => {
  const three = ([a, b, c]: Float64Array) => xs.map((x, i) => a! * b! + c! * x - ys[i]!);
  const fit = leastSquares(three, [1, 1, 0], { names: ["a", "b", "c"] });
  expect(fit.parameters.map(({ state }) => state)).toEqual(["undetermined", "undetermined", "free"]);
  expect(fit.cautions).toEqual([
    "the data cannot tell a, b apart: a change of one is made good by the others; fix one of them",
  ]);
  const alone = leastSquares(three, fit.x, { fixed: [0] });
  // As many degrees of freedom: two that are only determined together count as one.
  expect(fit.degreesOfFreedom).toBe(alone.degreesOfFreedom);
  const ratio = fit.parameters[2]!.standardError! / alone.parameters[2]!.standardError!;
  expect(ratio).toBeCloseTo(1, 6);
  const idle = leastSquares(([a, b]: Float64Array) => line(Float64Array.of(a!, 1 + 0 * b!)), [0, 5]);
  expect(idle.cautions[0]).toBe(
    "the data say nothing of x[1]: the model does not change with it here; fix it",
  );
  expect(idle.parameters[0]!.standardError).toBeGreaterThan(0);
});

test("as many parameters as rows: no errors, and a caution", () => {
  const two = (x: Float64Array) => line(x).slice(0, 2);
  const fit = leastSquares(two, [0, 0]);
  expect(fit.parameters[0]).toMatchObject({ standardError: null, interval: null });
  expect(fit.residualStandardDeviation).toBeNull();
  expect(fit.cautions).toEqual(["as many parameters as rows: nothing is left to estimate errors from"]);
});

test("a step to where the model has no values is refused", () => {
  const growth = ([b]: Float64Array) => [Math.log(b!) - 3, 0.1];
  expect(leastSquares(growth, [1e-3]).x[0]).toBeCloseTo(Math.exp(3), 6);
});

test("it says when it gives up", () => {
  const valley = ([x, y]: Float64Array) => [10 * (y! - x! * x!), 1 - x!, 1];
  const fit = leastSquares(valley, [-1.2, 1], { maxEvaluations: 3 });
  expect(fit.converged).toBe(false);
  expect(fit.reason).toBe("stopped after 3 evaluations, as maxEvaluations says");
  expect(fit.evaluations.residuals - fit.evaluations.differences).toBe(3);
});

test("after the last gain there are at most three evaluations", () => {
  const losses: number[] = [];
  const b = 0.7;
  const residuals = ([a, k, c]: Float64Array) => {
    const r = xs.map(
      (x) => a! * Math.exp(-k! * x) + c! - (2 * Math.exp(-b * x) + 1 + 0.01 * Math.sin(9 * x)),
    );
    losses.push(r.reduce((sum, v) => sum + v * v, 0));
    return r;
  };
  const jacobian = ([a, k]: Float64Array) =>
    xs.map((x) => [Math.exp(-k! * x), -a! * x * Math.exp(-k! * x), 1]);
  const fit = leastSquares(residuals, [1, 1, 0], { jacobian });
  const trials = losses.slice(1, -1);
  const best = Math.min(...trials);
  expect(trials.length - 1 - trials.indexOf(best)).toBeLessThanOrEqual(3);
  expect(fit.loss).toBeLessThanOrEqual(best * (1 + 1e-12));
});

test.each<[string, () => unknown, string]>([
  [
    "too few rows",
    () => leastSquares((x) => line(x).slice(0, 1), [0, 0]),
    "at least as many rows as parameters; got 1 row of weight above 0 and 2 free",
  ],
  [
    "NaN at the start",
    () => leastSquares(([a]) => [1, Math.log(a!), 2], [-1]),
    "the residual, element 1, is NaN at the start; choose another start",
  ],
  [
    "infinite derivatives",
    () => leastSquares(([a]) => [1, a!], [1], { jacobian: () => [[1], [Infinity]] }),
    "the derivative with respect to x[0] of the residual, element 1, is Infinity",
  ],
  [
    "a start outside",
    () => leastSquares(line, [0, 5], { bounds: { max: [1, 4] } }),
    "the start of x[1] must be within its bounds, -Infinity to 4; got 5",
  ],
  [
    "bounds in the wrong order",
    () => leastSquares(line, [0, 5], { bounds: { min: 6, max: 4 } }),
    "a lower and a higher number; got 6 and 4",
  ],
  ["weights of 0", () => leastSquares(line, [0, 0], { weights: [0, 0, 0, 0, 0, 0] }), "all weights are 0"],
  [
    "a negative weight",
    () => leastSquares(line, [0, 0], { weights: [1, 1, -1, 1, 1, 1] }),
    "weights, element 2, must be a finite number, at least 0; got -1",
  ],
  [
    "a sigma of 0",
    () => leastSquares(line, [0, 0], { sigmas: [1, 1, 0, 1, 1, 1] }),
    "sigmas, element 2, must be a finite number above 0; got 0",
  ],
  [
    "too few weights",
    () => leastSquares(line, [0, 0], { weights: [1] }),
    "weights must be 6 numbers, one for each row; got 1",
  ],
  [
    "weights and sigmas",
    () => leastSquares(line, [0, 0], { weights: ys, sigmas: ys }),
    "weights or sigmas, not both",
  ],
  [
    "no numbers",
    () => leastSquares(() => "1" as never, [0]),
    'residuals must return a list of numbers; got "1"',
  ],
  [
    "another number of rows",
    () => leastSquares(([a]) => (a === 1 ? [1, 2] : [1]), [1]),
    "2 at the start; got 1",
  ],
  [
    "a jacobian of another shape",
    () => leastSquares(line, [0, 0], { jacobian: () => [[1, 2]] }),
    "jacobian must return 6 rows",
  ],
  [
    "rows of another length",
    () => leastSquares(line, [0, 0], { jacobian: () => xs.map(() => [1]) }),
    "row 0 of the jacobian must be 2 numbers",
  ],
  ["everything fixed", () => leastSquares(line, [0, 0], { fixed: [0, 1] }), "all 2 parameters are fixed"],
])("%s", (_, call, message) => {
  expect(call).toThrow(CurveError);
  expect(call).toThrow(message);
});

test.each<[string, () => unknown, string]>([
  ["no function", () => leastSquares([1] as never, [1]), "residuals must be a function of x; got an array"],
  ["no start", () => leastSquares(line, []), "x0 must be a list of finite numbers, at least one"],
  ["a start that is no number", () => leastSquares(line, [1, Number.NaN]), "x0 must be a list of finite"],
  ["an unknown option", () => leastSquares(line, [1, 1], { wieghts: ys } as never), "did you mean weights?"],
  [
    "an unknown loss",
    () => leastSquares(line, [1, 1], { loss: "l1" as never }),
    'loss must be one of "linear"',
  ],
  ["absolute without sigmas", () => leastSquares(line, [1, 1], { absolute: true }), "absolute needs sigmas"],
  ["a place that is none", () => leastSquares(line, [1, 1], { fixed: [2] }), "from 0 to 1; got 2"],
  ["names twice", () => leastSquares(line, [1, 1], { names: ["a", "a"] }), "names must be 2 different texts"],
  [
    "bounds of another length",
    () => leastSquares(line, [1, 1], { bounds: { min: [1] } }),
    "min must be a number, or 2 numbers",
  ],
])("%s", (_, call, message) => {
  expect(call).toThrow(OptionError);
  expect(call).toThrow(message);
});

test("a function that writes into its point changes neither the search nor the result", () => {
  const rows = [1, 2, 3, 4];
  const line = (x: Float64Array) => rows.map((at) => x[0]! * at + x[1]! - 2 * at - 1 - (at % 2) / 10);
  const writing = (x: Float64Array) => {
    const found = line(x);
    x.fill(99);
    return found;
  };
  expect(leastSquares(writing, [0, 0])).toEqual(leastSquares(line, [0, 0]));
});
