/** A choice between two ways to draw the same. */
import type { Signal } from "@preact/signals";
import { useId } from "preact/hooks";

/** A button that is pressed or not; where there is no choice it cannot be, and says why. */
export function Toggle({
  value,
  whyNot = null,
  children,
}: {
  readonly value: Signal<boolean>;
  readonly whyNot?: string | null;
  readonly children: string;
}) {
  const id = useId();
  return (
    <>
      <button
        type="button"
        class="toggle"
        aria-pressed={value.value && whyNot === null}
        disabled={whyNot !== null}
        aria-describedby={whyNot === null ? undefined : id}
        onClick={() => {
          value.value = !value.peek();
        }}
      >
        {children}
      </button>
      {whyNot !== null && (
        <span id={id} class="aside">
          {whyNot}
        </span>
      )}
    </>
  );
}
