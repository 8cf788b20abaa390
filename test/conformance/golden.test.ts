/** Every form against what a library itself computed: to 1e-11. */
import { expect, test } from "vitest";
import { identityOf, rulesOf } from "../../tools/mutants/optimizer-rules.ts";
import { golden, problems, worstError } from "../golden/golden.ts";
import { type OracleCase, oracles } from "../oracle/index.ts";
import { cases, ofMatrices, optimizerOf } from "./cases.ts";
import { begin, flat, step } from "./descents.ts";
import { placesOf } from "./problems.ts";
import { couplingOf } from "./traits.ts";

test.each(Object.entries(golden))("%s is what the library computes", async (_, record) => {
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

test("what looks at more than single elements is computed on another problem than `plain`", () => {
  const couples = (row: OracleCase) =>
    ofMatrices.has(row.optimizer) || couplingOf(optimizerOf(row, () => 1)) !== "none";
  const onPlain = Object.values(golden).filter(({ problem }) => problem === problems.plain);
  const names = new Set(
    onPlain
      .map((record) => oracles[record.case]!)
      .filter(couples)
      .map(({ optimizer }) => optimizer),
  );
  expect(
    [...names],
    "name its problem in tools/golden/problem.py (`of`), and run tools/golden/regenerate.sh",
  ).toEqual([]);
});

/** Forms that the oracle alone stands for: what a library does in their place. */
const alone: Readonly<Record<string, string>> = {
  "muon/default": "these libraries have no cautious decay",
  "sophia/default": "optax corrects the mean of gradients",
  "yogi/default": "TensorFlow Addons corrects in the rate, optax starts m at 1e-6",
  "yogi/paper": "libraries correct moments",
  "adamax/paper": "libraries add eps",
  "fedAdagrad/default": "libraries start v at 0 or at 0.1",
  "fedAdam/default": "libraries start v at 0, or correct moments",
  "fedYogi/default": "libraries start v at 0, or correct moments",
  "adafactor/default": "libraries have no momentum, or other rates",
  "lars/paper": "optax adds gradient and decay before it takes their norm",
  "novograd/paper": "optax has epsRoot, the authors wait for a gradient",
  "radam/default": "optax has Nesterov's momentum in its own form alone",
  "clipByNorm/default": "optax has none",
  "scale/default": "one multiplication",
  "zeroNans/default": "JSON has no NaN",
  "freeze/default": "nothing moves",
  "scaleByCautious/default": "optax has none",
  "skipNonFinite/default": "JSON has no NaN",
  "lossScale/default": "torch's GradScaler has its own vectors, test/golden/loss-scale.json",
  "emaParams/default": "optax has none",
  "polyakAverage/default": "optax has none",
  "cautious/default": "optax has none",
};

/** The equations of a row, each rule of its chain. */
const equations = (row: OracleCase): string[] => rulesOf(optimizerOf(row, () => 1)).map(identityOf);

test("every form has the equations of one that a library computed, or stands above", () => {
  const proven = new Set(Object.values(golden).flatMap((record) => equations(oracles[record.case]!)));
  const unproven = cases.filter(([, row]) => equations(row).some((rule) => !proven.has(rule)));
  const forms = [...new Set(unproven.map(([name]) => name.split("+")[0]!))];
  const lacking = forms.filter((form) => !Object.hasOwn(alone, form));
  const todo =
    "add a case to CASES of a library in tools/golden and run tools/golden/regenerate.sh, or, where no library computes the " +
    "form, say in `alone` above what they do in its place";
  expect(lacking, `${lacking.join(", ")}: ${todo}`).toEqual([]);
  expect(Object.keys(alone).sort(), "what a library computes does not stand alone").toEqual(forms.sort());
});
