/** A fit as it is set up: the data, the formula and all options. Plain data: what can be undone, what a link holds, what the worker is given. */
import type { Loss } from "glissade/curves";

/** Columns of numbers, of one length. */
export interface FitTable {
  readonly name: string;
  readonly columns: Readonly<Record<string, readonly number[]>>;
}

/** Bounds of a parameter; null where there is none. */
export interface ParameterBounds {
  readonly min: number | null;
  readonly max: number | null;
}

/** What the weights' column holds. */
export type WeightKind = "weights" | "sigmas" | "absolute";

/** A fit. */
export interface FitSetup {
  readonly table: FitTable;
  readonly formula: string;
  /** Where the search begins, by parameter; null where the library finds that. */
  readonly start: Readonly<Record<string, number>> | null;
  readonly fixed: Readonly<Record<string, number>>;
  readonly bounds: Readonly<Record<string, ParameterBounds>>;
  /** The column of weights or standard deviations. */
  readonly weights: { readonly column: string; readonly are: WeightKind } | null;
  readonly loss: Loss;
  /** The residual from which on a row counts as an outlier. */
  readonly fScale: number;
  readonly confidence: number;
}

/** What a fit is unless it is said. */
export const usual = {
  start: null,
  fixed: {},
  bounds: {},
  weights: null,
  loss: "linear",
  fScale: 1,
  confidence: 0.95,
} as const satisfies Omit<FitSetup, "table" | "formula">;

/** What is taken of a table at most. */
export const most = { rows: 100_000, columns: 100, formula: 5000, name: 100 } as const;

/** The named models, with what each is for. */
export const modelTitles = {
  exponential: "Exponential",
  asymptotic: "Exponential to an asymptote",
  power: "Power",
  logistic: "Logistic growth",
  gompertz: "Gompertz growth",
  michaelisMenten: "Michaelis-Menten",
  hill: "Hill",
  doseResponse: "Dose and response",
  weibull: "Weibull growth",
  gauss: "Gauss peak",
  gaussOnLine: "Gauss peak on a line",
} as const;

/** A column's name as a formula has it. */
export const inFormula = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : `\`${name}\``);

/** What a formula is of, as far as one can tell without reading it all. */
export interface Sides {
  readonly response: string | null;
  readonly predictor: string | null;
  /** The named model, if it is one. */
  readonly model: keyof typeof modelTitles | null;
}

/** The columns left and right of the tilde; the first column right of it counts as the predictor. */
export function sidesOf({ formula, table }: Pick<FitSetup, "formula" | "table">): Sides {
  const [left = "", right = ""] = formula.split("~");
  const names = Object.keys(table.columns);
  const used = (text: string) =>
    [...text.matchAll(/`([^`\n]+)`|[A-Za-z_]\w*/g)]
      .map(([word, quoted]) => quoted ?? word)
      .find((word) => names.includes(word)) ?? null;
  const [, model] = /^\s*([A-Za-z]\w*)\s*\(\s*(?:`[^`\n]+`|[A-Za-z_]\w*)\s*\)\s*$/.exec(right) ?? [];
  const isNamed = model !== undefined && Object.hasOwn(modelTitles, model);
  return {
    response: used(left),
    predictor: used(right),
    model: isNamed ? (model as keyof typeof modelTitles) : null,
  };
}

/** The formula of a named model. */
export const modelFormula = (model: string, response: string, predictor: string): string =>
  `${inFormula(response)} ~ ${model}(${inFormula(predictor)})`;

/** A table with a formula to begin with: the last column by the first. */
export function setupOf(table: FitTable): FitSetup {
  const names = Object.keys(table.columns);
  const [x, y] = [names[0] as string, names.at(-1) as string];
  return { ...usual, table, formula: `${inFormula(y)} ~ a + b*${inFormula(x)}` };
}
