/** For a model that tells two classes of points apart: what it makes of the plane at the playhead. Nothing for other problems. */
import { computed, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { decisionItems } from "../../figures/decision.ts";
import type { Question } from "../answers.ts";
import { pictureAnswer } from "../answers.ts";
import { experiment, selected, shown } from "../store.ts";
import { useAsking } from "./asking.ts";
import { fit } from "./canvas.ts";
import { plotBox } from "./contour-picture.ts";
import { nextFrame } from "./frames.ts";
import { paint } from "./paint.ts";
import { slowPlayhead } from "./slow-playhead.ts";
import { theme } from "./theme.ts";
import "./views.css";

const isModel = computed(() => experiment.value.problem.kind === "spirals");

const question = computed<Question | null>(() =>
  isModel.value ? { type: "picture", contestant: selected.value, step: slowPlayhead.value } : null,
);

/** The picture of the selected contestant. */
export function Decision() {
  useAsking(question, pictureAnswer);
  return isModel.value ? <DecisionFigure /> : null;
}

function DecisionFigure() {
  const figure = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useSignal(0);
  useEffect(() => {
    const element = figure.current as HTMLDivElement;
    const observer = new ResizeObserver(() => {
      width.value = element.clientWidth;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const draw = useRef((): void => {});
  const drawSoon = useRef(() => draw.current()).current;
  useSignalEffect(() => {
    const [data, colours, size] = [pictureAnswer.value, theme.value, width.value];
    draw.current = () => {
      if (!canvas.current || !data || size < 100) return;
      const context = fit(canvas.current, size, size, devicePixelRatio);
      const colour = colours.contestants[data.contestant] ?? colours.text;
      paint(context, decisionItems(data, plotBox(size, size), colours, colour));
    };
    nextFrame(drawSoon);
  });
  const name = shown.value.find(({ id }) => id === pictureAnswer.value?.contestant)?.label ?? "";
  return (
    <figure class="decision">
      <div ref={figure} style={{ height: `${width.value}px` }}>
        <canvas
          ref={canvas}
          role="img"
          aria-label={`How ${name} divides the plane between circles and triangles`}
        />
      </div>
      <figcaption class="aside">
        {pictureAnswer.value
          ? `What ${name} makes of the plane at step ${pictureAnswer.value.step}: the darker, the surer of triangles; the line is where both are as likely.`
          : "The picture follows when a rate is found."}
      </figcaption>
    </figure>
  );
}
