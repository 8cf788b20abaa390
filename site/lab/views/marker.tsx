/** A contestant's shape in its colour, as it stands in pictures. For texts beside it: a screen reader hears nothing of it. */
import { markerPath } from "../../figures/markers.ts";
import { colourOf } from "../store.ts";

/** The shape. */
export function Marker({ id }: { readonly id: string }) {
  return (
    <svg class="marker" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={markerPath(id, 8, 8, 5.5)} fill={colourOf(id)} />
    </svg>
  );
}
