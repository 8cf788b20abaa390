/**
 * Problems that are solved together give the bits that each gives alone: every point on the way, values, norms, the end and its
 * reason. They end at different steps, for different reasons.
 */
import { expect } from "vitest";
import { type MinimizeStep, minimize, minimizeMany, type Tensor } from "../../src/index.ts";
import { changing, devices, everyRow } from "./cases.ts";
import { mixed } from "./descents.ts";
import { paramsOf, shaped } from "./problems.ts";

type Tree = Readonly<Record<string, Tensor>>;

const problem = shaped({ steps: 1, float32: true });
const count = 5;

/** A start of each problem. */
const starts: readonly Tree[] = Array.from({ length: count }, (_, k) =>
  paramsOf(
    { ...problem, start: problem.start.map((value, i) => value + k / 4 - (i % 3) / 8) },
    { dtype: mixed },
  ),
);

/** Bowls, each with a bottom of its own. One is left where it is not a number, one begins at its bottom, in one a part lies still. */
function bowls() {
  const calls = starts.map(() => 0);
  return (x: Tree, gradient: Tree, k: number): number => {
    calls[k]!++;
    let sum = 0;
    for (const [name, { data }] of Object.entries(x)) {
      for (let i = 0; i < data.length; i++) {
        const bottom = k === 2 ? starts[k]![name]!.data[i]! : Math.sin(i + k);
        const steepness = k === 3 && name === "vector" ? 0 : 1 + ((i + k) % 4) / 2;
        gradient[name]!.data[i] = 2 * steepness * (data[i]! - bottom);
        sum += steepness * (data[i]! - bottom) ** 2;
      }
    }
    return k === 1 && calls[k]! > 9 ? Number.NaN : sum;
  };
}

/** All points on the way to a minimum. */
type Path = Pick<MinimizeStep<Tree>, "x" | "value" | "gradNorm" | "steps">[];

everyRow("gives each of many problems the bits that it gives it alone", async (row) => {
  const options = { optimizer: changing(row), steps: 13, tolerance: { value: { relative: 0.02 } } };
  for (const device of devices) {
    const [together, alone] = [starts.map((): Path => []), starts.map((): Path => [])];
    const ending = (step: MinimizeStep<Tree>, k: number) => k !== 4 || step.steps < 7;
    const many = await minimizeMany(bowls(), starts, {
      ...options,
      device,
      onStep: (step, k) => {
        together[k]!.push(step as Path[number]);
        return ending(step as MinimizeStep<Tree>, k);
      },
    });
    const single = [];
    for (const [k, start] of starts.entries()) {
      const bowl = bowls();
      const onStep = (step: unknown) => {
        alone[k]!.push(step as Path[number]);
        return ending(step as MinimizeStep<Tree>, k);
      };
      single.push(await minimize((x: Tree, g: Tree) => bowl(x, g, k), start, { ...options, device, onStep }));
    }
    expect(together).toEqual(alone);
    expect(many).toEqual(single);
  }
});
