/** What an optimizer needs of memory: bytes of parameters, gradients and states, and what a step moves, for each group of parameters. */
import { bytesOf } from "../language/dtype.ts";
import { widthOf } from "../language/storage.ts";
import { typeOf } from "../plan/masters.ts";
import type { Plan } from "../plan/plan.ts";
import { stateSize } from "../plan/sides.ts";
import { countOf } from "../plan/slices.ts";
import { storageOf } from "../plan/storages.ts";
import { groupTraffic } from "../plan/traffic.ts";

/** The bytes of a group; what `explain({ format: "json" })` prints a list of. */
export interface GroupBytes {
  /** Names of the rules, in their order. */
  readonly rules: readonly string[];
  /** Paths of the parameters. */
  readonly tensors: readonly string[];
  /** Their type, such as `float32`. */
  readonly dtype: string;
  /** Number of elements. */
  readonly elements: number;
  /** Bytes of all of them. */
  readonly parameters: number;
  readonly gradients: number;
  /** Of states, masters of parameters in 16 bits among them. A state that all groups share is in the first of them. */
  readonly state: number;
  /** Bytes that a step reads and writes. */
  readonly moved: number;
  readonly passes: number;
  /** What is doubtful about its parameters, such as an embedding that is taken as a hidden weight. */
  readonly cautions: readonly string[];
}

/** The bytes of each group of a plan, and what is doubtful about parameters, by path. */
export const bytesIn = (planned: Plan, doubts: ReadonlyMap<string, string>): GroupBytes[] =>
  planned.groups.map(({ links, tensors, dtype, half }, index) => {
    const elements = tensors.reduce((sum, { size }) => sum + size, 0);
    const { passes, bytes } = groupTraffic(planned.phases.step, index);
    let state = half ? bytesOf[dtype] * elements : 0;
    for (const { scope, role, groups, state: of } of planned.states) {
      if (!groups.includes(index)) continue;
      if (scope === "element")
        for (const tensor of tensors)
          state += widthOf(storageOf(planned, index, role)) * stateSize(of, tensor);
      // What has fewer values than elements is kept in float64.
      else if (scope === "uniform") state += groups[0] === index ? bytesOf.float64 : 0;
      else for (const tensor of tensors) state += bytesOf.float64 * countOf(scope, tensor);
    }
    return {
      rules: links.map(({ instance }) => instance.rule.name),
      tensors: tensors.map(({ path }) => path),
      dtype: half ? typeOf[half] : dtype,
      elements,
      parameters: elements * (half ? widthOf(half) : bytesOf[dtype]),
      gradients: elements * widthOf(storageOf(planned, index, "g")),
      state,
      moved: bytes * elements,
      passes,
      cautions: tensors.flatMap(({ path }) => doubts.get(path) ?? []),
    };
  });
