/**
 * Equations of an average that goes on for millions of steps. A step moves it by less than half a unit in the last place,
 * which a sum would lose; what the sum loses is kept beside it and joins the next move. Knuth: The Art of Computer Programming,
 * volume 2, section 4.2.2, theorem B.
 */

/** Moves `average` to the parameters after the step by a share of the way; `share` ends in `*`. */
export const compensated = (share: string): string => `
    move = ${share}(project(p + g) - average - compensation) + compensation
    moved = average + move
    part = moved - average
    compensation = (average - (moved - part)) + (move - part)
    average = moved
    u = g`;
