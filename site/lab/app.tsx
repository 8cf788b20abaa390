/** The lab as a whole: where panels and views stand. What is needed for the first race is here; the rest is loaded after it. */
import { computed } from "@preact/signals";
import { announcement } from "./announce.ts";
import { later } from "./later.tsx";
import { Contestants } from "./panels/contestants.tsx";
import { Lead } from "./panels/lead.tsx";
import { Problem } from "./panels/problem.tsx";
import { Result } from "./panels/result.tsx";
import { Selected } from "./panels/selected.tsx";
import { dimension } from "./store.ts";

const atOnce = computed(() => typeof document !== "undefined");
const Contour = later(() => import("./views/contour.tsx").then((views) => views.Contour), atOnce);
const Transport = later(() => import("./views/transport.tsx").then((views) => views.Transport), atOnce);
const Curves = later(() => import("./views/loss-curves.tsx").then((views) => views.LossCurves));
const Decision = later(() => import("./views/decision.tsx").then((views) => views.Decision));
const Measures = later(() => import("./panels/measures.tsx").then((panels) => panels.Measures));
const Tools = later(() => import("./panels/tools.tsx").then((panels) => panels.Tools));

/** Whether there is a surface to draw: at first there is. */
const isPlane = computed(() => dimension.value === 2);

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
            <a href="../">Glissade</a>
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
            <div class="stage">{isPlane.value ? <Contour /> : <WithoutSurface />}</div>
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
        <details>
          <summary>Keys</summary>
          <dl class="keys">
            <dt>Space</dt>
            <dd>play or pause</dd>
            <dt>Left, right</dt>
            <dd>one step back or on; with Shift ten</dd>
            <dt>Home, End</dt>
            <dd>first and last step</dd>
            <dt>Ctrl+Z, Ctrl+Y</dt>
            <dd>undo, redo</dd>
          </dl>
        </details>
        <p class="aside">All of it runs in this page: nothing you type or drop here is sent anywhere.</p>
      </footer>
      <p class="only-read" role="status">
        {announcement.value}
      </p>
      <noscript>
        <p class="failure">The lab runs its races by JavaScript, which is switched off here.</p>
      </noscript>
    </div>
  );
}
