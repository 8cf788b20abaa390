/** What else can be set: weights, a robust loss, the confidence of intervals and bands. */
import type { Loss } from "glissade/curves";
import { shortNumber } from "../../figures/numbers.ts";
import { NumberField } from "../../lab/panels/number-field.tsx";
import type { WeightKind } from "../setup.ts";
import { change, setup, shown } from "../store.ts";

const losses: Readonly<Record<Loss, string>> = {
  linear: "sum of squares",
  soft_l1: "soft L1",
  huber: "Huber",
  cauchy: "Cauchy",
  arctan: "arctan",
};

const kinds: Readonly<Record<WeightKind, string>> = {
  weights: "weights",
  sigmas: "standard deviations, relative",
  absolute: "standard deviations, as they are",
};

/** The card. */
export function OptionsPanel() {
  const { table, weights, loss, fScale, confidence } = setup.value;
  const deviation = shown.value?.residualStandardDeviation ?? 1;
  return (
    <section class="card" aria-labelledby="options-title">
      <header>
        <h2 id="options-title">Options</h2>
      </header>
      <div class="body options">
        <label class="field">
          <span class="field-head">weights of rows</span>
          <select
            value={weights?.column ?? ""}
            onChange={({ currentTarget: { value: column } }) =>
              change((before) => ({
                ...before,
                weights: column === "" ? null : { column, are: before.weights?.are ?? "weights" },
              }))
            }
          >
            <option value="">all alike</option>
            {Object.keys(table.columns).map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
        {weights && (
          <label class="field">
            <span class="field-head">{weights.column} holds</span>
            <select
              value={weights.are}
              onChange={({ currentTarget }) =>
                change((before) => ({
                  ...before,
                  weights: { column: weights.column, are: currentTarget.value as WeightKind },
                }))
              }
            >
              {Object.entries(kinds).map(([kind, words]) => (
                <option key={kind} value={kind}>
                  {words}
                </option>
              ))}
            </select>
          </label>
        )}
        <label class="field">
          <span class="field-head">loss</span>
          <select
            value={loss}
            onChange={({ currentTarget }) =>
              change((before) => ({ ...before, loss: currentTarget.value as Loss }))
            }
          >
            {Object.entries(losses).map(([name, words]) => (
              <option key={name} value={name}>
                {words}
              </option>
            ))}
          </select>
        </label>
        {loss !== "linear" && (
          <NumberField
            label="outliers from"
            meaning={`The residual from which on a row counts less. The residual standard deviation is ${shortNumber(deviation)}.`}
            value={fScale}
            scale={{ spread: "powers", from: decade(deviation, -2), to: decade(deviation, 1) }}
            problemOf={(value) => (value > 0 ? null : `it must be above 0; got ${value}`)}
            onChange={(value) => change((before) => ({ ...before, fScale: value }), "fScale")}
          />
        )}
        <NumberField
          label="confidence"
          meaning="With which probability intervals and bands cover the truth."
          value={confidence}
          scale={{ spread: "below-one", from: 0.5, to: 0.999 }}
          problemOf={(value) =>
            value >= 0.5 && value <= 0.9999 ? null : `it must be from 0.5 to 0.9999; got ${value}`
          }
          onChange={(value) => change((before) => ({ ...before, confidence: value }), "confidence")}
        />
      </div>
    </section>
  );
}

/** A power of ten near a number. */
const decade = (value: number, by: number): number =>
  Number(`1e${Math.round(Math.log10(Math.max(Math.abs(value), 1e-200))) + by}`);
