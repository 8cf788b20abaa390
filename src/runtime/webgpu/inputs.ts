/** What the host writes before a phase, and the places of all values that are the same for all tensors. */
import type { Node } from "../../language/graph.ts";
import { operation } from "../../language/operations.ts";
import { numbersOf, passesIn } from "../../plan/planned-routines.ts";
import type { PlannedPhase } from "../../plan/stages.ts";
import { type Known, KnownValues } from "./known.ts";
import { fixed, type Layout } from "./layout.ts";
import { ringSlots } from "./ring.ts";

/** What is written, and where it goes. */
export interface Input {
  readonly known: KnownValues;
  /** The first uniform, and how many there are. */
  readonly uniformTo: number;
  readonly uniformLength: number;
  /** Where the rest goes among the values. */
  readonly tensorTo: number;
  /** Where the ring begins among the values; undefined where there is none. */
  readonly ring: number | undefined;
}

/** The place of a value among the numbers that the host brings; undefined where it does not know which call's they are. */
export function placeIn({ known, ring }: Input, node: Node): number | undefined {
  const place = known.placeOf(node);
  return ring === undefined && place >= 0 ? place : undefined;
}

const isKey = (node: Node): boolean => node.kind === "call" && operation(node.op).isPlanned === true;

/** The values that kernels of a phase read or make. */
function* valuesIn({ stages, commit, declined, accepts }: PlannedPhase, known: Known): Iterable<Node> {
  for (const { host, passes, routines, globals } of stages) {
    for (const call of host.uniform) if (!known.has(call)) yield* [call, ...call.args];
    for (const { reductions, nodes } of host.slices) {
      for (const { of } of reductions) yield of;
      for (const node of nodes) if (!isKey(node)) yield* node.args;
    }
    for (const { inputs, results } of passes) {
      yield* inputs.uniform;
      for (const { symbol, extent } of results) if (extent === "global") yield symbol;
    }
    yield* numbersOf(routines);
    for (const { inputs } of passesIn(routines)) yield* inputs.uniform;
    for (const { symbol } of globals) yield symbol;
  }
  for (const { value } of [...commit, ...declined]) yield value;
  yield* accepts;
}

/** Numbers that are roots of inverse roots. */
const rootsIn = ({ stages }: PlannedPhase): Node[] =>
  stages
    .flatMap(({ routines }) => routines)
    .flatMap(({ blocks }) => blocks.flatMap(({ steps }) => steps))
    .flatMap((step) => (step.kind === "newtonRoot" ? [step.numbers[0]!] : []));

/**
 * Gives them places; `slots` gets the uniforms of what the host knows.
 *
 * @param declines - whether the GPU decides whether steps are taken.
 */
export function inputOf(
  layout: Layout,
  phase: PlannedPhase,
  known: Known,
  slots: Map<Node, number>,
  declines: boolean,
): Input {
  const needed = new Set<Node>();
  for (const node of valuesIn(phase, known)) {
    if (node.kind === "constant" || layout.scopeOf(node) !== "uniform") continue;
    if (known.has(node)) needed.add(node);
    else if (node.kind === "symbol" && node.name === "loss") slots.set(node, fixed.loss);
    else layout.uniformOf(node);
  }
  const uniforms = [...needed];
  const uniformTo = layout.uniformRun(uniforms.length);
  for (const [index, node] of uniforms.entries()) slots.set(node, uniformTo + index);
  const keys = known.keys(phase);
  const values = new KnownValues(layout.plan, uniforms, keys, rootsIn(phase));
  const tensorTo = layout.room(values.length - uniforms.length);
  let base = tensorTo;
  for (const { node, group } of keys) {
    layout.setBase(node, group, base);
    base += layout.tensorsOf(group).length;
  }
  const ring = declines ? layout.room(ringSlots * values.length) : undefined;
  return { known: values, uniformTo, uniformLength: uniforms.length, tensorTo, ring };
}
