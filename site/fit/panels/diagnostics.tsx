/** What the residuals say of the model: their picture from three sides, and how parameters depend on each other. */
import { type ReadonlySignal, useComputed } from "@preact/signals";
import type { Chart } from "../../figures/chart.ts";
import type { Theme } from "../../figures/theme.ts";
import { ChartCanvas } from "../../lab/views/chart-canvas.tsx";
import { Scrolls } from "../../lab/views/scrolls.tsx";
import { theme } from "../../lab/views/theme.ts";
import { byFitted, byOrder, normalQuantiles } from "../charts.ts";
import type { Outcome } from "../outcome.ts";
import { failure, outcome } from "../store.ts";

/** The card. */
export function Diagnostics() {
  const found = outcome.value;
  return (
    <section class="card measures" aria-labelledby="residuals-title">
      <header>
        <h2 id="residuals-title">Residuals</h2>
        <p class="aside">observed less fitted</p>
      </header>
      <div class={failure.value ? "body diagnostics stale" : "body diagnostics"}>
        <Residuals draw={byFitted} title="Against fitted values">
          a bend says that the curve is another; a funnel asks for weights
        </Residuals>
        <Residuals draw={byOrder} title="In the order of rows">
          what drifts or swings is no noise
        </Residuals>
        <Residuals draw={normalQuantiles} title="Normal quantiles">
          near the line where errors are normal
        </Residuals>
        {found && <Correlations outcome={found} />}
      </div>
    </section>
  );
}

function Residuals({
  draw,
  title,
  children,
}: {
  readonly draw: (outcome: Outcome, theme: Theme) => Chart;
  readonly title: string;
  readonly children: string;
}) {
  const chart: ReadonlySignal<Chart | null> = useComputed(
    () => outcome.value && draw(outcome.value, theme.value),
  );
  return (
    <figure>
      <figcaption>
        <b>{title}</b>: {children}.
      </figcaption>
      <ChartCanvas chart={chart} label={`Residuals, ${title.toLowerCase()}`} />
    </figure>
  );
}

function Correlations({ outcome: { names, correlation } }: { readonly outcome: Outcome }) {
  return (
    <figure>
      <figcaption id="correlations">
        <b>Correlation of parameters</b>: near 1 or −1 the data hardly tell two apart.
      </figcaption>
      <Scrolls label="Correlation of parameters">
        <table class="estimates correlations" aria-labelledby="correlations">
          <thead>
            <tr>
              <th scope="col">
                <span class="only-read">parameter</span>
              </th>
              {names.map((name) => (
                <th key={name} scope="col" class="name-of">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {names.map((name, i) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {names.map((other, j) => (
                  <td key={other}>{shownCorrelation(correlation[i]?.[j] ?? null)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolls>
    </figure>
  );
}

const shownCorrelation = (value: number | null): string =>
  value === null ? "none" : value === 1 ? "1" : value.toFixed(3).replace("-", "−");
