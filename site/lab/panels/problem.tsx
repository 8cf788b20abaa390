/** What is minimised: the choice, at once; what can be set of it follows after the first race. */
import { signal } from "@preact/signals";
import { surfaces } from "../../engine/problems/surfaces.ts";
import { later } from "../later.tsx";
import { choices, keyOf, problemFor } from "../problems.ts";
import { changeProblem, experiment, problemFailure } from "../store.ts";
import { play, seek } from "../views/player.ts";

const isOpen = signal(false);

const Settings = later(
  () => import("./problem-settings.tsx").then(({ ProblemSettings }) => ProblemSettings),
  { isWanted: isOpen },
);

/** The panel. */
export function Problem() {
  const { problem } = experiment.value;
  const failure = problemFailure.value;
  // While the page is built one choice is enough: it keeps the page small.
  const listed =
    typeof document === "undefined" ? choices.filter(({ key }) => key === keyOf(problem)) : choices;
  const choose = (key: string): void => {
    const next = problemFor(key);
    if (!next) return;
    changeProblem(next);
    if (next.kind === "function" || next.kind === "gradients") isOpen.value = true;
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
          {(["Surfaces", "Your own", "Data"] as const).map((group) => (
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
          Settings
        </button>
      </header>
      <div class="body">
        {problem.kind === "surface" && <p class="aside">{surfaces[problem.name]?.sentence}</p>}
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

/** The race from its start, where motion is welcome. */
function playAgain(): void {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  seek(0);
  play();
}
