/** A chart on a canvas that follows its signal, its size and the page's colours. */
import { type ReadonlySignal, useComputed, useSignal, useSignalEffect } from "@preact/signals";
import type { ComponentChildren, HTMLAttributes } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { type Chart, chartBox, chartItems } from "../../figures/chart.ts";
import type { Box } from "../../figures/scene.ts";
import { fit } from "./canvas.ts";
import { nextFrame } from "./frames.ts";
import { paint } from "./paint.ts";
import { theme } from "./theme.ts";

/** The canvas. `label` is what a screen reader says of it; what stands over the chart is given the box of its plot. */
export function ChartCanvas({
  chart,
  label,
  over,
  ...attributes
}: {
  readonly chart: ReadonlySignal<Chart | null>;
  readonly label: string;
  readonly over?: (box: ReadonlySignal<Box>) => ComponentChildren;
} & HTMLAttributes<HTMLDivElement>) {
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
  return (
    <div class="chart" ref={figure} {...attributes}>
      <canvas ref={canvas} role="img" aria-label={label} />
      {over?.(box)}
    </div>
  );
}
