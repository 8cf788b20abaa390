/** The address and the fit: a link or an example is opened; changes are written into the address a while after the last. */
import { effect, signal } from "@preact/signals";
import { examples } from "./examples.ts";
import { decodeFit, encodeFit } from "./link.ts";
import { change, reach, setup } from "./store.ts";

/** What is wrong with the link that was opened, or with the one that is to be made. */
export const linkProblem = signal<string | null>(null);

/** The fragment of what is shown. */
let own = "";

/** How many changes there were when it was opened; null once this page has written the address itself. */
let unchanged: number | null = 0;

/** Shows what the address holds; a bad link is told, and what was there stays. */
export async function openAddress(): Promise<void> {
  const fragment = location.hash.slice(1);
  if (fragment === own) return;
  // A place of the page: the address stays that of the fit, or a reload would lose it.
  if (fragment !== "" && document.getElementById(fragment)) return history.replaceState(null, "", `#${own}`);
  try {
    const example = examples.find(({ name }) => name === (fragment || examples[0].name));
    const opened = example?.setup ?? (await decodeFit(fragment));
    change(() => opened);
    linkProblem.value = null;
    own = fragment;
    unchanged = reach.peek().changes;
  } catch (error) {
    linkProblem.value = `The link could not be opened: ${error instanceof Error ? error.message : String(error)}. What is shown does not come from it.`;
  }
}

/** The link to the fit as it is. @throws LinkError for data that are too large for one. */
export async function link(): Promise<string> {
  const { origin, pathname, search } = location;
  return `${origin}${pathname}${search}#${await encodeFit(setup.peek())}`;
}

/** Keeps the address up to date. What was opened keeps its address until it is changed. */
export function keepAddress(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    const isChanged = setup.value && reach.value.changes !== unchanged;
    clearTimeout(timer);
    if (isChanged) timer = setTimeout(() => void write(), 500);
  });
}

async function write(): Promise<void> {
  try {
    const address = await link();
    own = address.slice(address.indexOf("#") + 1);
    history.replaceState(null, "", address);
    linkProblem.value = null;
  } catch (error) {
    own = "";
    history.replaceState(null, "", location.pathname + location.search);
    linkProblem.value = `No link can hold this: ${error instanceof Error ? error.message : String(error)}.`;
  }
  unchanged = null;
}
