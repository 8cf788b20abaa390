/** The surface with the contestants' ways over it, and the start that one drags. */
import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import type { TargetedPointerEvent } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Point, Window } from "../../engine/experiment.ts";
import { placeIn } from "../../figures/surface.ts";
import { later } from "../later.tsx";
import { drawnHeads } from "../still.tsx";
import { experiment, field, playhead, setStart } from "../store.ts";
import { ContourPicture, plotBox } from "./contour-picture.ts";
import { heads, trails } from "./everyone.ts";
import { cancelFrame, nextFrame } from "./frames.ts";
import { theme } from "./theme.ts";
import { tidy } from "./tidy.ts";

type Canvas = HTMLCanvasElement;

const StartHandle = later(async () => (await import("./start-handle.tsx")).StartHandle);

/** The contour; nothing for problems that are not of the plane. */
export function Contour() {
  return field.value ? <ContourFigure /> : null;
}

function ContourFigure() {
  const plot = useRef<HTMLDivElement>(null);
  const picture = useRef<ContourPicture>(null);
  const width = useSignal(0);
  const height = useComputed(() =>
    field.value ? Math.round(width.value * heightByWidth(field.value.window)) : 0,
  );

  useEffect(() => {
    const element = plot.current as HTMLDivElement;
    const canvases = [...element.querySelectorAll("canvas")];
    picture.current = new ContourPicture(canvases as [Canvas, Canvas, Canvas, Canvas], (state) => {
      drawnHeads.value = state.heads.length;
    });
    const observer = new ResizeObserver(() => {
      width.value = element.clientWidth;
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      picture.current?.dispose();
    };
  }, []);

  useSignalEffect(() => {
    const state = { theme: theme.value, width: width.value, height: height.value, until: playhead.value };
    const ratio = globalThis.devicePixelRatio;
    if (field.value && state.width > 0)
      picture.current?.show({
        ...state,
        ratio,
        field: field.value,
        trails: trails.value,
        heads: heads.value,
      });
  });

  const { problem } = experiment.value;
  const start = "start" in problem && typeof problem.start === "object" ? problem.start : null;
  const surface = field.value;
  const box = plotBox(width.value, height.value);
  const [left, top] = start && surface ? placeIn(surface.window, box)(...start) : [0, 0];

  const dragged = useRef<Point | null>(null);
  const move = useRef((): void => {
    if (dragged.current) setStart(dragged.current, { keepsRates: true });
  }).current;
  const drop = (): void => {
    if (!dragged.current) return;
    cancelFrame(move);
    setStart(dragged.current);
    dragged.current = null;
  };
  const drag = (event: TargetedPointerEvent<HTMLElement>): void => {
    if (!surface || (event.type === "pointermove" && event.buttons === 0)) return;
    const frame = event.currentTarget.getBoundingClientRect();
    dragged.current = pointAt(event.clientX - frame.left, event.clientY - frame.top, surface.window, box);
    nextFrame(move);
    if (event.type === "pointerdown") event.currentTarget.setPointerCapture(event.pointerId);
  };

  return (
    <div
      class="contour"
      ref={plot}
      style={{ aspectRatio: surface ? 1 / heightByWidth(surface.window) : 1 }}
      onPointerDown={start ? drag : undefined}
      onPointerMove={start ? drag : undefined}
      onPointerUp={drop}
      onPointerCancel={drop}
    >
      <div
        role="img"
        aria-label="Contour of the surface with the contestants' ways; the table has the same in numbers"
      >
        <canvas />
        <canvas class="in-plot" />
        <canvas class="in-plot" />
        <canvas />
      </div>
      {start && surface && width.value > 0 ? (
        <StartHandle start={start} window={surface.window} left={left} top={top} />
      ) : null}
    </div>
  );
}

/** How high the figure is by its width: as the window is, but never a strip. */
function heightByWidth({ x, y }: Window): number {
  return Math.max(0.6, Math.min(1, (y[1] - y[0]) / (x[1] - x[0])));
}

/** The point of the window under a place of the figure. */
function pointAt(left: number, top: number, { x, y }: Window, box: ReturnType<typeof plotBox>): Point {
  const part = (value: number): number => Math.max(0, Math.min(1, value));
  const [width, height] = [x[1] - x[0], y[1] - y[0]];
  return [
    tidy(x[0] + part((left - box.x) / box.width) * width, width),
    tidy(y[1] - part((top - box.y) / box.height) * height, height),
  ];
}
