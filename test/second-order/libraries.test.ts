/** L-BFGS beside those of torch and optax, step by step (tools/golden/lbfgs.py). */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type LbfgsOptions, lbfgs } from "../../src/index.ts";

interface Run {
  readonly problem: keyof typeof problems;
  readonly options: Readonly<Record<string, unknown>>;
  readonly points: readonly (readonly number[])[];
}
interface Golden {
  readonly library: Readonly<Record<string, string>>;
  readonly starts: Readonly<Record<string, readonly number[]>>;
  readonly torch: readonly Run[];
  readonly optax: readonly Run[];
}
const golden: Golden = JSON.parse(readFileSync(new URL("../golden/lbfgs.json", import.meta.url), "utf8"));

type Objective = (x: Float64Array, g: Float64Array) => number;

function rosenbrock(x: Float64Array, g: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i += 2) {
    const [a, b] = [x[i]!, x[i + 1]!];
    const miss = b - a * a;
    g[i] = -400 * miss * a - 2 * (1 - a);
    g[i + 1] = 200 * miss;
    sum += 100 * miss * miss + (1 - a) * (1 - a);
  }
  return sum;
}

function singular([a, b, c, d]: Float64Array, g: Float64Array): number {
  const [r, s, t, u] = [a! + 10 * b!, c! - d!, b! - 2 * c!, a! - d!];
  g[0] = 2 * r + 40 * u ** 3;
  g[1] = 20 * r + 4 * t ** 3;
  g[2] = 10 * s - 8 * t ** 3;
  g[3] = -10 * s - 40 * u ** 3;
  return r * r + 5 * s * s + t ** 4 + 10 * u ** 4;
}

function quadratic(x: Float64Array, g: Float64Array): number {
  let sum = 0;
  g.fill(0);
  for (let i = 0; i < 9; i++) {
    const scale = 10 ** (i / 4);
    sum += 0.5 * scale * x[i]! ** 2;
    g[i]! += scale * x[i]!;
    if (i === 8) continue;
    sum += 0.1 * x[i]! * x[i + 1]!;
    g[i]! += 0.1 * x[i + 1]!;
    g[i + 1]! += 0.1 * x[i]!;
  }
  return sum;
}

const problems = { rosenbrock, singular, quadratic } satisfies Readonly<Record<string, Objective>>;

const names: Readonly<Record<string, string>> = {
  ...{
    lr: "learningRate",
    learning_rate: "learningRate",
    history_size: "memorySize",
    memory_size: "memorySize",
  },
  ...{ max_iter: "maxIter", max_eval: "maxEval", tolerance_grad: "toleranceGrad" },
  ...{ tolerance_change: "toleranceChange", scale_init_precond: "scaleInitPrecond" },
  ...{ line_search_fn: "linesearch", linesearch: "linesearch" },
};
const values: Readonly<Record<string, unknown>> = { strong_wolfe: "strongWolfe", null: "none" };

const optionsOf = (options: Run["options"]): LbfgsOptions =>
  Object.fromEntries(
    Object.entries(options).map(([name, value]) => [names[name]!, values[String(value)] ?? value]),
  );

describe.each(["torch", "optax"] as const)("%s", (like) => {
  test.each(golden[like].map((run) => [run.problem, JSON.stringify(run.options), run] as const))(
    "%s %s",
    async (_, __, { problem, options, points }) => {
      const descent = await lbfgs({ ...optionsOf(options), like }).init({ x: [...golden.starts[problem]!] });
      const closure = () => problems[problem](descent.params.x, descent.grads.x);
      for (const [step, point] of points.entries()) {
        descent.step(closure);
        for (const [i, value] of point.entries()) {
          const error = Math.abs(descent.params.x[i]! - value) / Math.max(1, Math.abs(value));
          expect(error, `step ${step + 1}, element ${i}`).toBeLessThan(1e-9);
        }
      }
    },
  );
});

test("the golden file names the libraries' versions", () => {
  expect(Object.keys(golden.library)).toEqual(["torch", "optax", "jax", "numpy"]);
  expect(golden.torch.length + golden.optax.length).toBe(14);
});
