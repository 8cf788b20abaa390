/** The card of the selected contestant: its heading at once, its equations and settings after the first race. */
import { duplicate, removeContestant, whyFull } from "../contestants.ts";
import { later } from "../later.tsx";
import { experiment, selected } from "../store.ts";
import { Icon } from "./icons.tsx";
import { Sample } from "./sample.tsx";

const Panel = later(() => import("./contestant-panel.tsx").then(({ ContestantPanel }) => ContestantPanel));

/** The card. */
export function Selected() {
  const contestant = experiment.value.contestants.find(({ id }) => id === selected.value);
  if (!contestant) return null;
  const full = whyFull(experiment.value);
  const isLast = experiment.value.contestants.length === 1;
  return (
    <section class="card selected" aria-labelledby="selected-title">
      <header>
        <Sample id={contestant.id} />
        <h2 id="selected-title">{contestant.label}</h2>
        <div class="actions">
          <button
            type="button"
            class="quiet"
            disabled={full !== null}
            title={full ?? undefined}
            onClick={() => duplicate(contestant.id)}
          >
            <Icon name="copy" /> Duplicate
          </button>
          <button
            type="button"
            class="quiet"
            disabled={isLast}
            title={isLast ? "A race needs one contestant." : undefined}
            onClick={() => removeContestant(contestant.id)}
          >
            <Icon name="remove" /> Remove
          </button>
        </div>
      </header>
      <div class="body">
        <Panel meanwhile={<p class="aside meanwhile">The equations follow the first race.</p>} />
      </div>
    </section>
  );
}
