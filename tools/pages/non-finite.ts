/**
 * What NaN and infinity in a gradient do: measured by replacing one element of one gradient, and described in
 * words. The pages print it for their forms; a conformance test checks it for every set of options.
 */
import type { Optimizer } from "../../src/index.ts";
import { flat, follow, type Setting } from "../../test/conformance/descents.ts";
import { type Problem, shaped } from "../../test/conformance/problems.ts";
import { perturbs, rulesOf } from "../../test/conformance/traits.ts";
import { contents } from "../../test/fuzz/trees.ts";
import { type Form, type Forms, nameOf, titleOf } from "./forms.ts";
import { table } from "./markdown.ts";
import type { FactoryDoc } from "./source.ts";

const problem = shaped({ steps: 14, float32: true });
/** Inverse roots and bases of square states follow their matrices some hundred steps later. */
const long = shaped({ steps: 120, float32: true });
const [rows, columns] = problem.shapes.matrix as [number, number];
/** The element, in the second row of the matrix, which comes first; and when. */
const element = columns + 2;
const from = 4;

/** Sets of elements that hold the element, from the smallest on. */
const regions: readonly (readonly [words: string, holds: (i: number) => boolean])[] = [
  ["that element", (i) => i === element],
  ["its row", (i) => i >= columns && i < 2 * columns],
  ["its column", (i) => i < rows * columns && i % columns === element % columns],
  ["its row and column", (i) => regions[1]![1](i) || regions[2]![1](i)],
  ["its tensor", (i) => i < rows * columns],
  ["all parameters", () => true],
];

/** The smallest region that holds all elements of a kind; undefined where there are none. */
function regionOf(isMeant: (i: number) => boolean): string | undefined {
  const all = [...problem.start.keys()].filter(isMeant);
  return all.length ? regions.find(([, holds]) => all.every(holds))![0] : undefined;
}

/** What has become of the parameters and states at the end, after some more steps with gradients that are finite. */
export interface Effect {
  readonly nan: string | undefined;
  readonly infinite: string | undefined;
  /** Parameters that are finite, and do not move any more though they would have. */
  readonly still: string | undefined;
  /** Whether all parameters are finite and states are not. */
  readonly inState: boolean;
}

interface Course {
  readonly params: readonly Float64Array[];
  readonly isStateFinite: boolean;
}

async function courseOf(optimizer: Optimizer, of: Problem, setting: Setting): Promise<Course> {
  const params: Float64Array[] = [];
  let isStateFinite = true;
  await follow(
    optimizer,
    of,
    setting,
    (descent) => params.push(flat(descent, problem)),
    async (descent) => {
      for (const [name, values] of contents(descent))
        if (!/grad/.test(name) && !values.every(Number.isFinite)) isStateFinite = false;
    },
  );
  return { params, isStateFinite };
}

/** What NaN and infinity do, each in one gradient; where a step takes two gradients at two places, in both, as they would be. */
export async function effectsOf(
  optimizer: Optimizer,
  setting: Setting = {},
): Promise<Readonly<Record<"NaN" | "Infinity", Effect>>> {
  const last = perturbs(optimizer) ? from + 1 : from;
  const hasSquares = rulesOf(optimizer).some(({ matrices }) => Object.keys(matrices?.own ?? {}).length > 0);
  const course = hasSquares ? long : problem;
  const meant = await courseOf(optimizer, course, setting);
  const moves = ({ params }: Course, i: number) =>
    params.slice(last + 1).some((values) => values[i] !== params.at(-1)![i]);
  const effectOf = async (value: number): Promise<Effect> => {
    const gradients = course.gradients.map((row, t) =>
      t < from || t > last ? row : row.map((g, i) => (i === element ? value : g)),
    );
    const found = await courseOf(optimizer, { ...course, gradients }, setting);
    const end = found.params.at(-1)!;
    return {
      nan: regionOf((i) => Number.isNaN(end[i])),
      infinite: regionOf((i) => Math.abs(end[i]!) === Infinity),
      still: regionOf((i) => Number.isFinite(end[i]) && moves(meant, i) && !moves(found, i)),
      inState: meant.isStateFinite && !found.isStateFinite && end.every(Number.isFinite),
    };
  };
  return { NaN: await effectOf(Number.NaN), Infinity: await effectOf(Infinity) };
}

const verb = (region: string, one: string, many: string): string =>
  `${region} ${region === "all parameters" || region.includes(" and ") ? many : one}`;

/** An effect in words. */
export function sentenceOf({ nan, infinite, still, inState }: Effect): string {
  const parts = [
    ...(nan ? [`${verb(nan, "is", "are")} NaN from then on`] : []),
    ...(infinite ? [`${verb(infinite, "is", "are")} infinite from then on`] : []),
    ...(still ? [`the rest of ${still} stands still for good`] : []),
    ...(inState ? ["parameters stay finite, its state does not"] : []),
  ];
  return parts.join("; ") || "parameters and state stay finite";
}

/** The section of a page. */
export async function nonFiniteSection(factory: FactoryDoc, { byLike, variants }: Forms): Promise<string[]> {
  const forms: (readonly [name: string, form: Form])[] = [
    ...[...byLike].map(([like, form]) => [titleOf(like), form] as const),
    ...variants.map((form) => [nameOf(factory, form), form] as const),
  ];
  const rows = new Map<string, string[]>();
  for (const [name, { optimizer }] of forms) {
    const effects = await effectsOf(optimizer);
    const row = Object.values(effects).map(sentenceOf).join(" | ");
    rows.set(row, [...(rows.get(row) ?? []), name]);
  }
  const names = (all: readonly string[]) => (all.length === forms.length ? "all" : all.join(", "));
  return [
    "## NaN and infinity",
    "What one element of one gradient does, if the gradients after it are finite. `skipNonFinite()` in front declines such steps.",
    table(
      ["form", "NaN", "infinity"],
      [...rows].map(([row, all]) => [names(all), ...row.split(" | ")]),
    ),
  ];
}
