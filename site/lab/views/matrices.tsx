/** What orthogonalising does: of each contestant, what the unit circle becomes under the gradient and under the step, and the singular values of steps. */
import { useComputed } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { matrixProblem } from "../../engine/problems/matrix.ts";
import { shortNumber } from "../../figures/numbers.ts";
import { axesPath, type Ellipse, ellipseOf, ellipsePath } from "../../figures/singular-values.ts";
import { colourOf, experiment, playhead, shown } from "../store.ts";
import { ChartView } from "./chart-view.tsx";
import { isStepLog } from "./loss-charts.ts";
import { Marker } from "./marker.tsx";
import { matrixAt, movedBy, singularChart } from "./singular-chart.ts";
import { slowPlayhead } from "./slow-playhead.ts";
import { Toggle } from "./toggle.tsx";
import { visibleTracks } from "./visible-tracks.ts";
import "./views.css";
import "./matrices.css";

/** The longer half axis, in the units of a picture. */
const radius = 46;

/** The pictures and the chart. */
export function Matrices() {
  const names = useComputed(() => shown.value.map(({ label }) => label).join(", "));
  return (
    <div class="view">
      <p class="aside">
        What the unit circle becomes under the gradient, dashed, and under the step, filled, both drawn to one
        length. Half axes are singular values: where the step is a circle, all directions move alike.
      </p>
      <ul class="ellipses">
        {shown.value.map(({ id, label }) => (
          <li key={id}>
            <Ellipses id={id} label={label} />
          </li>
        ))}
      </ul>
      <fieldset class="choices" aria-label="Axes of the singular values">
        <Toggle value={isStepLog}>Log steps</Toggle>
      </fieldset>
      <ChartView
        chart={singularChart}
        label={`Both singular values of each step: ${names.value}`}
        isOverTime
      />
    </div>
  );
}

function Ellipses({ id, label }: { readonly id: string; readonly label: string }) {
  const { problem } = experiment.value;
  const gradientAt = useMemo(() => {
    if (problem.kind !== "matrix") return () => new Float64Array(4);
    const own = matrixProblem(problem).forSeed(0);
    return (at: Float64Array, step: number): Float64Array => {
      const gradient = new Float64Array(4);
      own.gradient(at, step, gradient);
      return gradient;
    };
  }, [problem]);
  const track = visibleTracks.value.get(id);
  /** Of the step at a time; null where there is none. */
  const seen = (time: number): { gradient: Ellipse; step: Ellipse } | null => {
    if (!track?.points || track.length < 2) return null;
    const step = Math.max(1, Math.min(time, track.length - 1));
    const gradient = ellipseOf(gradientAt(matrixAt(track, step - 1), step));
    return { gradient, step: ellipseOf(movedBy(track, step)) };
  };
  const [now, read] = [seen(playhead.value), seen(slowPlayhead.value)];
  const [ofGradient, ofStep] = [ratioOf(read?.gradient), ratioOf(read?.step)];
  const colour = colourOf(id);
  return (
    <figure>
      <svg
        viewBox="-50 -50 100 100"
        role="img"
        aria-label={`${label}: half axes of the gradient ${ofGradient}, of the step ${ofStep}`}
      >
        <circle class="unit" r={radius} />
        {now && (
          <>
            <path class="taken" d={ellipsePath(now.step, radius)} fill={colour} stroke={colour} />
            <path d={axesPath(now.step, radius)} stroke={colour} />
            <path class="given" d={ellipsePath(now.gradient, radius)} />
          </>
        )}
      </svg>
      <figcaption>
        <span class="name">
          <Marker id={id} /> <b>{label}</b>
        </span>
        <span class="aside number">gradient {ofGradient}</span>
        <span class="aside number">step {ofStep}</span>
      </figcaption>
    </figure>
  );
}

/** How many times as long the longer half axis is. */
function ratioOf(ellipse: Ellipse | undefined): string {
  if (!ellipse || !(ellipse.long > 0)) return "–";
  return `${shortNumber(ellipse.long / ellipse.short, 2)} : 1`;
}
