/** Common models by name: `y ~ logistic(x)` stands for a formula with parameters of its own. */

/** A model: its parameters, and its formula with `#` for the predictor. */
interface Model {
  readonly parameters: readonly string[];
  readonly formula: string;
}

const model = (formula: string, ...parameters: readonly string[]): Model => ({ formula, parameters });

/** All of them. Bates, Watts: Nonlinear Regression Analysis and Its Applications, 1988; Ratkowsky: Nonlinear Regression Modeling, 1983. */
export const models = {
  /** Growth or decay at a constant rate. */
  exponential: /* @__PURE__ */ model("a*exp(k*#)", "a", "k"),
  /** Decay, or growth, to an asymptote. */
  asymptotic: /* @__PURE__ */ model("asymptote + drop*exp(-k*#)", "asymptote", "drop", "k"),
  power: /* @__PURE__ */ model("a*#^b", "a", "b"),
  /** Growth to a limit, symmetric about `middle`. */
  logistic: /* @__PURE__ */ model("top/(1 + exp(-k*(# - middle)))", "top", "k", "middle"),
  /** Growth to a limit, steepest at `middle`, slower after it. */
  gompertz: /* @__PURE__ */ model("top*exp(-exp(-k*(# - middle)))", "top", "k", "middle"),
  /** Speed of a reaction by concentration. */
  michaelisMenten: /* @__PURE__ */ model("vmax*#/(km + #)", "vmax", "km"),
  /** Effect of a dose, half of `top` at `half`. */
  hill: /* @__PURE__ */ model("top*#^n/(half^n + #^n)", "top", "half", "n"),
  /** The same from `bottom` to `top`. */
  doseResponse: /* @__PURE__ */ model(
    "bottom + (top - bottom)*#^n/(half^n + #^n)",
    "bottom",
    "top",
    "half",
    "n",
  ),
  weibull: /* @__PURE__ */ model("top*(1 - exp(-(#/scale)^shape))", "top", "scale", "shape"),
  /** One peak; `width` is its standard deviation. */
  gauss: /* @__PURE__ */ model("height*exp(-0.5*((# - center)/width)^2)", "height", "center", "width"),
  /** One peak on a straight line. */
  gaussOnLine: /* @__PURE__ */ model(
    "height*exp(-0.5*((# - center)/width)^2) + a + b*#",
    ...["height", "center", "width", "a", "b"],
  ),
} as const satisfies Readonly<Record<string, Model>>;

/** Names of models. */
export type ModelName = keyof typeof models;

/**
 * The formula that `response ~ name(predictor)` stands for, and its parameters; undefined for any other text.
 */
export function namedModel(
  text: string,
): { readonly text: string; readonly parameters: readonly string[] } | undefined {
  const [, left, name, predictor] =
    /^((?:`[^`\n]*`|[^`~#])*)~\s*([A-Za-z]\w*)\s*\(\s*(`[^`\n]+`|[A-Za-z_]\w*)\s*\)\s*$/.exec(text) ?? [];
  if (name === undefined || !Object.hasOwn(models, name)) return undefined;
  const { formula, parameters } = models[name as ModelName];
  return { text: `${left}~ ${formula.replaceAll("#", () => predictor!)}`, parameters };
}
