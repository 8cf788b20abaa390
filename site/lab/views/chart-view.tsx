/** A chart in the page: a canvas that follows its signal and its size, with the playhead as a line that one can drag. */
import { type ReadonlySignal, useComputed, useSignal, useSignalEffect } from "@preact/signals";
import type { TargetedPointerEvent } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { type Chart, chartAxes, chartBox, chartItems } from "../../figures/chart.ts";
import { playhead } from "../store.ts";
import { fit } from "./canvas.ts";
import { nextFrame } from "./frames.ts";
import { paint } from "./paint.ts";
import { seek } from "./player.ts";
import { theme } from "./theme.ts";

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
  const figure = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useSignal({ width: 0, height: 0 });

  useEffect(() => {
    const element = figure.current as HTMLDivElement;
    const observer = new ResizeObserver(() => {
      size.value = { width: element.clientWidth, height: element.clientHeight };
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const draw = useRef((): void => {});
  useSignalEffect(() => {
    const [data, colours, { width, height }] = [chart.value, theme.value, size.value];
    draw.current = () => {
      if (!canvas.current || width < 100 || height < 80) return;
      const context = fit(canvas.current, width, height, devicePixelRatio);
      if (data) paint(context, chartItems(data, chartBox(width, height), colours));
    };
    nextFrame(drawSoon);
  });
  const drawSoon = useRef(() => draw.current()).current;

  const box = useComputed(() => chartBox(size.value.width, size.value.height));
  const line = useComputed(() => {
    if (!isOverTime || !chart.value) return null;
    const at = chartAxes(chart.value, box.value).x.position(
      Math.max(playhead.value, chart.value.isXLog ? 1 : 0),
    );
    return at >= 0 && at <= 1 ? box.value.x + at * box.value.width : null;
  });

  const pick = (event: TargetedPointerEvent<HTMLDivElement>): void => {
    if (!chart.value || (event.type === "pointermove" && event.buttons === 0)) return;
    const left = event.clientX - event.currentTarget.getBoundingClientRect().left;
    seek(stepAt((left - box.value.x) / box.value.width, chart.value));
    if (event.type === "pointerdown") event.currentTarget.setPointerCapture(event.pointerId);
  };
  const events = isOverTime ? { onPointerDown: pick, onPointerMove: pick } : {};
  return (
    <div class={isOverTime ? "chart over-time" : "chart"} ref={figure} {...events}>
      <canvas ref={canvas} role="img" aria-label={label} />
      {isOverTime ? <Playhead left={line} top={box.value.y} height={box.value.height} /> : null}
    </div>
  );
}

function Playhead(props: {
  readonly left: ReadonlySignal<number | null>;
  readonly top: number;
  readonly height: number;
}) {
  const left = props.left.value;
  if (left === null) return null;
  return (
    <div
      class="playhead"
      style={{ transform: `translateX(${left}px)`, top: `${props.top}px`, height: `${props.height}px` }}
    />
  );
}

function stepAt(part: number, { xRange, isXLog }: Chart): number {
  const [from, to] = isXLog ? [Math.log10(xRange[0]), Math.log10(xRange[1])] : xRange;
  const at = from + Math.max(0, Math.min(1, part)) * (to - from);
  return isXLog ? 10 ** at : at;
}
