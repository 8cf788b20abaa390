/** The step at the playhead, explained: each equation with its names, and below it with this step's numbers. */
import { computed } from "@preact/signals";
import { stepsByMatrices } from "../../engine/experiment.ts";
import type { Line } from "../../engine/protocol.ts";
import { type Question, stepAnswer } from "../answers.ts";
import { dimension, experiment, selected } from "../store.ts";
import { Formula } from "../typeset.tsx";
import { useAsking } from "./asking.ts";
import { CoordinateChoice, coordinate } from "./coordinate.tsx";
import { Scrolls } from "./scrolls.tsx";
import { slowPlayhead } from "./slow-playhead.ts";
import "./views.css";

const index = computed(() => Math.min(coordinate.value, dimension.value - 1));

/** The step whose numbers are shown: before the first there are none. */
const step = computed(() => Math.max(1, Math.min(slowPlayhead.value, experiment.value.steps)));

const answer = computed(() => {
  const found = stepAnswer.value;
  return found?.contestant === selected.value && found.index === index.value ? found : null;
});

/** Whether the selected one steps by whole matrices: then an element has no step of its own. */
const isWhole = computed(() =>
  experiment.value.contestants.some(({ id, method }) => id === selected.value && stepsByMatrices(method)),
);

const question = computed<Question | null>(() =>
  isWhole.value ? null : { type: "step", contestant: selected.value, step: step.value, index: index.value },
);

/** The equations. */
export function OneStep() {
  useAsking(question, stepAnswer);
  const found = answer.value;
  return (
    <div class="view">
      <CoordinateChoice />
      {found ? (
        <>
          <p>
            Step <b class="number">{found.step}</b>
          </p>
          <Given lines={found.lines} />
          <Scrolls label="The equations, below each its numbers">
            <ol class="lines">
              {found.lines
                .filter(({ kind }) => kind !== "given")
                .map(({ tex, numbers }, place) => (
                  <li key={place}>
                    <Formula tex={`\\displaystyle ${tex}`} />
                    <Formula tex={`\\displaystyle ${numbers}`} />
                  </li>
                ))}
            </ol>
          </Scrolls>
        </>
      ) : (
        <p class="aside">
          {isWhole.value
            ? "It steps by whole matrices: one element has no step of its own. Its equations stand above."
            : `The numbers of step ${step.value} are being worked out.`}
        </p>
      )}
    </div>
  );
}

/** What the step starts from: hyperparameters, the gradient, states. */
function Given({ lines }: { readonly lines: readonly Line[] }) {
  return (
    <ul class="given" aria-label="What the step starts from">
      {lines
        .filter(({ kind }) => kind === "given")
        .map(({ tex, numbers }) => (
          <li key={tex}>
            <Formula tex={numbers} />
          </li>
        ))}
    </ul>
  );
}
