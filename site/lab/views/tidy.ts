/** Coordinates of a start that is dragged, in few digits. */

/** A coordinate with as many digits as a thousandth of the window has: links stay short. */
export function tidy(value: number, size: number): number {
  const digits = Math.max(0, Math.ceil(-Math.log10(size / 1000)));
  return Number(value.toFixed(Math.min(20, digits)));
}
