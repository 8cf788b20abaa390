/** The page as a whole: where panels stand. */

import { ExportMenu } from "../lab/panels/export-menu.tsx";
import { Toolbar } from "../lab/panels/toolbar.tsx";
import { link } from "./address.ts";
import { announcement } from "./announce.ts";
import { DataPanel } from "./panels/data.tsx";
import { Diagnostics } from "./panels/diagnostics.tsx";
import { exports } from "./panels/exports.ts";
import { FormulaPanel } from "./panels/formula.tsx";
import { Lead } from "./panels/lead.tsx";
import { OptionsPanel } from "./panels/options.tsx";
import { ParametersPanel } from "./panels/parameters.tsx";
import { Picture } from "./panels/picture.tsx";
import { reach, redo, undo } from "./store.ts";

/** The page. */
export function App() {
  return (
    <div class="lab">
      <a class="skip" href="#picture">
        Skip to the curve
      </a>
      <header class="top">
        <div class="title">
          <p class="brand">
            <a href="../index.html">Glissade</a>
          </p>
          <h1>Curve fitting</h1>
        </div>
        <div class="tools">
          <Toolbar reach={reach} undo={undo} redo={redo} link={link}>
            <ExportMenu exports={exports} />
          </Toolbar>
        </div>
      </header>
      <main>
        <Lead />
        <div class="seen">
          <Picture />
        </div>
        <div class="side">
          <FormulaPanel />
          <ParametersPanel />
          <DataPanel />
          <OptionsPanel />
        </div>
        <Diagnostics />
      </main>
      <footer class="foot">
        <p class="aside">
          Everything is computed in this page: nothing you type or drop here is sent anywhere. How it is done,
          and how exact it is: <a href="../guide/fitting-curves.html">Fitting curves</a>.
        </p>
        <p class="only-read" role="status">
          {announcement.value}
        </p>
      </footer>
    </div>
  );
}
