/** The playhead for what is read rather than watched: while time plays it moves a few times a second. */
import { effect, signal } from "@preact/signals";
import { isPlaying, playhead } from "../store.ts";

const pause = 200;

/** The step that numbers show. */
export const slowPlayhead = signal(playhead.peek());

let timer: ReturnType<typeof setTimeout> | null = null;

const catchUp = (): void => {
  timer = null;
  slowPlayhead.value = playhead.peek();
};

effect(() => {
  const step = playhead.value;
  if (isPlaying.value) timer ??= setTimeout(catchUp, pause);
  else {
    if (timer) clearTimeout(timer);
    timer = null;
    slowPlayhead.value = step;
  }
});
