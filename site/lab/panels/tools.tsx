/** What is done with the whole experiment: undo, share, export, light and dark. */
import { link } from "../address.ts";
import { isDark, switchTheme } from "../appearance.ts";
import { reach } from "../history.ts";
import { redo, undo } from "../keys.ts";
import { CopyButton } from "./copy-button.tsx";
import { ExportMenu } from "./export.tsx";
import { Icon } from "./icons.tsx";

/** The tools. */
export function Tools() {
  return (
    <>
      <button type="button" class="quiet" aria-label="Undo" disabled={reach.value.undo === 0} onClick={undo}>
        <Icon name="undo" />
      </button>
      <button type="button" class="quiet" aria-label="Redo" disabled={reach.value.redo === 0} onClick={redo}>
        <Icon name="redo" />
      </button>
      <button
        type="button"
        class="quiet"
        aria-label={isDark.value ? "Light colours" : "Dark colours"}
        onClick={switchTheme}
      >
        <Icon name="sun" />
      </button>
      <ExportMenu />
      <CopyButton text={link} what="the link">
        Copy link
      </CopyButton>
    </>
  );
}
