/** The nearest point within a parameter's bounds: the planner knows the bounds and replaces these, no kernel holds them. */
import { roundDown, roundUp } from "../round-inwards.ts";
import { ofNumbers, type Rows } from "./row.ts";

const ofBounds = { refused: "it depends on the bounds of a parameter" };

export const bounds = {
  project: {
    ...ofNumbers[1],
    isPlanned: true,
    evaluate: (x) => x,
    tex: "\\Pi\\left(#1\\right)",
    derivative: ofBounds,
  },
  /** Whether a point lies outside the bounds. */
  outside: {
    takes: ["number"],
    gives: "boolean",
    isPlanned: true,
    evaluate: (_x) => 0,
    tex: "\\Pi\\left(#1\\right) \\ne #1",
    derivative: ["0"],
  },
  /** A bound in float32, rounded inwards; the second argument is the other bound. */
  roundUp: {
    ...ofNumbers[2],
    isPlanned: true,
    evaluate: roundUp,
    internal: true,
    tex: "\\lceil #1 \\rceil_{\\text{float32}}",
    derivative: ofBounds,
  },
  roundDown: {
    ...ofNumbers[2],
    isPlanned: true,
    evaluate: roundDown,
    internal: true,
    tex: "\\lfloor #1 \\rfloor_{\\text{float32}}",
    derivative: ofBounds,
  },
} as const satisfies Rows;
