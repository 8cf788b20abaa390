/** A piece of a contestant's line as pictures draw it: colour, dashes, shape. */
import { dashOf, markerPath } from "../../figures/markers.ts";

/** The piece. */
export function Sample({ id }: { readonly id: string }) {
  return (
    <svg class={`sample of-${id}`} viewBox="0 0 32 16" aria-hidden="true">
      <line x1="0" y1="8" x2="32" y2="8" stroke-dasharray={dashOf(id).join(" ")} />
      <path d={markerPath(id, 16, 8, 5.5)} />
    </svg>
  );
}
