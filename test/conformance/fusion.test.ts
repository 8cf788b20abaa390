/**
 * Fused equals unfused: a row's links compiled to one step against each link in a descent of its own, to the bit, and
 * against their definition, evaluated element by element without plan or kernel, to 1e-12.
 */
import { expect } from "vitest";
import { chain, type Optimizer, rule, type Tensor, type Transformation } from "../../src/index.ts";
import { topological } from "../../src/language/graph.ts";
import { Chain } from "../../src/rule/transformation.ts";
import { Definition } from "../fuzz/definition.ts";
import type { OracleCase } from "../oracle/index.ts";
import { changing, everyRow } from "./cases.ts";
import { begin, flat, mixed, step, trajectory } from "./descents.ts";
import { firstDifference, worstError } from "./errors.ts";
import { negative, type Problem, placesOf, shaped } from "./problems.ts";
import { isSliced, planOf, rulesOf } from "./traits.ts";

type Tensors = Readonly<Record<string, Tensor>>;

/** Keeps the update that it hands on, where it can be read. */
const observer = rule({ name: "observer", state: { handed: 0 }, text: "handed = g\nu = g" });

const linksOf = (of: Transformation): Transformation[] =>
  of instanceof Chain ? of.links.flatMap(linksOf) : [of];

function copy(to: Tensors, from: Tensors): void {
  for (const [name, { data }] of Object.entries(from)) to[name]!.data.set(data);
}

/** Each link in its own descent, fed with what the one before it handed on; an empty chain adds the last to p. */
async function oneAfterTheOther(
  optimizer: Optimizer,
  problem: Problem,
  dtype: "float64" | typeof mixed,
): Promise<Float64Array[]> {
  const links = linksOf(optimizer).map((link) => chain(link, observer()));
  const descents = await Promise.all(links.map((link) => begin(link, problem, { dtype })));
  const sum = await begin(chain(), problem, { dtype });
  const first = descents[0] ?? sum;
  const seen = problem.gradients.map((gradient, t) => {
    for (const { name, start, end } of placesOf(problem.shapes))
      first.grads[name]!.data.set(gradient.subarray(start, end));
    for (const [index, descent] of descents.entries()) {
      copy(descent.params, sum.params);
      step(descent, problem.losses[t]!);
      copy((descents[index + 1] ?? sum).grads, descent.state.handed as Tensors);
    }
    step(sum, problem.losses[t]!);
    return flat(sum, problem);
  });
  for (const descent of [...descents, sum]) descent.dispose();
  return seen;
}

function defined(optimizer: Optimizer, { shapes, start, gradients }: Problem): Float64Array[] {
  const places = placesOf(shapes);
  const split = (row: Float64Array) =>
    new Map(places.map((place) => [place.name, [...row.subarray(place.start, place.end)]]));
  const definition = new Definition(optimizer, split(start));
  return gradients.map((gradient) => {
    definition.step(split(gradient));
    return Float64Array.from(places.flatMap(({ name }) => definition.params.get(name)!));
  });
}

/** Whether a rule reads something that a single link, or the definition, does not have. Neither has bounds; the definition has no shapes. */
const reads = async (optimizer: Optimizer, what: RegExp): Promise<boolean> =>
  rulesOf(optimizer).some(({ lines, before, projection }) => {
    const nodes = topological(lines.map(({ value }) => value));
    const names = nodes.map((node) =>
      node.kind === "symbol" ? node.name : node.kind === "call" ? node.op : "",
    );
    return before !== undefined || projection !== undefined || names.some((name) => what.test(name));
  });

/** Links and definitions do not know that a whole chain maximizes. */
const facing = (row: OracleCase, problem: Problem): Problem =>
  row.options.maximize ? negative(problem) : problem;

everyRow("fused is its links one after the other, to the bit", async (row) => {
  // A single link would take its own gradient for that of the whole chain, and its own step for that of two gradients.
  if (await reads(changing(row), /^gradient$/)) return;
  const problem = shaped({ steps: 30, float32: true });
  const sliced = isSliced(changing(row));
  const dtype = sliced ? "float64" : mixed;
  const apart = await oneAfterTheOther(changing(row), facing(row, problem), dtype);
  const fused = await trajectory(changing(row), problem, { dtype });
  if (sliced) expect(worstError(apart, fused)).toBeLessThan(1e-12);
  else expect(firstDifference(apart, fused)).toBeUndefined();
});

everyRow("is its definition, to 1e-12", async (row) => {
  if (await reads(changing(row), /^(gradient|loss|(unit|row|column)[A-Z].*)$/)) return;
  if (planOf(changing(row)).groups.length > 1) return;
  const problem = shaped({ steps: 12 });
  const found = await trajectory(changing(row), problem);
  expect(worstError(defined(changing(row), facing(row, problem)), found)).toBeLessThan(1e-12);
});
