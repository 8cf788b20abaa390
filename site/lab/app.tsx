/** The lab as a whole: where panels and views stand. What is needed for the first race is here; the rest is loaded after it. */
import { Contestants } from "./panels/contestants.tsx";
import { digest, experiment, shown } from "./store.ts";
import { Contour } from "./views/contour.tsx";
import { whatIsSeen } from "./words.ts";

/** The lab. */
export function App() {
  return (
    <div class="lab">
      <a class="skip" href="#picture">
        Skip to the race
      </a>
      <header class="top">
        <p class="brand">
          <a href="../">Glissade</a>
        </p>
        <h1>Optimizer lab</h1>
      </header>
      <main>
        <div class="lead">
          <p>
            {whatIsSeen(shown.value, experiment.value.problem)} Edit the equations below: every keystroke that
            compiles races at once.
          </p>
        </div>
        <section class="card picture" id="picture" aria-label="The race">
          <div class="stage">
            <Contour />
          </div>
        </section>
        <div class="side">
          <Contestants />
        </div>
        <div class="below" />
      </main>
      <footer>
        <p class="aside">
          Digest of this race: <output>{digest.value ?? "racing"}</output>
        </p>
      </footer>
    </div>
  );
}
