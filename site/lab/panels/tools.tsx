/** What is done with the whole experiment. */
import { link } from "../address.ts";
import { reach } from "../history.ts";
import { redo, undo } from "../keys.ts";
import { ExportRace } from "./export.tsx";
import { Toolbar } from "./toolbar.tsx";

/** The tools. */
export function Tools() {
  return (
    <Toolbar reach={reach} undo={undo} redo={redo} link={link}>
      <ExportRace />
    </Toolbar>
  );
}
