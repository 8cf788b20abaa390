/** Keys of the whole page. They do nothing while one types or where a control uses them itself. */
import { history } from "./history.ts";
import { experiment, isPlaying, playhead, show } from "./store.ts";
import { listenToUndo, takesText } from "./undo-keys.ts";
import { play, seek } from "./views/player.ts";

/** Takes the last change back. */
export function undo(): void {
  const before = history.back(experiment.peek());
  if (before) show(before);
}

/** Does it again. */
export function redo(): void {
  const after = history.forth(experiment.peek());
  if (after) show(after);
}

/** Listens. */
export function listenToKeys(): void {
  listenToUndo(undo, redo);
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    const target = event.composedPath()[0];
    if (target instanceof HTMLElement && (takesText(target) || usesKeys(target, event.key))) return;
    const act = actions[event.key];
    if (!act) return;
    event.preventDefault();
    act(event.shiftKey);
  });
}

const actions: Readonly<Record<string, (isFar: boolean) => void>> = {
  " ": () => {
    if (isPlaying.peek()) isPlaying.value = false;
    else play();
  },
  ArrowRight: (isFar) => move(isFar ? 10 : 1),
  ArrowLeft: (isFar) => move(isFar ? -10 : -1),
  Home: () => move(-Infinity),
  End: () => move(Infinity),
};

function move(by: number): void {
  isPlaying.value = false;
  seek(playhead.peek() + by);
}

/** A focused button is pressed by a blank, a slider or a list moved by arrows. */
function usesKeys(target: HTMLElement, key: string): boolean {
  if (key === " ") return target.matches("button, a, input, select, summary, [role=button], [role=tab]");
  return target.matches("input, select, [role=tab], [role=slider], [role=application], [tabindex]");
}
