/**
 * Parts of the page that are loaded by `import()`, so that little has to come before the first race. What stands in their place keeps their
 * room: a paragraph, or what was drawn of them while the page was built.
 */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { ComponentChildren, FunctionComponent } from "preact";
import { useEffect } from "preact/hooks";

/** Whether the first race has been run, or a link was opened instead; the rest of the page follows then. */
export const hasRaced = signal(false);

/** What holds from the start. */
export const atOnce: ReadonlySignal<boolean> = signal(true);

/** Loads the parts that are drawn while the page is built. */
export const drawn: (() => Promise<void>)[] = [];

/** When a part is loaded, and what is there before. */
export interface LaterOptions {
  readonly isWanted?: ReadonlySignal<boolean>;
  /** Of its own in the page, for a part that is drawn while the page is built. */
  readonly drawnAs?: string | undefined;
}

/** A component that is loaded once it is wanted. */
export function later<Props extends object>(
  load: () => Promise<FunctionComponent<Props>>,
  { isWanted = hasRaced, drawnAs }: LaterOptions = {},
): FunctionComponent<Props & { readonly meanwhile?: ComponentChildren }> {
  const part = signal<{ readonly Part: FunctionComponent<Props> } | null>(null);
  const hasFailed = signal(false);
  const bring = async (): Promise<void> => {
    part.value = { Part: await load() };
  };
  if (drawnAs) drawn.push(bring);
  let isLoading = false;
  let markup: string | undefined;
  return function Later({ meanwhile, ...props }) {
    const isDue = isWanted.value;
    useEffect(() => {
      if (!isDue || isLoading) return;
      isLoading = true;
      bring().catch((cause) => {
        hasFailed.value = true;
        reportError(cause);
      });
    }, [isDue]);
    const content = part.value && <part.value.Part {...(props as unknown as Props)} />;
    if (hasFailed.value)
      return <p class="failure">A part of the page could not be loaded. Reload the page.</p>;
    if (!drawnAs) return content ?? meanwhile;
    const isBuilding = typeof document === "undefined";
    if (content)
      return (
        <div id={drawnAs} class="drawn" inert={isBuilding}>
          {content}
        </div>
      );
    markup ??= document.getElementById(drawnAs)?.innerHTML ?? "";
    return <div id={drawnAs} class="drawn" inert dangerouslySetInnerHTML={{ __html: markup }} />;
  };
}
