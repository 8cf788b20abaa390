/** The loop that copies elements, as operations whose result is an operand do. */
import type { Loop } from "../../../language/operations.ts";

export const copy: Loop = (m, end, o, a) => {
  m.copyWithin(o, a, a + end - o);
};
