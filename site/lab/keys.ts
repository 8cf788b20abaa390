/** Keys of the whole page. They do nothing while one types or where a control uses them itself. */
import { back, forth } from "./history.ts";
import { experiment, isPlaying, playhead, show } from "./store.ts";
import { play, seek } from "./views/player.ts";

/** Takes the last change back. */
export function undo(): void {
  const before = back(experiment.peek());
  if (before) show(before);
}

/** Does it again. */
export function redo(): void {
  const after = forth(experiment.peek());
  if (after) show(after);
}

/** Listens. */
export function listenToKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey) return;
    const target = event.composedPath()[0];
    if (target instanceof HTMLElement && takesText(target)) return;
    if (event.ctrlKey || event.metaKey) {
      const key = event.key.toLowerCase();
      if (key !== "z" && key !== "y") return;
      event.preventDefault();
      if (key === "y" || event.shiftKey) redo();
      else undo();
      return;
    }
    if (target instanceof HTMLElement && usesKeys(target, event.key)) return;
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

const takesText = (target: HTMLElement): boolean =>
  target.isContentEditable ||
  target.matches("textarea, input:not([type=range], [type=checkbox], [type=radio], [type=file])");

/** A focused button is pressed by a blank, a slider or a list moved by arrows. */
function usesKeys(target: HTMLElement, key: string): boolean {
  if (key === " ") return target.matches("button, a, input, select, summary, [role=button], [role=tab]");
  return target.matches("input, select, [role=tab], [role=slider], [role=application], [tabindex]");
}
