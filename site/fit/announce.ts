/** What a screen reader is told: the result in words, once it has come to rest, never while something moves. */
import { effect, signal } from "@preact/signals";
import { failure, outcome } from "./store.ts";
import { results } from "./words.ts";

/** The last announcement. */
export const announcement = signal("");

/** Announces from now on. */
export function announce(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    const [found, problem] = [outcome.value, failure.value];
    clearTimeout(timer);
    timer = setTimeout(() => {
      announcement.value = problem ? "" : found ? results(found) : "";
    }, 1000);
  });
}
