/**
 * The bytes that a step moves, for the floors: `sums`, passes that read so many arrays and write none; then `writes`, the arrays that are
 * read and written beside the gradient, which is read. The same rows stand in step.c.
 */
export const traffic = {
  sgd: { sums: [], writes: 2 },
  adam: { sums: [], writes: 3 },
  yogi: { sums: [], writes: 3 },
  adamwClip: { sums: [1], writes: 3 },
  lion: { sums: [], writes: 2 },
  adafactor: { sums: [2, 1], writes: 1 },
};
