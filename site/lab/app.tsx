/** The lab as a whole: where panels and views stand. Only the frame is here; the picture is loaded at once, the rest after the first race. */
import { computed } from "@preact/signals";
import { atOnce, later } from "./later.tsx";
import { Still } from "./still.tsx";
import { experiment } from "./store.ts";

const Contour = later(() => import("./views/contour.tsx").then((views) => views.Contour), {
  isWanted: atOnce,
});
const Decision = later(() => import("./views/decision.tsx").then((views) => views.Decision));

const panel = (name: keyof typeof import("./panels/all.ts"), drawnAs?: string) =>
  later(() => import("./panels/all.ts").then((panels) => panels[name]), { drawnAs });

const Transport = panel("Transport");
const Curves = later(() => import("./views/loss-curves.tsx").then((views) => views.LossCurves));
const Lead = panel("Lead", "lead");
const Result = panel("Result", "result");
const Problem = panel("Problem", "problem");
const Contestants = panel("Contestants", "contestants");
const Selected = panel("Selected", "selected");
const Measures = panel("Measures");
const Tools = panel("Tools");
const Foot = panel("Foot");

/** Whether there is a surface to draw: two parameters alone, as of a regression on one column, make none. */
const isPlane = computed(() => ["surface", "function"].includes(experiment.value.problem.kind));

function OnSurface() {
  return (
    <>
      <Still />
      <Contour />
    </>
  );
}

/** In place of the contour: what a model makes of the plane, and curves. */
function WithoutSurface() {
  return (
    <>
      <Decision />
      <Curves />
    </>
  );
}

/** The lab. */
export function App() {
  return (
    <div class="lab">
      <a class="skip" href="#picture">
        Skip to the race
      </a>
      <header class="top">
        <div class="title">
          <p class="brand">
            <a href="../index.html">Glissade</a>
          </p>
          <h1>Optimizer lab</h1>
        </div>
        <div class="tools">
          <Tools />
        </div>
      </header>
      <main>
        <Lead />
        <div class="seen">
          <section class="card picture" id="picture" aria-label="The race" tabIndex={-1}>
            <div class="stage">{isPlane.value ? <OnSurface /> : <WithoutSurface />}</div>
            <div class="time">
              <Transport />
            </div>
            <Result />
          </section>
        </div>
        <div class="side">
          <Problem />
          <Contestants />
          <Selected />
        </div>
        <section class="card measures" aria-label="Measurements">
          <Measures meanwhile={<p class="aside meanwhile">Measurements follow the first race.</p>} />
        </section>
      </main>
      <footer class="foot">
        <Foot />
      </footer>
      <noscript>
        <p class="failure">The lab runs its races by JavaScript, which is switched off here.</p>
      </noscript>
    </div>
  );
}
