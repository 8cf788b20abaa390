/**
 * The metadata of a checkpoint: all of a snapshot that is no tensor, as texts by name. All of them are always there, so that one that was
 * lost or renamed is noticed.
 */
import type { Snapshot } from "../index.ts";
import { CheckpointError } from "./checkpoint-error.ts";
import { hasProto, type Json, type JsonRecord, jsonFrom } from "./json.ts";

/** The version of the format that is written. */
const version = "1";

const names = [
  "format",
  "version",
  "optimizer",
  "count",
  "skipped",
  "pending",
  "hyper",
  "powers",
  "counts",
  "frozen",
  "silent",
  "score",
  "extra",
] as const;

/** The text of how the optimizer takes tensors as matrices, where the snapshot has it. */
const matricesName = "matrices";

/** The text that names the files of a checkpoint's parts, where it has some. */
export const partsName = "parts";

/** A part of a snapshot that is no tensor. */
type SavedFacts = Omit<Snapshot, "shapes" | "params" | "state">;

/** What the metadata hold. */
export interface Facts extends SavedFacts {
  readonly score: number | undefined;
  readonly extra: JsonRecord | undefined;
}

/** What is written beside a snapshot. */
export interface Beside {
  readonly score?: number | undefined;
  /** The text of `extra`. */
  readonly extra: string;
}

type Texts = Readonly<Record<(typeof names)[number], string>>;

/** The texts, in an order that does not depend on how objects came about. */
export function metadataOf(snapshot: Snapshot, { score, extra }: Beside): Map<string, string> {
  const {
    optimizer,
    count,
    skipped,
    pending,
    hyper,
    powers = {},
    counts,
    frozen = [],
    silent = [],
    matrices,
  } = snapshot;
  const json = (value: unknown) => JSON.stringify(sorted(value));
  const texts: Texts = {
    format: "glissade checkpoint",
    version,
    optimizer: json(optimizer.map(({ name, text, maximizes }) => ({ name, text, maximizes }))),
    count: json(count),
    skipped: json(skipped),
    pending: json(pending),
    hyper: json(hyper),
    powers: json(powers),
    counts: json(counts ?? null),
    frozen: json([...frozen].sort()),
    silent: json([...silent].sort()),
    score: json(score ?? null),
    extra,
  };
  return new Map(Object.entries({ ...texts, ...(matrices && { [matricesName]: json(matrices) }) }));
}

/** The value with the keys of its objects in order, and texts for numbers that JSON does not have. */
function sorted(value: unknown): unknown {
  if (Object.is(value, -0)) return "-0";
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}

/** What is wrong with a checkpoint's contents. */
export function refuse(problem: string): never {
  throw new CheckpointError("content", `no checkpoint, or one that was changed: ${problem}`);
}

/** Reads the texts. @throws CheckpointError */
export function factsFrom(metadata: ReadonlyMap<string, string>): Facts {
  if (metadata.get("format") !== "glissade checkpoint")
    refuse("its metadata do not say that it is one; readSafetensors reads any file of the format");
  if (metadata.get("version") !== version)
    throw new CheckpointError(
      "version",
      `the checkpoint has version ${metadata.get("version")?.slice(0, 20)}; this release reads version ${version}`,
    );
  for (const name of names) if (!metadata.has(name)) refuse(`its metadata have no ${name}`);
  const known: readonly string[] = [...names, matricesName, partsName];
  const unknown = [...metadata.keys()].find((name) => !known.includes(name));
  if (unknown !== undefined) refuse(`its metadata have ${JSON.stringify(unknown.slice(0, 100))}`);
  const read = (name: (typeof names)[number]) => jsonFrom(metadata.get(name)!, name);
  const counts = read("counts");
  const frozen = listOf(read("frozen"), "frozen", text);
  const silent = listOf(read("silent"), "silent", text);
  const matrices = metadata.get(matricesName);
  const score = read("score");
  const extra = read("extra");
  if (hasProto(extra)) refuse("extra has the key __proto__");
  return {
    version: 1,
    optimizer: listOf(read("optimizer"), "optimizer", ruleFrom),
    count: whole(read("count"), "count"),
    skipped: whole(read("skipped"), "skipped"),
    pending: whole(read("pending"), "pending"),
    hyper: recordOf(read("hyper"), "hyper", number),
    powers: powersFrom(read("powers"), "powers"),
    ...(counts !== null && { counts: recordOf(counts, "counts", countFrom) }),
    ...(frozen.length > 0 && { frozen }),
    ...(silent.length > 0 && { silent }),
    ...(matrices !== undefined && {
      matrices: recordOf(jsonFrom(matrices, matricesName), matricesName, text),
    }),
    score: score === null ? undefined : number(score, "score"),
    extra: extra === null ? undefined : recordOf<Json>(extra, "extra", (value) => value ?? null),
  };
}

/** The files of its parts, beside it; undefined for a checkpoint of one file. @throws CheckpointError */
export function partsFrom(metadata: ReadonlyMap<string, string>): readonly string[] | undefined {
  const found = metadata.get(partsName);
  if (found === undefined) return undefined;
  return listOf(jsonFrom(found, partsName), partsName, (part) => {
    const name = text(part, partsName);
    return /[/\\]/.test(name) ? refuse(`${partsName} names a file elsewhere`) : name;
  });
}

type Read<T> = (value: Json | undefined, what: string) => T;

function recordOf<T>(value: Json | undefined, what: string, read: Read<T>): Readonly<Record<string, T>> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return refuse(`${what} is no object`);
  const entries = Object.entries(value as JsonRecord);
  return Object.fromEntries(entries.map(([key, item]) => [key, read(item, `${what} of ${key}`)]));
}

function listOf<T>(value: Json, what: string, read: Read<T>): readonly T[] {
  if (!Array.isArray(value)) return refuse(`${what} is no list`);
  return (value as readonly Json[]).map((item) => read(item, what));
}

const special = ["-0", "NaN", "Infinity", "-Infinity"];

const number: Read<number> = (value, what) => {
  if (typeof value === "number") return value;
  return typeof value === "string" && special.includes(value)
    ? Number(value)
    : refuse(`${what} is no number`);
};

const whole: Read<number> = (value, what) =>
  Number.isSafeInteger(value) && (value as number) >= 0
    ? (value as number)
    : refuse(`${what} is no whole number`);

const text: Read<string> = (value, what) =>
  typeof value === "string" ? value : refuse(`${what} is no text`);

const any: Read<Json | undefined> = (value) => value;

const powersFrom: Read<NonNullable<Snapshot["powers"]>> = (value, what) =>
  recordOf(value, what, (power, name) => {
    const { product, since, value: last } = recordOf(power, name, any);
    return { product: number(product, name), since: whole(since, name), value: number(last, name) };
  });

const countFrom: Read<NonNullable<Snapshot["counts"]>[string]> = (value, what) => {
  const { count, powers } = recordOf(value, what, any);
  return { count: whole(count, what), powers: powersFrom(powers, what) };
};

const ruleFrom: Read<Snapshot["optimizer"][number]> = (value, what) => {
  const { name, text: lines, maximizes } = recordOf(value, what, any);
  if (typeof maximizes !== "boolean") return refuse(`${what} does not say whether it maximizes`);
  return { name: text(name, what), text: text(lines, what), maximizes };
};
