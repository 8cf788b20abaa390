/**
 * Parts of the page that are loaded by `import()`: the frame can be drawn without them, in Node too, and little has to come before the
 * first race. What stands in their place keeps their room, so that nothing moves when they come.
 */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { ComponentChildren, FunctionComponent } from "preact";
import { useEffect } from "preact/hooks";

/** Whether the first race has been run; the rest of the page follows then. */
export const hasRaced = signal(false);

/** A component that is loaded once `isWanted` holds. */
export function later<Props extends object>(
  load: () => Promise<FunctionComponent<Props>>,
  isWanted: ReadonlySignal<boolean> = hasRaced,
): FunctionComponent<Props & { readonly meanwhile?: ComponentChildren }> {
  const part = signal<{ readonly Part: FunctionComponent<Props> } | null>(null);
  const hasFailed = signal(false);
  let isLoading = false;
  return function Later({ meanwhile, ...props }) {
    const isDue = isWanted.value;
    useEffect(() => {
      if (!isDue || isLoading) return;
      isLoading = true;
      load().then(
        (Part) => {
          part.value = { Part };
        },
        () => {
          hasFailed.value = true;
        },
      );
    }, [isDue]);
    if (part.value) return <part.value.Part {...(props as unknown as Props)} />;
    return hasFailed.value ? (
      <p class="failure">This part of the page could not be loaded. Reload the page.</p>
    ) : (
      meanwhile
    );
  };
}
