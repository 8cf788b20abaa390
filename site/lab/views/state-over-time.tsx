/** What the selected contestant holds for one of its parameters, step by step: a small chart for each state, for its gradient and its steps. */
import { computed, useComputed } from "@preact/signals";
import type { Chart } from "../../figures/chart.ts";
import { dashOf } from "../../figures/markers.ts";
import { wholeRange } from "../../figures/ranges.ts";
import { type Question, stateAnswer } from "../answers.ts";
import { dimension, experiment, selected } from "../store.ts";
import { useAsking } from "./asking.ts";
import { ChartView } from "./chart-view.tsx";
import { CoordinateChoice, coordinate } from "./coordinate.tsx";
import { isStepLog } from "./loss-charts.ts";
import { theme } from "./theme.ts";
import "./views.css";

/** How many times as large as its smallest a value must grow to be drawn on a logarithmic axis. */
const wideRange = 100;

const index = computed(() => Math.min(coordinate.value, dimension.value - 1));

/** The answer, if it is about what is chosen. */
const answer = computed(() => {
  const found = stateAnswer.value;
  return found?.contestant === selected.value && found.index === index.value ? found : null;
});

const names = computed(() => Object.keys(answer.value?.values ?? {}));

function chartOf(name: string): Chart | null {
  const values = answer.value?.values[name];
  if (!answer.value || !values) return null;
  const finite = values.filter(Number.isFinite);
  const [low, high] = [
    finite.reduce((a, b) => Math.min(a, b), Infinity),
    finite.reduce((a, b) => Math.max(a, b), 0),
  ];
  const isYLog = low > 0 && high > wideRange * low;
  const colour = theme.value.contestants[selected.value] ?? theme.value.text;
  return {
    xName: "step",
    yName: name,
    isXLog: isStepLog.value,
    isYLog,
    xRange: [isStepLog.value ? 1 : 0, Math.max(2, experiment.value.steps)],
    yRange: wholeRange([{ values }], isYLog),
    curves: [{ x: answer.value.steps, y: values, colour, dash: dashOf(selected.value) }],
  };
}

const question = computed<Question>(() => ({
  type: "state",
  contestant: selected.value,
  index: index.value,
}));

/** The charts. */
export function StateOverTime() {
  useAsking(question, stateAnswer);
  return (
    <div class="view">
      <CoordinateChoice />
      <div class="small-charts">
        {names.value.map((name) => (
          <Small key={name} name={name} />
        ))}
      </div>
      {names.value.length === 0 ? <p class="aside">The state is being worked out.</p> : null}
    </div>
  );
}

function Small({ name }: { readonly name: string }) {
  const chart = useComputed(() => chartOf(name));
  return <ChartView chart={chart} label={`${name} by step`} isOverTime />;
}
