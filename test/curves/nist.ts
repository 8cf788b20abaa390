/**
 * NIST's problems of nonlinear regression (StRD), read from their files in the folder `nist` of GLISSADE_DATA: two starts, certified parameters and standard
 * errors. Their models as plain functions, written from the files.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const { cos, exp, atan, log, sin, PI } = Math;
const cubic = (x: number, a: number, b: number, c: number, d: number): number =>
  a + x * (b + x * (c + x * d));

/** A model: parameters from 1 on, predictors. */
type Model = (b: readonly number[], x: number, z: number) => number;

const saturating: Model = ([, b1, b2], x) => b1! * (1 - exp(-b2! * x));
const decaying: Model = ([, b1, b2, b3], x) => exp(-b1! * x) / (b2! + b3! * x);
const peaks: Model = ([, b1, b2, b3, b4, b5, b6, b7, b8], x) =>
  b1! * exp(-b2! * x) + b3! * exp(-(((x - b4!) / b5!) ** 2)) + b6! * exp(-(((x - b7!) / b8!) ** 2));
const cubics: Model = ([, b1, b2, b3, b4, b5, b6, b7], x) =>
  cubic(x, b1!, b2!, b3!, b4!) / cubic(x, 1, b5!, b6!, b7!);
const exponentials: Model = ([, b1, b2, b3, b4, b5, b6], x) =>
  b1! * exp(-b2! * x) + b3! * exp(-b4! * x) + b5! * exp(-b6! * x);
const wave = (x: number, a: number, b: number, period: number): number =>
  a * cos((2 * PI * x) / period) + b * sin((2 * PI * x) / period);

/** All 27. */
export const models: Readonly<Record<string, Model>> = {
  Bennett5: ([, b1, b2, b3], x) => b1! * (b2! + x) ** (-1 / b3!),
  BoxBOD: saturating,
  Chwirut1: decaying,
  Chwirut2: decaying,
  DanWood: ([, b1, b2], x) => b1! * x ** b2!,
  ENSO: ([, b1, b2, b3, b4, b5, b6, b7, b8, b9], x) =>
    b1! + wave(x, b2!, b3!, 12) + wave(x, b5!, b6!, b4!) + wave(x, b8!, b9!, b7!),
  Eckerle4: ([, b1, b2, b3], x) => (b1! / b2!) * exp(-0.5 * ((x - b3!) / b2!) ** 2),
  Gauss1: peaks,
  Gauss2: peaks,
  Gauss3: peaks,
  Hahn1: cubics,
  Kirby2: ([, b1, b2, b3, b4, b5], x) => cubic(x, b1!, b2!, b3!, 0) / cubic(x, 1, b4!, b5!, 0),
  Lanczos1: exponentials,
  Lanczos2: exponentials,
  Lanczos3: exponentials,
  MGH09: ([, b1, b2, b3, b4], x) => (b1! * (x * x + x * b2!)) / (x * x + x * b3! + b4!),
  MGH10: ([, b1, b2, b3], x) => b1! * exp(b2! / (x + b3!)),
  MGH17: ([, b1, b2, b3, b4, b5], x) => b1! + b2! * exp(-x * b4!) + b3! * exp(-x * b5!),
  Misra1a: saturating,
  Misra1b: ([, b1, b2], x) => b1! * (1 - (1 + (b2! * x) / 2) ** -2),
  Misra1c: ([, b1, b2], x) => b1! * (1 - (1 + 2 * b2! * x) ** -0.5),
  Misra1d: ([, b1, b2], x) => (b1! * b2! * x) / (1 + b2! * x),
  // The response is log(y).
  Nelson: ([, b1, b2, b3], x, z) => b1! - b2! * x * exp(-b3! * z),
  Rat42: ([, b1, b2, b3], x) => b1! / (1 + exp(b2! - b3! * x)),
  Rat43: ([, b1, b2, b3, b4], x) => b1! / (1 + exp(b2! - b3! * x)) ** (1 / b4!),
  Roszman1: ([, b1, b2, b3, b4], x) => b1! - b2! * x - atan(b3! / (x - b4!)) / PI,
  Thurber: cubics,
};

/** A problem as its file has it. */
export interface Problem {
  readonly name: string;
  readonly starts: readonly (readonly number[])[];
  readonly certified: readonly number[];
  readonly errors: readonly number[];
  /** What is fitted, and the predictors by column. */
  readonly y: readonly number[];
  readonly columns: readonly (readonly number[])[];
  /** The model as the file writes it, in the language's notation. */
  readonly formula: string;
  /** The response as the file writes it, and its column. */
  readonly response: string;
  readonly observed: readonly number[];
}

const folder = join(process.env.GLISSADE_DATA ?? "", "nist");

/** Names of the problems whose files are there. */
export const present: readonly string[] = process.env.GLISSADE_DATA
  ? Object.keys(models).filter((name) => existsSync(join(folder, `${name}.dat`)))
  : [];

/** Reads the file of a problem. */
export function problemOf(name: string): Problem {
  const lines = readFileSync(join(folder, `${name}.dat`), "latin1").split(/\r?\n/);
  const head = lines.slice(0, 60).join("\n");
  const found = [...head.matchAll(/^\s*b\d =\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s*$/gm)];
  const column = (at: number): number[] => found.map((match) => Number(match[at]));
  const rows = lines
    .slice(60)
    .filter((line) => line.trim() !== "")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const isLog = name === "Nelson";
  const model = /^ +(?:log\[)?y\]? += ([\s\S]*?)\s\+\s+e\s*$/m.exec(head)?.[1] ?? "";
  const formula = model.replace(/\s+/g, " ").replaceAll("**", "^").replaceAll("[", "(").replaceAll("]", ")");
  return {
    name,
    starts: [column(1), column(2)],
    certified: column(3),
    errors: column(4),
    response: isLog ? "log(y)" : "y",
    observed: rows.map(([y]) => y!),
    y: rows.map(([y]) => (isLog ? log(y!) : y!)),
    columns: [1, 2].slice(0, rows[0]!.length - 1).map((at) => rows.map((row) => row[at]!)),
    formula: formula.replace("arctan", "atan"),
  };
}

/** To how many decimal digits numbers agree, the worst of them. */
export const digitsOf = (found: readonly number[], certified: readonly number[]): number =>
  Math.min(...found.map((value, j) => -Math.log10(Math.abs(value / certified[j]! - 1) || 1e-16)));
