/** What is done with the whole of a page: undo, light and dark, export, share. */
import type { ReadonlySignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { isDark, switchTheme } from "../appearance.ts";
import type { Reach } from "../past.ts";
import { CopyButton } from "./copy-button.tsx";
import { Icon } from "./icons.tsx";

/** The tools; what can be exported stands between those that all pages have. */
export function Toolbar({
  reach,
  undo,
  redo,
  link,
  children,
}: {
  readonly reach: ReadonlySignal<Reach>;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly link: () => Promise<string>;
  readonly children: ComponentChildren;
}) {
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
      {children}
      <CopyButton text={link} what="the link">
        Copy link
      </CopyButton>
    </>
  );
}
