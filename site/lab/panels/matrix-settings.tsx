/** What can be set of the race on a matrix. */
import { bounds, type MatrixSetup } from "../../engine/experiment.ts";
import { changeProblem } from "../store.ts";
import { NumberField } from "./number-field.tsx";

/** The settings. */
export function MatrixSettings({ problem }: { readonly problem: MatrixSetup }) {
  const most = bounds.condition;
  return (
    <div class="options">
      <NumberField
        label="condition"
        meaning="How many times as far either side stretches one direction as the other."
        value={problem.condition}
        scale={{ spread: "powers", from: 1, to: most }}
        problemOf={(value) =>
          value >= 1 && value <= most ? null : `a number from 1 to ${most} is expected; got ${value}`
        }
        onChange={(condition) => changeProblem({ ...problem, condition }, { as: "condition" })}
      />
    </div>
  );
}
