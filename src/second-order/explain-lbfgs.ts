/** What `explain` says of `lbfgs`: what a step computes, in the form that it has. Loaded when it is called. */
import type { LbfgsOptions } from "./lbfgs-options.ts";

/** The lines of a step, as text and in TeX. */
type Line = readonly [text: string, tex: string];

const recursion: readonly Line[] = [
  ["q = g", "q = g_t"],
  [
    "for the pairs (s, y), newest first: alpha = (s.q) / (s.y), q = q - alpha*y",
    "\\alpha_i = \\frac{s_i^\\top q}{s_i^\\top y_i}, \\quad q \\leftarrow q - \\alpha_i y_i \\qquad i = t-1, \\dots, t-m",
  ],
  ["q = gamma*q", "q \\leftarrow \\gamma_t q"],
  [
    "for the pairs, oldest first: q = q + (alpha - (y.q) / (s.y))*s",
    "q \\leftarrow q + \\left(\\alpha_i - \\frac{y_i^\\top q}{s_i^\\top y_i}\\right) s_i \\qquad i = t-m, \\dots, t-1",
  ],
];

const wolfe: readonly Line[] = [
  [
    "a by a line search: f(p + a*d) <= f(p) + c1*a*(g.d), |g(p + a*d).d| <= c2*|g.d|",
    "f(p_{t-1} + a_t d_t) \\le f(p_{t-1}) + c_1 a_t g_t^\\top d_t, \\quad \\left|\\nabla f(p_{t-1} + a_t d_t)^\\top d_t\\right| \\le c_2 \\left|g_t^\\top d_t\\right|",
  ],
];

/** What differs between forms. */
function linesOf({ like, linesearch, scaleInitPrecond }: LbfgsOptions): Line[] {
  const isTorch = like === "torch";
  const pair: Line = [
    "s = p - (p before), y = g - (g before)",
    "s_{t-1} = p_{t-1} - p_{t-2}, \\quad y_{t-1} = g_t - g_{t-1}",
  ];
  const first = isTorch ? "1" : "min(1, 1/||g||)";
  const firstTex = isTorch ? "1" : "\\min(1, 1/\\|g_1\\|)";
  const gamma: Line =
    scaleInitPrecond === false
      ? ["gamma = 1", "\\gamma_t = 1"]
      : [
          `gamma = (s.y) / (y.y) of the newest pair; before there is one ${first}`,
          `\\gamma_t = \\frac{s_{t-1}^\\top y_{t-1}}{y_{t-1}^\\top y_{t-1}}, \\quad \\gamma_1 = ${firstTex}`,
        ];
  const direction: Line =
    like === "optax" ? ["d = -learningRate*q", "d_t = -\\eta q"] : ["d = -q", "d_t = -q"];
  const fixed: Line = like === "optax" ? ["a = 1", "a_t = 1"] : ["a = learningRate", "a_t = \\eta"];
  const length = linesearch === "none" ? [fixed] : wolfe;
  const step: Line = ["p = p + a*d", "p_t = p_{t-1} + a_t d_t"];
  return [pair, gamma, ...recursion, direction, ...length, step];
}

/** What a form does besides, in words. */
function notesOf({ like, linesearch, bounds, maxIter, maxEval, learningRate }: LbfgsOptions): string[] {
  const isSearched = linesearch !== "none";
  if (like === "torch")
    return [
      `A step is up to ${maxIter} iterations and ${maxEval ?? Math.floor((maxIter! * 5) / 4)} evaluations.`,
      `The first iteration goes min(1, 1/||g||_1)*learningRate along its direction${isSearched ? " first" : ""}. A pair is kept where s.y > 1e-10.`,
      ...(isSearched ? ["The line search interpolates by cubics."] : []),
    ];
  if (like === "optax")
    return [
      "Every pair is kept; one with s.y = 0 has no effect.",
      ...(isSearched
        ? [
            "The line search doubles the step from 1, then zooms in; a value that is higher by 1e-6 of itself may count as a decrease.",
          ]
        : []),
    ];
  return [
    "A pair is kept where s.y > eps*(y.y).",
    ...(isSearched
      ? [
          `The line search is that of More and Thuente, from a = ${typeof learningRate === "function" ? "learningRate" : learningRate}. Where no step lies lower, the memory is cleared and the step goes along the gradient.`,
        ]
      : []),
    ...(bounds
      ? [
          "A parameter on its bound is held while its gradient presses it there; s, y, g and q are those of the others.",
        ]
      : []),
  ];
}

/** Explains. */
export function explainLbfgs(
  settings: LbfgsOptions,
  format: "text" | "tex",
  dtype: "float32" | "float64",
): string {
  const lines = linesOf(settings);
  if (format === "tex")
    return ["\\begin{aligned}", lines.map(([, tex]) => `& ${tex}`).join(" \\\\\n"), "\\end{aligned}"].join(
      "\n",
    );
  const { memorySize = 10, like } = settings;
  const width = dtype === "float32" ? 4 : 8;
  const numbers = (["learningRate", "c1", "c2"] as const)
    .filter((name) => settings[name] !== undefined)
    .map((name) => `${name} ${typeof settings[name] === "function" ? "by a schedule" : settings[name]}`);
  return [
    `lbfgs${like ? ` as in ${like}` : ""}: evaluates the function itself; ${numbers.join(", ")}.`,
    ["A step, with the gradient g at the parameters p:", ...lines.map(([text]) => `  ${text}`)].join("\n"),
    notesOf(settings).join("\n"),
    `Memory: ${memorySize} pairs, ${2 * memorySize * width} bytes a parameter in ${dtype}, and vectors in float64. Computed on the host in float64; sums in a fixed order.`,
  ].join("\n\n");
}
