/**
 * The address and the experiment: a link is opened, a story begun, and the address kept up to date without filling the history: going back
 * leads to what was opened before, with its changes; each change alone is undone by `past.ts`.
 */
import { batch, effect, signal } from "@preact/signals";
import { defaultExperiment } from "../engine/default-experiment.ts";
import type { Experiment } from "../engine/experiment.ts";
import { reach } from "./history.ts";
import { change, digest, experiment } from "./store.ts";
import { stories } from "./stories.ts";

/** What is said of what has been opened. */
export const opened = signal<
  | { readonly kind: "link"; readonly digest: string | null; readonly changes: number }
  | { readonly kind: "story"; readonly name: string; readonly words: string }
  | { readonly kind: "bad"; readonly message: string }
  | null
>(null);

/** The fragment of what is shown; empty where that is the default experiment, or has none yet. */
let own = "";

/** Whether this page has written it itself, for a change. */
let isWritten = false;

/** How many changes there were when it was opened. */
let unchanged = 0;

/** Shows what the address holds; a bad link is told, and the default experiment stays. */
export async function openAddress(): Promise<void> {
  const fragment = location.hash.slice(1);
  if (fragment === own) {
    forgetBad();
    return;
  }
  if (fragment === "") {
    show(fragment, defaultExperiment);
    opened.value = null;
    return;
  }
  // A place of the page: the address stays that of the experiment, or a reload would lose it.
  if (document.getElementById(fragment)) return history.replaceState(null, "", `#${own}`);
  if (stories.some(({ name }) => name === fragment)) return openStory(fragment);
  try {
    const { decodeLink } = await import("../engine/link.ts");
    const held = await decodeLink(fragment);
    show(fragment, held.experiment);
    opened.value = { kind: "link", digest: held.digest, changes: unchanged };
  } catch (error) {
    opened.value = { kind: "bad", message: error instanceof Error ? error.message : String(error) };
  }
}

function show(fragment: string, shown: Experiment): void {
  // At once: what is opened is no change, whose address would be written.
  batch(() => {
    change(() => shown);
    own = fragment;
    isWritten = false;
    unchanged = reach.peek().changes;
  });
}

/** A bad link is no longer what the page shows. */
function forgetBad(): void {
  if (opened.peek()?.kind === "bad") opened.value = null;
}

async function openStory(name: string): Promise<void> {
  const { toldStories } = await import("./told-stories.ts");
  const told = toldStories[name];
  if (!told) return;
  show(name, told.experiment);
  opened.value = { kind: "story", name, words: told.words };
}

/** The link to the experiment as it is. */
export async function link(): Promise<string> {
  const { encodeLink } = await import("../engine/link.ts");
  const { origin, pathname, search } = location;
  return `${origin}${pathname}${search}#${await encodeLink(experiment.peek(), digest.peek())}`;
}

/** Keeps the address up to date, a while after the last change. What was opened keeps its address until it is changed. */
export function keepAddress(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    const isChanged = reach.value.changes !== unchanged || isWritten;
    clearTimeout(timer);
    if (!experiment.value || !digest.value || !isChanged) return;
    timer = setTimeout(() => void write(), 500);
  });
}

async function write(): Promise<void> {
  const address = await link().catch(() => null);
  if (address === null) return;
  forgetBad();
  own = address.slice(address.indexOf("#") + 1);
  isWritten = true;
  history.replaceState(null, "", address);
}
