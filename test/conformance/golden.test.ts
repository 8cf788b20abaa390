/** Every row against what the library itself computed: to 1e-11. */
import { expect, test } from "vitest";
import { golden, worstError } from "../golden/golden.ts";
import { oracles } from "../oracle/index.ts";
import { isExported, optimizerOf } from "./cases.ts";
import { begin, flat, step } from "./descents.ts";
import { placesOf } from "./problems.ts";

// Written by others than the optimizers: a record may stand here before its optimizer is exported.
const exported = Object.entries(golden).filter(([, record]) => isExported(oracles[record.case]!));

test.each(exported)("%s is what the library computes", async (_, record) => {
  const { shapes, start: values } = record.problem;
  const problem = { shapes, start: Float64Array.from(values), gradients: [], losses: [] };
  let rate = 0;
  const descent = await begin(
    optimizerOf(oracles[record.case]!, () => rate),
    problem,
  );
  const worst = worstError(record, (gradient, learningRate, loss = Number.NaN) => {
    rate = learningRate;
    for (const { name, start, end } of placesOf(shapes))
      descent.grads[name]!.data.set(gradient.subarray(start, end));
    step(descent, loss);
    return flat(descent, problem);
  });
  descent.dispose();
  expect(worst).toBeLessThan(1e-11);
});
