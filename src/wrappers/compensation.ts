/**
 * Equations of an average over millions of steps. A step may move it by less than half a unit in the last place, which
 * a plain sum would lose. What the sum loses is kept and added to the next move. Kahan: Further Remarks on Reducing
 * Truncation Errors, Communications of the ACM 8 (1965).
 */

/** Moves `average` a share of the way to the parameters after the step; `share` ends in `*`. */
export const compensated = (share: string): string => `
    move = ${share}(project(p + g) - average) + compensation
    moved = average + move
    compensation = move - (moved - average)
    average = moved
    u = g`;
