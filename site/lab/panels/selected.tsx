/** The card of the selected contestant: its heading at once, its equations and settings after the first race. */
import { later } from "../later.tsx";
import { experiment, selected } from "../store.ts";
import { Sample } from "./sample.tsx";

const Panel = later(() => import("./contestant-panel.tsx").then(({ ContestantPanel }) => ContestantPanel));

/** The card. */
export function Selected() {
  const contestant = experiment.value.contestants.find(({ id }) => id === selected.value);
  if (!contestant) return null;
  return (
    <section class="card selected" aria-labelledby="selected-title">
      <header>
        <Sample id={contestant.id} />
        <h2 id="selected-title">{contestant.label}</h2>
      </header>
      <div class="body">
        <Panel meanwhile={<p class="aside meanwhile">The equations follow the first race.</p>} />
      </div>
    </section>
  );
}
