/** What the page shows: the fit as it is set up, which only `change` and its kin change, and what came out of it. */
import { computed, effect, signal } from "@preact/signals";
import { Past } from "../lab/past.ts";
import { FitClient } from "./client.ts";
import { examples } from "./examples.ts";
import type { FitFailure, Outcome } from "./outcome.ts";
import type { FitSetup } from "./setup.ts";

/** The fit as it is set up. */
export const setup = signal<FitSetup>(examples[0].setup);

/** The last one that came out well; the present one, unless `failure` says otherwise. */
export const outcome = signal<Outcome | null>(null);

/** Why the present one did not come out. */
export const failure = signal<FitFailure | null>(null);

/** Whether a fit is under way. */
export const isBusy = signal(false);

/** Whether it was ended by the reader. */
export const isCancelled = signal(false);

/** The last good fit of the formula and the data that are shown: what it says of parameters still holds for their names. */
export const shown = computed(() => {
  const [found, { formula, table }] = [outcome.value, setup.value];
  return found && found.setup.formula === formula && found.setup.table === table ? found : null;
});

const past = new Past<FitSetup>();
export const { reach } = past;

/** Changes the fit. Changes in a row with the same word are undone as one. */
export function change(update: (before: FitSetup) => FitSetup, as = ""): void {
  const before = setup.peek();
  const after = update(before);
  if (after === before) return;
  past.remember(before, as);
  setup.value = after;
}

/** Another formula: its parameters have no start, no bounds and nothing that holds them. */
export const changeFormula = (formula: string, as = "formula"): void =>
  change((before) => ({ ...before, formula, start: null, fixed: {}, bounds: {} }), as);

/** Moves where the search begins. */
export function moveStart(name: string, value: number): void {
  const found = shown.peek();
  change(
    (before) => ({ ...before, start: { ...found?.start, ...before.start, [name]: value } }),
    `start ${name}`,
  );
}

/** Takes the last change back. */
export function undo(): void {
  setup.value = past.back(setup.peek()) ?? setup.peek();
}

/** Does it again. */
export function redo(): void {
  setup.value = past.forth(setup.peek()) ?? setup.peek();
}

const client = new FitClient({
  hear(reply, of) {
    isCancelled.value = false;
    failure.value = reply.kind === "failed" ? reply.failure : null;
    if (reply.kind === "fitted") outcome.value = { ...reply.found, setup: of };
  },
  work(busy) {
    isBusy.value = busy;
  },
});

/** Ends the fit under way. */
export function cancel(): void {
  client.cancel();
  isCancelled.value = true;
}

/** Fits from now on, at every change. */
export function start(): void {
  effect(() => client.ask(setup.value));
}
