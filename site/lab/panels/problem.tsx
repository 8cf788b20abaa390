/** What is minimised: the choice, at once; what can be set of it follows after the first race. */
import { signal } from "@preact/signals";
import type { ProblemSetup } from "../../engine/experiment.ts";
import { surfaces } from "../../engine/problems/surfaces.ts";
import { later } from "../later.tsx";
import { choices, exampleOf, keyOf, problemFor, raceFor } from "../problems.ts";
import { change, changeProblem, experiment, problemFailure } from "../store.ts";
import { play, seek } from "../views/player.ts";
import { Icon } from "./icons.tsx";

const isOpen = signal(false);

const Settings = later(
  () => import("./problem-settings.tsx").then(({ ProblemSettings }) => ProblemSettings),
  { isWanted: isOpen },
);

/** The panel. */
export function Problem() {
  const { problem } = experiment.value;
  const failure = problemFailure.value;
  const sentence = sentenceOf(problem);
  // While the page is built one choice is enough: it keeps the page small.
  const listed =
    typeof document === "undefined" ? choices.filter(({ key }) => key === keyOf(problem)) : choices;
  const choose = (key: string): void => {
    const race = raceFor(experiment.peek(), key);
    const next = race?.problem ?? problemFor(key);
    if (!next) return;
    if (race) change(() => race);
    else changeProblem(next);
    if (next.kind === "function" || key === "gradients") isOpen.value = true;
    playAgain();
  };
  return (
    <section class="card" aria-labelledby="problem-title">
      <header>
        <h2 id="problem-title">Problem</h2>
        <select
          class="problem-choice"
          aria-label="Problem"
          value={keyOf(problem)}
          onChange={({ currentTarget }) => choose(currentTarget.value)}
        >
          {(["Surfaces", "Matrices", "Your own", "Data", "Where Adam goes wrong"] as const).map((group) => (
            <optgroup key={group} label={group}>
              {listed
                .filter((choice) => choice.group === group)
                .map(({ key, title }) => (
                  <option key={key} value={key}>
                    {title}
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
        <button
          type="button"
          class="quiet"
          aria-expanded={isOpen.value}
          aria-controls="problem-settings"
          onClick={() => {
            isOpen.value = !isOpen.value;
          }}
        >
          Settings <Icon name="open" />
        </button>
      </header>
      <div class="body">
        {sentence && <p class="aside">{sentence}</p>}
        {failure && problem.kind !== "function" && (
          <p class="failure" role="alert">
            {failure.message}
          </p>
        )}
        <div id="problem-settings" hidden={!isOpen.value}>
          <Settings meanwhile={<p class="aside">Loading the settings.</p>} />
        </div>
      </div>
    </section>
  );
}

function sentenceOf(problem: ProblemSetup): string | undefined {
  if (problem.kind === "surface") return surfaces[problem.name]?.sentence;
  return (problem.kind === "gradients" && exampleOf(problem)?.[1].sentence) || sentences[problem.kind];
}

const sentences: Readonly<Partial<Record<ProblemSetup["kind"], string>>> = {
  regression: "Least squares on a table, a few rows a step: gradients are noisy, and the minimum is known.",
  "quadratic-deep":
    "A bowl of a hundred dimensions whose curvatures are spread as in a deep network: ten are large, 30 to 60, and ninety small, 0 to 1.",
  matrix:
    "The gradient of this matrix is stretched on both sides, so a step along it moves one direction much farther than the other. Muon makes its step nearly orthogonal: both move by about the same length.",
  gradients: "One parameter meets the gradients that you write, one a step, over and over.",
  spirals: "A small network learns which of two spirals a point belongs to: no bowl at all.",
};

/** The race from its start, where motion is welcome. */
function playAgain(): void {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  seek(0);
  play();
}
