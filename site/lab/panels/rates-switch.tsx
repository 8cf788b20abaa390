/** Whether each contestant has its own rate or all have one, and why that misleads. */
import { change, experiment } from "../store.ts";
import { NumberField } from "./number-field.tsx";
import { rateScale } from "./scale.ts";
import "../style/fields.css";

/** The switch. */
export function RatesSwitch() {
  const { rates, sameRate } = experiment.value;
  return (
    <fieldset class="rates">
      <legend class="only-read">Learning rates</legend>
      <div class="choice">
        {(["own", "same"] as const).map((each) => (
          <label key={each}>
            <input
              type="radio"
              name="rates"
              checked={rates === each}
              onChange={() => change((before) => ({ ...before, rates: each }))}
            />
            <span>{each === "own" ? "Own rates, tuned" : "One rate for all"}</span>
          </label>
        ))}
      </div>
      {rates === "same" && (
        <>
          <NumberField
            label="rate for all"
            value={sameRate}
            scale={rateScale}
            problemOf={(value) => (value > 0 ? null : `a rate is above 0; got ${value}`)}
            onChange={(rate) => change((before) => ({ ...before, sameRate: rate }), { as: "sameRate" })}
          />
          <p class="aside">
            One rate misleads: 0.01 is a small step for one method and a huge one for another, so the ranking
            shows whom the number suits. Move it and see the ranking turn.
          </p>
        </>
      )}
    </fieldset>
  );
}
