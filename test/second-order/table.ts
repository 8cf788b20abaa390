/** The page docs/minimisers.md: what `lbfgs` and `newton` find on the problems of Moré, Garbow and Hillstrom, beside scipy. */
import { golden, type Run, run } from "./minimisers.ts";

const shown = (value: number): string => {
  if (value < 1e-15) return "0";
  return value >= 1e-3 && value < 1e6 ? value.toPrecision(7) : value.toExponential(5);
};

/** A published value, to the digits that it has. */
const given = (value: number): string => (value === 0 || value >= 1e-3 ? String(value) : shown(value));

/** A row: evaluations of all four, and the values where they end. */
async function rowOf(name: string): Promise<string> {
  const { lbfgsb, trustExact, ...problem } = golden.unconstrained[name]!;
  const own: Run[] = [await run("lbfgs", problem), await run("newton", problem)];
  const cells = [own[0]!, lbfgsb, own[1]!, trustExact].flatMap(({ value, evaluations }) => [
    shown(value),
    String(evaluations),
  ]);
  return `| ${name} | ${problem.published.map(given).join(", ")} | ${cells.join(" | ")} |`;
}

/** A row of a problem with bounds. */
async function boundedRowOf(name: string): Promise<string> {
  const problem = golden.bounded[name]!;
  const { value, evaluations, x } = await run("lbfgs", problem);
  const held = x.filter((at, i) => problem.bounds[i]!.includes(at)).length;
  const cells = [shown(value), evaluations, shown(problem.value), problem.evaluations];
  return `| ${name} | ${held} of ${x.length} | ${cells.join(" | ")} |`;
}

/** The page. */
export async function pageOf(): Promise<string> {
  const rows: string[] = [];
  for (const name of Object.keys(golden.unconstrained)) rows.push(await rowOf(name));
  const bounded: string[] = [];
  for (const name of Object.keys(golden.bounded)) bounded.push(await boundedRowOf(name));
  const { scipy } = golden.library;
  return `# lbfgs and newton beside scipy

The 18 unconstrained problems of Moré, Garbow and Hillstrom (Testing unconstrained optimization software, ACM TOMS 7, 1981) from their standard starts: the minima that the paper gives, the values
reached, and the evaluations of the function that it took. All four have exact derivatives, default options, and end where the gradient's norm is 1e-9 or the numbers have no more to give
(scipy ${scipy}: \`gtol\` 1e-9, \`ftol\` 0). \`newton\` computes second derivatives at every evaluation, trust-exact at every step.

| problem | minima | lbfgs | eval. | L-BFGS-B | eval. | newton | eval. | trust-exact | eval. |
| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
${rows.join("\n")}

Eight problems whose minimum lies on bounds, beside L-BFGS-B:

| problem | on their bound | lbfgs | eval. | L-BFGS-B | eval. |
| --- | ---: | ---: | ---: | ---: | ---: |
${bounded.join("\n")}

\`npm run minimisers\` writes this page. The problems stand in \`tools/golden/mgh.py\`, scipy's runs in \`tools/golden/minimisers.py\`.
`;
}
