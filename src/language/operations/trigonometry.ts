/** The circle's constant. */
import { ofNumbers, type Rows } from "./row.ts";

export const trigonometry = {
  pi: {
    ...ofNumbers[0],
    evaluate: () => Math.PI,
    tex: "\\pi",
    derivative: [],
    lower: () => `pi = ${Math.PI}`,
  },
} as const satisfies Rows;
