/** Where the parameter goes, for problems that have one. */
import { useComputed } from "@preact/signals";
import { shown } from "../store.ts";
import { ChartView } from "./chart-view.tsx";
import { isStepLog, parameterChart } from "./loss-charts.ts";
import { Toggle } from "./toggle.tsx";
import "./views.css";

/** The curves. */
export function ParameterCurve() {
  const names = useComputed(() => shown.value.map(({ label }) => label).join(", "));
  return (
    <div class="view">
      <fieldset class="choices" aria-label="Axes of the parameter">
        <Toggle value={isStepLog}>Log steps</Toggle>
      </fieldset>
      <ChartView chart={parameterChart} label={`The parameter by step: ${names.value}`} isOverTime />
    </div>
  );
}
