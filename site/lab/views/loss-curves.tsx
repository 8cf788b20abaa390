/** The loss by step. */
import { useComputed } from "@preact/signals";
import { shown } from "../store.ts";
import { ChartView } from "./chart-view.tsx";
import { isLossLog, isStepLog, lossChart, whyNoLog } from "./loss-charts.ts";
import { Toggle } from "./toggle.tsx";
import "./views.css";

/** The curves. */
export function LossCurves() {
  const names = useComputed(() => shown.value.map(({ label }) => label).join(", "));
  return (
    <div class="view">
      <fieldset class="choices" aria-label="Axes">
        <Toggle value={isLossLog} whyNot={whyNoLog.value}>
          Log loss
        </Toggle>
        <Toggle value={isStepLog}>Log steps</Toggle>
      </fieldset>
      <ChartView
        chart={lossChart}
        label={`Loss by step: ${names.value}. The table has the same in numbers.`}
        isOverTime
      />
    </div>
  );
}
