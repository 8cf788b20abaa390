/** The rate of one contestant: as tuning finds it, or set by hand. */
import { useRef } from "preact/hooks";
import { type Contestant, rateOf } from "../../engine/experiment.ts";
import { changeContestant, experiment } from "../store.ts";
import { NumberField } from "./number-field.tsx";
import { rateScale } from "./scale.ts";

/** The field. */
export function RateField({ contestant }: { readonly contestant: Contestant }) {
  const { id, rate, tuned } = contestant;
  const { rates } = experiment.value;
  const known = rateOf(experiment.value, contestant);
  // While a rate is tuned again the one before stands.
  const before = useRef(known);
  if (known !== null) before.current = known;
  if (rates === "same")
    return <p class="aside field">One rate for all is on: {experiment.value.sameRate}. Set it above.</p>;
  const set = (value: number | null): void =>
    changeContestant(id, (before) => ({ ...before, rate: value }), { keepsRate: true, as: `${id}.rate` });
  return (
    <div class="field rate-field">
      <NumberField
        label="learning rate"
        value={known ?? before.current}
        scale={rateScale}
        meaning="Step size."
        problemOf={(value) => (value > 0 ? null : `a rate is above 0; got ${value}`)}
        onChange={set}
      />
      <label class="check">
        <input
          type="checkbox"
          checked={rate === null}
          onChange={({ currentTarget: { checked } }) => set(checked ? null : (tuned ?? 0.01))}
        />
        <span>
          tuned <span class="aside">the best of a grid for this race</span>
        </span>
      </label>
    </div>
  );
}
