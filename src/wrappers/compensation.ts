/**
 * Equations of an average that goes on for millions of steps. A step moves it by less than half a unit in the last place,
 * which a sum would lose; what the sum loses is kept beside it and joins the next move. Kahan: Further Remarks on Reducing
 * Truncation Errors, Communications of the ACM 8 (1965).
 */

/** Moves `average` to the parameters after the step by a share of the way; `share` ends in `*`. */
export const compensated = (share: string): string => `
    move = ${share}(project(p + g) - average) + compensation
    moved = average + move
    compensation = move - (moved - average)
    average = moved
    u = g`;
