/** The loss by step, and where the parameter goes if there is only one. */
import { useComputed } from "@preact/signals";
import { shown } from "../store.ts";
import { ChartView } from "./chart-view.tsx";
import { isLossLog, isStepLog, lossChart, parameterChart } from "./loss-charts.ts";
import { Toggle } from "./toggle.tsx";
import "./views.css";

/** The curves. */
export function LossCurves() {
  const names = useComputed(() => shown.value.map(({ label }) => label).join(", "));
  return (
    <div class="view">
      <fieldset class="choices" aria-label="Axes">
        <Toggle value={isLossLog}>Log loss</Toggle>
        <Toggle value={isStepLog}>Log steps</Toggle>
      </fieldset>
      {parameterChart.value ? (
        <ChartView chart={parameterChart} label={`The parameter by step: ${names.value}`} isOverTime />
      ) : null}
      <ChartView
        chart={lossChart}
        label={`Loss by step: ${names.value}. The table has the same in numbers.`}
        isOverTime
      />
    </div>
  );
}
