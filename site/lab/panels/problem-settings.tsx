/** What can be set of the problem and of the race on it. */
import { bounds, type Experiment } from "../../engine/experiment.ts";
import { change, experiment, untuned } from "../store.ts";
import { DataSettings } from "./data-settings.tsx";
import { GradientsSettings } from "./gradients-settings.tsx";
import { MatrixSettings } from "./matrix-settings.tsx";
import { NumberField } from "./number-field.tsx";
import { PlaneSettings } from "./plane-settings.tsx";
import { whole } from "./whole.ts";
import "../style/fields.css";

/** The settings. */
export function ProblemSettings() {
  const { problem, steps, seeds } = experiment.value;
  return (
    <div class="settings">
      {(problem.kind === "surface" || problem.kind === "function") && <PlaneSettings problem={problem} />}
      {problem.kind === "matrix" && <MatrixSettings problem={problem} />}
      {problem.kind === "gradients" && <GradientsSettings problem={problem} />}
      {(problem.kind === "regression" || problem.kind === "quadratic-deep" || problem.kind === "spirals") && (
        <DataSettings problem={problem} />
      )}
      <div class="options">
        <NumberField
          label="steps"
          value={steps}
          scale={{ spread: "powers", from: 10, to: bounds.steps, isWhole: true }}
          problemOf={whole(1, bounds.steps)}
          onChange={(value) => set({ steps: value }, "steps")}
        />
        <NumberField
          label="seeds"
          meaning="Runs with other random numbers; bands show how far they differ."
          value={seeds}
          scale={{ spread: "even", from: 1, to: bounds.seeds, isWhole: true }}
          problemOf={whole(1, bounds.seeds)}
          onChange={(value) => set({ seeds: value }, "seeds")}
        />
      </div>
    </div>
  );
}

/** Another length or number of seeds asks for other rates. */
function set(changed: Partial<Experiment>, as: string): void {
  change((before) => ({ ...before, ...changed, contestants: before.contestants.map(untuned) }), { as });
}
