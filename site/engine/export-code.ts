/**
 * A race as TypeScript that runs with the library alone and gives the same numbers: to read, to change, to go on from. The lab's other seeds,
 * tuning and pictures are no part of it.
 */
import { everything } from "./everything.ts";
import { type Experiment, rateOf } from "./experiment.ts";
import { Code, optimizerText } from "./export-optimizer.ts";
import { problemCode } from "./export-problem.ts";
import { optimizerOf } from "./optimizer-of.ts";
import { gradientsIn } from "./traits.ts";

/**
 * The program. It prints each contestant's last loss and parameters.
 *
 * @throws what `optimizerOf` throws; RangeError where a rate is not known yet.
 */
export function exportCode(experiment: Experiment): string {
  const { problem: setup, steps } = experiment;
  const { bounds, shape } = everything.problem(setup).forSeed(0);
  const code = new Code();
  const data = shape ? ".data" : "";
  const start = shape ? `${code.use("tensor")}(problem.start, [${shape.join(", ")}])` : "problem.start";
  let [perturbs, evaluates] = [false, false];
  const contestants = experiment.contestants
    .filter(({ isHidden }) => !isHidden)
    .map((contestant) => {
      const rate = rateOf(experiment, contestant);
      if (rate === null)
        throw new RangeError(`the rate of "${contestant.label}" is not known yet: wait until it is tuned`);
      const entrant = optimizerOf(everything, contestant, rate, { steps, bounds });
      perturbs ||= entrant.perturbs;
      evaluates ||= entrant.evaluates;
      const calls = Math.max(1, Math.floor(steps / gradientsIn(entrant.optimizer)));
      const text = optimizerText(code, contestant, rate, calls, bounds);
      return `  { name: ${JSON.stringify(contestant.label)}, optimizer: ${text}${entrant.perturbs ? ", perturbs: true" : ""} },`;
    });
  const { text, imports } = problemCode(setup);
  const all = new Map([["glissade", code.names as ReadonlySet<string>], ...imports]);
  return `/**
 * A race of Glissade's lab, with the same numbers on every machine.
 * npm install glissade, then node race.ts (Node 22.18 or newer).
 */
${[...all].map(([from, names]) => `import { ${[...names, ...(from === "glissade" ? ["type Optimizer"] : [])].sort(byName).join(", ")} } from "${from}";`).join("\n")}

${text}

const contestants: { name: string; optimizer: Optimizer${perturbs ? "; perturbs?: boolean" : ""} }[] = [
${contestants.join("\n")}
];

for (const { name, optimizer${perturbs ? ", perturbs = false" : ""} } of contestants) {
  const descent = await optimizer.init({ p: ${start} });
  const p = descent.params.p${data};
  const gradient = descent.grads.p${data};
  let point = p;
  for (let step = 1; step <= ${steps} && Number.isFinite(problem.loss(point)); step++) {
    const loss = problem.gradient(p, step, gradient);
${perturbs ? perturbing : "    descent.step(undefined, { loss });"}${evaluates ? `\n    point = (await descent.evalParams()).p${data};` : ""}
  }
  console.log(name, problem.loss(point), point);
}
`;
}

const perturbing = `    if (perturbs) {
      descent.perturb();
      problem.gradient(p, step, gradient);
    }
    descent.step(undefined, { loss });`;

const byName = (a: string, b: string): number => {
  const [one, other] = [a, b].map((name) => name.replace("type ", "").toLowerCase()) as [string, string];
  return one < other ? -1 : 1;
};
