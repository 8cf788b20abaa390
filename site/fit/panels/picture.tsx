/** The large picture, what it shows, and how the fit ended. */
import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { ChartCanvas } from "../../lab/views/chart-canvas.tsx";
import { theme } from "../../lab/views/theme.ts";
import { mainChart } from "../charts.ts";
import { cancel, failure, isBusy, isCancelled, outcome } from "../store.ts";
import { known, percent, results, rSquared } from "../words.ts";

/** How long a fit may take before the page speaks of it. */
const soon = 400;

/** The card. */
export function Picture() {
  const chart = useComputed(() => outcome.value && mainChart(outcome.value, theme.value));
  const found = outcome.value;
  const isStale = failure.value !== null;
  return (
    <section class="card picture" id="picture" aria-label="The curve" tabIndex={-1}>
      <div class={isStale ? "stage stale" : "stage"}>
        <ChartCanvas chart={chart} label={found ? `Data and curve. ${results(found)}` : "Fitting"} />
      </div>
      <Legend />
      <Facts />
      <Ended />
      {found && !isStale && found.cautions.length > 0 && (
        <ul class="cautions" aria-label="Cautions">
          {found.cautions.map((caution) => (
            <li key={caution}>{caution}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Legend() {
  const found = outcome.value;
  if (!found) return null;
  const { curve, start, dots } = {
    curve: "var(--contestant-a)",
    start: "var(--contestant-b)",
    dots: "var(--text)",
  };
  const line = (colour: string, dash = "") => (
    <path d="M1 7h26" stroke={colour} stroke-width="2.5" stroke-dasharray={dash} fill="none" />
  );
  const area = (opacity: number) => <rect y="1" width="28" height="12" fill={curve} opacity={opacity} />;
  const confidence = percent(found.setup.confidence);
  const items = [
    { key: "data", mark: <circle cx="14" cy="7" r="4" fill={dots} />, words: "data" },
    { key: "curve", mark: line(curve), words: found.along ? "fit" : "fitted = observed" },
    ...(found.along?.prediction.confidence
      ? [
          { key: "confidence", mark: area(0.36), words: `${confidence} of the curve` },
          {
            key: "prediction",
            mark: area(0.14),
            words: `${confidence} of observations${found.setup.weights ? ", of weight 1" : ""}`,
          },
        ]
      : []),
    ...(found.along?.atStart ? [{ key: "start", mark: line(start, "6 4"), words: "start" }] : []),
  ];
  return (
    <ul class="legend">
      {items.map(({ key, mark, words }) => (
        <li key={key}>
          <svg viewBox="0 0 28 14" aria-hidden="true">
            {mark}
          </svg>
          {words}
        </li>
      ))}
    </ul>
  );
}

function Facts() {
  const found = outcome.value;
  if (!found) return null;
  const facts = [
    ["Residual standard deviation", known(found.residualStandardDeviation)],
    ["R²", rSquared(found.rSquared)],
    ["Degrees of freedom", String(found.degreesOfFreedom)],
    [found.setup.loss === "linear" ? "Sum of squares" : "Robust loss", known(found.loss)],
  ] as const;
  return (
    <dl class={failure.value ? "facts stale" : "facts"}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Ended() {
  const isLong = useSignal(false);
  useSignalEffect(() => {
    if (!isBusy.value) {
      isLong.value = false;
      return;
    }
    const timer = setTimeout(() => {
      isLong.value = true;
    }, soon);
    return () => clearTimeout(timer);
  });
  const found = outcome.value;
  const problem = failure.value;
  if (isLong.value)
    return (
      <div class="ended">
        <p role="status">Fitting.</p>
        <button type="button" onClick={cancel}>
          Cancel
        </button>
      </div>
    );
  if (isCancelled.value) return <p class="ended failure">Cancelled. Change anything to fit again.</p>;
  // What is wrong with the formula stands there.
  if (problem)
    return problem.place ? (
      <p class="ended failure">The formula cannot be fitted as it is.</p>
    ) : (
      <p class="ended failure">{problem.message}</p>
    );
  if (!found) return <p class="ended aside">Fitting.</p>;
  return (
    <p class={found.converged ? "ended aside" : "ended failure"}>
      {found.converged ? "Converged" : "Not converged"} after {found.evaluations} evaluations: {found.reason}.
    </p>
  );
}
