// An oracle on tensors of which some have no gradient in a step. In most forms each tensor has a count of its own, as in torch:
// then it is as if each tensor had an oracle of its own, which sees the steps that it takes part in. keras and optax have one
// count, which goes on. Holds for forms in which no tensor acts on another.
import type { Oracle, OracleCase, Shapes } from "./case.ts";
import { spans } from "./tensors.ts";

/** Wrappers have no forms of libraries; an average of the parameters stands still with each of them. */
const wrappers = ["emaParams", "lookahead"];

/** Whether a form has one count for all tensors. */
export const hasOneCount = ({ optimizer, like }: OracleCase): boolean =>
  (like === "keras" || like === "optax") && !wrappers.includes(optimizer);

/** As an oracle; `takesPart` says of each tensor whether it has a gradient. */
export interface OracleWithNulls extends Pick<Oracle, "evaluation"> {
  step(
    p: Float64Array,
    g: Float64Array,
    learningRate: number,
    takesPart: readonly boolean[],
    loss?: number,
  ): void;
}

/** An oracle for each tensor. A tensor that has never taken part is evaluated with as it is. */
export function oracleWithNulls(row: OracleCase, shapes: Shapes): OracleWithNulls {
  const tensors = spans(shapes).map(({ at, size, shape }) => ({
    of: (values: Float64Array) => values.subarray(at, at + size),
    oracle: row.create(size, {}, [shape]),
    hasTakenPart: false,
  }));
  return {
    step(p, g, learningRate, takesPart, loss) {
      for (const [k, tensor] of tensors.entries()) {
        if (takesPart[k]) {
          tensor.hasTakenPart = true;
          tensor.oracle.step(tensor.of(p), tensor.of(g), learningRate, loss);
        } else if (hasOneCount(row)) tensor.oracle.skip?.(learningRate);
      }
    },
    evaluation: (p) =>
      Float64Array.from(
        tensors.flatMap(({ of, oracle, hasTakenPart }) => [
          ...((hasTakenPart && oracle.evaluation?.(of(p))) || of(p)),
        ]),
      ),
  };
}
