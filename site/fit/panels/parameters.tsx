/** The parameters: what was estimated, and where the search begins, as sliders. */
import type { Parameter } from "glissade/curves";
import { Scrolls } from "../../lab/views/scrolls.tsx";
import type { Outcome } from "../outcome.ts";
import { change, failure, setup, shown } from "../store.ts";
import { asSure, estimate, percent } from "../words.ts";
import { StartField } from "./start-field.tsx";

/** The card. */
export function ParametersPanel() {
  const found = shown.value;
  return (
    <section class="card" aria-labelledby="parameters-title">
      <header>
        <h2 id="parameters-title">Parameters</h2>
      </header>
      <div class="body stack">
        {found ? (
          <>
            <Scrolls label="Estimates">
              <Estimates outcome={found} isStale={failure.value !== null} />
            </Scrolls>
            <Starts outcome={found} />
          </>
        ) : (
          <p class="aside">They are listed once the formula can be fitted.</p>
        )}
      </div>
    </section>
  );
}

function Estimates({ outcome, isStale }: { readonly outcome: Outcome; readonly isStale: boolean }) {
  return (
    <table class={isStale ? "estimates stale" : "estimates"}>
      <caption class="only-read">Estimates with standard errors and intervals</caption>
      <thead>
        <tr>
          <th scope="col">
            <span class="only-read">parameter</span>
          </th>
          <th scope="col">estimate</th>
          <th scope="col">standard error</th>
          <th scope="col">{percent(outcome.setup.confidence)} interval</th>
        </tr>
      </thead>
      <tbody>
        {outcome.parameters.map((parameter) => (
          <tr key={parameter.name}>
            <th scope="row">{parameter.name}</th>
            <td>{estimate(parameter)}</td>
            <Errors parameter={parameter} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Errors({ parameter: { standardError, interval, state } }: { readonly parameter: Parameter }) {
  if (standardError === null || !interval)
    return (
      <td colSpan={2} class="aside">
        {state === "free" ? "no rows left to estimate it from" : state}
      </td>
    );
  return (
    <>
      <td>{asSure(standardError, standardError)}</td>
      <td>
        {asSure(interval.low, standardError)} to {asSure(interval.high, standardError)}
      </td>
    </>
  );
}

function Starts({ outcome }: { readonly outcome: Outcome }) {
  const { start } = setup.value;
  const estimates = Object.fromEntries(outcome.parameters.map(({ name, value }) => [name, value]));
  return (
    <>
      <header class="choices">
        <h3>Start</h3>
        <p class="aside">
          {start
            ? "The search begins here: the dashed curve."
            : outcome.points === 1
              ? "Found: the only point that was tried."
              : `Found: one of ${outcome.points} points tried on the scale of the data.`}
        </p>
      </header>
      <div class="starts">
        {outcome.names.map((name) => (
          <StartField key={name} name={name} outcome={outcome} />
        ))}
      </div>
      <div class="chips">
        <button
          type="button"
          disabled={start === null}
          onClick={() => change((before) => ({ ...before, start: null }))}
        >
          Find a start
        </button>
        <button type="button" onClick={() => change((before) => ({ ...before, start: estimates }))}>
          Start at the estimates
        </button>
      </div>
    </>
  );
}
