/**
 * Whoever maximizes a function goes to the bit where whoever minimizes its negative goes: parameters, states, those to
 * evaluate with, whatever stands around the optimizer or beside it.
 */
import { expect } from "vitest";
import { Optimizer } from "../../src/compose/optimizer.ts";
import { difference } from "../fuzz/trees.ts";
import type { OracleCase } from "../oracle/index.ts";
import { canMaximize, changing, devices, everyRow, withOptions } from "./cases.ts";
import { everything, mixed } from "./descents.ts";
import { extreme, negative, shaped } from "./problems.ts";

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
