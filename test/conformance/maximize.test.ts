/**
 * Maximizing a function gives the same bits as minimizing its negative: parameters, states, parameters to evaluate with, whatever
 * stands around the optimizer or beside it.
 */
import { expect, test } from "vitest";
import { Optimizer } from "../../src/compose/optimizer.ts";
import * as glissade from "../../src/index.ts";
import { difference } from "../fuzz/trees.ts";
import type { OracleCase } from "../oracle/index.ts";
import { canMaximize, changing, devices, everyRow, withOptions } from "./cases.ts";
import { everything, mixed } from "./descents.ts";
import { extreme, negative, type Problem, shaped } from "./problems.ts";

const problems = [shaped({ steps: 30, float32: true }), extreme({ steps: 20, float32: true })];

/** By its option; a chain of transformations as a part of one. */
const climbing = (row: OracleCase): Optimizer =>
  canMaximize(row)
    ? changing({ ...row, options: { ...row.options, maximize: true } })
    : new Optimizer(changing(row).links, true);

everyRow("that maximizes is one that minimizes the negative, to the bit", async (row) => {
  for (const problem of problems) {
    const meant = await everything(changing(withOptions(row, { maximize: false })), negative(problem), {
      dtype: mixed,
    });
    for (const device of devices) {
      const found = await everything(climbing(row), problem, {
        dtype: mixed,
        device,
      });
      expect(difference(meant, found), device).toBeUndefined();
    }
  }
});

/** What stands in front of the optimizer and behind it reads the same function. */
const surrounded = (options: glissade.SgdOptions): glissade.Optimizer =>
  glissade.chain(
    glissade.addNoise({ seed: 3 }),
    glissade.addDecayedWeights(0.01),
    glissade.cautious(glissade.lookahead(glissade.sgd({ ...options, momentum: 0.9 }))),
    glissade.reduceOnPlateau({ patience: 2 }),
  );

test("turns round what stands around it in a chain too, once however many say so", async () => {
  const [problem] = problems as [Problem];
  const meant = await everything(surrounded({}), negative(problem), { dtype: mixed });
  const found = await everything(surrounded({ maximize: true }), problem, { dtype: mixed });
  expect(difference(meant, found)).toBeUndefined();
  const twice = new Optimizer([new Optimizer(surrounded({ maximize: true }).links, true)]);
  expect(difference(meant, await everything(twice, problem, { dtype: mixed }))).toBeUndefined();
});

test.each(devices)("parameters that climb and others that descend find a saddle on %s", async (device) => {
  const optimizer = glissade.partition([
    ["x", glissade.optimisticGradientDescent({ learningRate: 0.1 })],
    ["y", glissade.optimisticGradientDescent({ learningRate: 0.1, maximize: true })],
  ]);
  const descent = await optimizer.init({ x: [1], y: [1] }, { device });
  const { params, grads } = descent;
  for (let t = 0; t < 2000; t++) {
    // x y, whose saddle is at 0.
    [grads.x[0], grads.y[0]] = [params.y[0]!, params.x[0]!];
    descent.step();
  }
  expect(Math.hypot(params.x[0]!, params.y[0]!)).toBeLessThan(1e-3);
  descent.dispose();
});

test("is true or false, and no option of transformations", () => {
  const bad = 1 as unknown as boolean;
  expect(() => glissade.adam({ maximize: bad })).toThrow("adam: maximize must be true or false; got 1");
  expect(() => glissade.scaleByAdam({ maximize: true } as object)).toThrow(
    'scaleByAdam has no option "maximize"',
  );
});
