/** The lab as a whole: where panels and views stand. Only the frame is here; the picture is loaded at once, the rest after the first race. */
import { atOnce, later } from "./later.tsx";
import { Still } from "./still.tsx";
import { stage } from "./store.ts";

const Contour = later(() => import("./views/contour.tsx").then((views) => views.Contour), {
  isWanted: atOnce,
});
const Decision = later(() => import("./views/decision.tsx").then((views) => views.Decision));
const Matrices = later(() => import("./views/matrices.tsx").then((views) => views.Matrices));
const Parameter = later(() => import("./views/parameter-curve.tsx").then((views) => views.ParameterCurve));

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

function OnSurface() {
  return (
    <>
      <Still />
      <Contour />
    </>
  );
}

const stages = { surface: OnSurface, plane: Decision, matrix: Matrices, parameter: Parameter, loss: Curves };

/** The lab. */
export function App() {
  const Stage = stages[stage.value];
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
            <div class="stage">
              <Stage />
            </div>
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
