/** A choice between two ways to draw the same. */
import type { Signal } from "@preact/signals";

/** A button that is pressed or not. */
export function Toggle({ value, children }: { readonly value: Signal<boolean>; readonly children: string }) {
  return (
    <button
      type="button"
      class="toggle"
      aria-pressed={value.value}
      onClick={() => {
        value.value = !value.peek();
      }}
    >
      {children}
    </button>
  );
}
