/** A piece of a contestant's line: its colour and its dashes. */

/** Dashes by contestant, in line widths: those of the curves. */
export const dashes: Readonly<Record<string, string>> = {
  a: "",
  b: "6 3",
  c: "2 2",
  d: "8 2 2 2",
  e: "",
  f: "6 3",
  g: "2 2",
  h: "8 2 2 2",
};

/** The line. */
export function Sample({ id }: { readonly id: string }) {
  return (
    <svg class={`sample of-${id}`} viewBox="0 0 28 12" aria-hidden="true">
      <line x1="0" y1="6" x2="28" y2="6" stroke-dasharray={dashes[id]} />
    </svg>
  );
}
