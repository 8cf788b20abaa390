/** A check of fields that take whole numbers. */

/** Why a number is no whole number between two; null if it is. */
export const whole =
  (least: number, most: number) =>
  (value: number): string | null =>
    Number.isInteger(value) && value >= least && value <= most
      ? null
      : `a whole number from ${least} to ${most} is expected; got ${value}`;
