/** Who takes part: a row for each with its loss at the step that is seen. What can be set of one follows after the first race. */
import { type Contestant, rateOf } from "../../engine/experiment.ts";
import { addContestant, whyFull } from "../contestants.ts";
import { changeContestant, experiment, playhead, selected, tracks, tuning } from "../store.ts";
import { settingNumber, shortLoss } from "../words.ts";
import { Icon } from "./icons.tsx";
import { RatesSwitch } from "./rates-switch.tsx";
import { Sample } from "./sample.tsx";

/** All contestants. */
export function Contestants() {
  const { contestants } = experiment.value;
  const full = whyFull(experiment.value);
  return (
    <section class="card" aria-labelledby="contestants-title">
      <header>
        <h2 id="contestants-title">Contestants</h2>
        <button
          type="button"
          class="quiet add"
          disabled={full !== null}
          aria-describedby={full ? "contestants-full" : undefined}
          onClick={addContestant}
        >
          <Icon name="plus" /> Add
        </button>
      </header>
      <div class="body">
        {full && (
          <p id="contestants-full" class="aside">
            {full}
          </p>
        )}
        <RatesSwitch />
        <ul>
          {contestants.map((contestant) => (
            <Row key={contestant.id} contestant={contestant} />
          ))}
        </ul>
      </div>
    </section>
  );
}

function Row({ contestant }: { readonly contestant: Contestant }) {
  const { id, label, isHidden } = contestant;
  const track = tracks.value.get(id);
  const failure = track?.failure;
  // The track of one who failed is an earlier one: no rate of now belongs to it.
  const seen = track && track.length > 0 ? "seen is its last good race" : "does not race";
  // The editor says what is wrong with a text, at its place.
  const isSaidBelow = contestant.method.kind === "rule" && selected.value === id;
  return (
    <li class={`contestant${isHidden ? " is-hidden" : ""}${selected.value === id ? " is-selected" : ""}`}>
      <div class="row">
        <button
          type="button"
          class="quiet name"
          aria-current={selected.value === id}
          onClick={() => {
            selected.value = id;
          }}
        >
          <Sample id={id} />
          <span>
            <b>{label}</b>
            <br />
            <span class="aside">{failure ? seen : rateInWords(contestant)}</span>
          </span>
        </button>
        <Loss id={id} />
        <button
          type="button"
          class="quiet"
          aria-label={`${isHidden ? "Show" : "Hide"} ${label}`}
          onClick={() =>
            changeContestant(id, (before) => ({ ...before, isHidden: !isHidden }), { keepsRate: true })
          }
        >
          <Icon name={isHidden ? "eyeOff" : "eye"} />
        </button>
      </div>
      {failure && !isSaidBelow && <p class="failure">{failure.message}</p>}
    </li>
  );
}

function Loss({ id }: { readonly id: string }) {
  const track = tracks.value.get(id);
  const at = track && Math.min(Math.floor(playhead.value), track.length - 1);
  const loss = at === undefined ? "" : shortLoss(track?.losses[at]);
  return (
    <span class="loss number">
      <span class="only-read">loss </span>
      {loss}
    </span>
  );
}

function rateInWords(contestant: Contestant): string {
  const { rates } = experiment.value;
  const rate = rateOf(experiment.value, contestant);
  if (rate === null) {
    const share = tuning.value?.contestant === contestant.id ? tuning.value.share : 0;
    return `tuning the rate${share > 0 ? `, ${Math.floor(100 * share)} %` : ""}`;
  }
  return `rate ${settingNumber(rate)}${rates === "same" ? ", for all" : contestant.rate === null ? ", tuned" : ""}`;
}
