/** Ctrl+Z and Ctrl+Y of a whole page; a field in which one types has its own. */

/** Listens. */
export function listenToUndo(undo: () => void, redo: () => void): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || !(event.ctrlKey || event.metaKey)) return;
    const target = event.composedPath()[0];
    if (target instanceof HTMLElement && takesText(target)) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    if (key === "y" || event.shiftKey) redo();
    else undo();
  });
}

/** Whether one types in it. */
export const takesText = (target: HTMLElement): boolean =>
  target.isContentEditable ||
  target.matches("textarea, input:not([type=range], [type=checkbox], [type=radio], [type=file])");
