/** The circle's constant, and functions of the circle and the hyperbola. No device has them: they are lowered. */
import { arcTangent, arcTangentText } from "../arc-tangent.ts";
import {
  cosine,
  cosineText,
  hyperbolicTangent,
  hyperbolicTangentText,
  sine,
  sineText,
} from "../trigonometry.ts";
import { ofNumbers, type Rows } from "./row.ts";

export const trigonometry = {
  pi: {
    ...ofNumbers[0],
    evaluate: () => Math.PI,
    tex: "\\pi",
    derivative: [],
    lower: () => `pi = ${Math.PI}`,
  },
  sin: {
    ...ofNumbers[1],
    evaluate: sine,
    tex: "\\sin(#1)",
    derivative: ["cos(x)"],
    lower: sineText,
  },
  cos: {
    ...ofNumbers[1],
    evaluate: cosine,
    tex: "\\cos(#1)",
    derivative: ["-sin(x)"],
    lower: cosineText,
  },
  atan: {
    ...ofNumbers[1],
    evaluate: arcTangent,
    tex: "\\arctan(#1)",
    derivative: ["1/(1 + x^2)"],
    lower: arcTangentText,
  },
  tanh: {
    ...ofNumbers[1],
    evaluate: hyperbolicTangent,
    tex: "\\tanh(#1)",
    derivative: ["1 - w^2"],
    lower: hyperbolicTangentText,
  },
} as const satisfies Rows;
