/** A chart in the page, with the playhead as a line that one can drag. */
import { type ReadonlySignal, useComputed } from "@preact/signals";
import type { TargetedPointerEvent } from "preact";
import { type Chart, chartAxes, chartBox } from "../../figures/chart.ts";
import type { Box } from "../../figures/scene.ts";
import { playhead } from "../store.ts";
import { ChartCanvas } from "./chart-canvas.tsx";
import { seek } from "./player.ts";

/** A chart. `label` is what a screen reader says of it; `isOverTime` puts the playhead on its x axis. */
export function ChartView({
  chart,
  label,
  isOverTime = false,
}: {
  readonly chart: ReadonlySignal<Chart | null>;
  readonly label: string;
  readonly isOverTime?: boolean;
}) {
  return isOverTime ? <OverTime chart={chart} label={label} /> : <ChartCanvas chart={chart} label={label} />;
}

function OverTime({
  chart,
  label,
}: {
  readonly chart: ReadonlySignal<Chart | null>;
  readonly label: string;
}) {
  const pick = (event: TargetedPointerEvent<HTMLDivElement>): void => {
    if (!chart.value || (event.type === "pointermove" && event.buttons === 0)) return;
    const { left, width, height } = event.currentTarget.getBoundingClientRect();
    const box = chartBox(width, height);
    seek(stepAt((event.clientX - left - box.x) / box.width, chart.value));
    if (event.type === "pointerdown") event.currentTarget.setPointerCapture(event.pointerId);
  };
  return (
    <ChartCanvas
      class="chart over-time"
      chart={chart}
      label={label}
      onPointerDown={pick}
      onPointerMove={pick}
      over={(box) => <Playhead chart={chart} box={box} />}
    />
  );
}

function Playhead(props: {
  readonly chart: ReadonlySignal<Chart | null>;
  readonly box: ReadonlySignal<Box>;
}) {
  const line = useComputed(() => {
    const [chart, box] = [props.chart.value, props.box.value];
    if (!chart) return null;
    const at = chartAxes(chart, box).x.position(Math.max(playhead.value, chart.isXLog ? 1 : 0));
    return at >= 0 && at <= 1 ? box.x + at * box.width : null;
  });
  const left = line.value;
  if (left === null) return null;
  const { y, height } = props.box.value;
  return (
    <div
      class="playhead"
      style={{ transform: `translateX(${left}px)`, top: `${y}px`, height: `${height}px` }}
    />
  );
}

function stepAt(part: number, { xRange, isXLog }: Chart): number {
  const [from, to] = isXLog ? [Math.log10(xRange[0]), Math.log10(xRange[1])] : xRange;
  const at = from + Math.max(0, Math.min(1, part)) * (to - from);
  return isXLog ? 10 ** at : at;
}
