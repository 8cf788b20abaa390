/**
 * Finished trials and headers as JSON, and back, checked. JSON has no infinity: `null` stands for it. What a program other than this one wrote,
 * or wrote half, is refused.
 */
import { createHash } from "node:crypto";
import { isPlain } from "../options/option.ts";
import { shown } from "../options/shown.ts";
import { CompareError } from "./compare-error.ts";
import { type Curve, type Finished, keyOf, type ProblemFacts, type Trial } from "./problem.ts";
import { readSettings, type Settings } from "./settings.ts";

/** What all trials of a comparison share: the first file of its folder. */
export interface Header {
  readonly format: "glissade comparison 1";
  /** Of the program that ran the trials. */
  readonly version: string;
  readonly settings: Settings;
  readonly problems: readonly ProblemFacts[];
  /** What repeats it. It may differ between folders of one comparison. */
  readonly command: string;
  /** For each problem the options with which `glissade train` trains on it. They may differ as well: the data have other places. */
  readonly training: readonly string[];
}

/** The name of a trial's file: a digest of its key. */
export const fileOf = (trial: Trial): string =>
  `${createHash("sha256").update(keyOf(trial)).digest("hex").slice(0, 24)}.json`;

/** A finished trial as one line of JSON. */
export const encodeTrial = (finished: Finished): string => `${JSON.stringify(finished)}\n`;

/**
 * A finished trial from its text.
 * @param file - its name, for messages.
 * @throws CompareError if it is none, such as one that was written half.
 */
export function decodeTrial(text: string, file: string): Finished {
  const refuse = (what: string): never => {
    throw new CompareError(`${file} holds no finished trial: ${what}`);
  };
  const value = parse(text) ?? refuse("it is not whole JSON");
  const { trial, validation, test, diverged, curve } = value as unknown as Finished;
  if (!isTrial(trial)) return refuse("it has no trial");
  if (typeof diverged !== "boolean" || !isCurve(curve)) return refuse("diverged or curve is missing");
  if (typeof (validation ?? 0) !== "number") return refuse(`validation is ${shown(validation)}`);
  const hasTest = trial.purpose === "result" && !diverged;
  if (hasTest !== Number.isFinite(test)) return refuse(`test is ${shown(test)}`);
  return {
    trial,
    validation: infinite(validation),
    ...(hasTest && { test: test! }),
    diverged,
    curve: { ...curve, validation: curve.validation.map(infinite) },
  };
}

/** A header from its text. @throws CompareError if it is none. */
export function decodeHeader(text: string, file: string): Header {
  const value = parse(text) as Header | undefined;
  const isHeader =
    value?.format === "glissade comparison 1" &&
    typeof value.version === "string" &&
    typeof value.command === "string" &&
    Array.isArray(value.problems) &&
    value.problems.every(isProblem) &&
    Array.isArray(value.training) &&
    value.training.every((options) => typeof options === "string");
  if (!isHeader) {
    throw new CompareError(
      `${file} is not the header of a comparison that this version knows; name another folder`,
    );
  }
  try {
    return { ...value, settings: readSettings(value.settings) };
  } catch (error) {
    throw new CompareError(
      `${file} was changed, or is damaged: ${(error as Error).message}; name another folder`,
    );
  }
}

/** Where two JSON values differ first, in words; undefined if nowhere. The order of an object's fields does not count. */
export function differenceOf(one: unknown, other: unknown, path = ""): string | undefined {
  if (!isBranch(one) || !isBranch(other)) {
    return Object.is(one, other)
      ? undefined
      : `${path || "it"} is ${brief(one)} there and ${brief(other)} here`;
  }
  for (const name of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const found = differenceOf(one[name], other[name], path ? `${path}.${name}` : name);
    if (found) return found;
  }
  return undefined;
}

type Branch = Readonly<Record<string, unknown>>;

const isBranch = (value: unknown): value is Branch => typeof value === "object" && value !== null;

const brief = (value: unknown): string => (value === undefined ? "missing" : shown(value));

function parse(text: string): Branch | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isPlain(value) ? (value as Branch) : undefined;
  } catch {
    return undefined;
  }
}

const infinite = (value: number | null): number => value ?? Number.POSITIVE_INFINITY;

const isTrial = (value: Trial | undefined): value is Trial =>
  isPlain(value) &&
  typeof value.problem === "string" &&
  typeof value.optimizer === "string" &&
  isPlain(value.hyper) &&
  Number.isSafeInteger(value.seed) &&
  Number.isSafeInteger(value.epochs) &&
  (value.steps === undefined || Number.isSafeInteger(value.steps)) &&
  (value.purpose === "choice" || value.purpose === "result");

const isProblem = (value: ProblemFacts | null): value is ProblemFacts =>
  isPlain(value) &&
  typeof value.name === "string" &&
  typeof value.fingerprint === "string" &&
  isPlain(value.metric) &&
  typeof value.metric.name === "string" &&
  (value.protocol === undefined ||
    (Array.isArray(value.protocol) && value.protocol.every((sentence) => typeof sentence === "string")));

function isCurve(value: Curve | undefined): value is Curve {
  if (!isPlain(value)) return false;
  const lists = [value.steps, value.seconds, value.validation];
  return (
    lists.every((list) => Array.isArray(list) && list.length === lists[0]!.length) &&
    [...value.steps, ...value.seconds].every(Number.isFinite) &&
    value.validation.every((loss) => loss === null || Number.isFinite(loss))
  );
}
