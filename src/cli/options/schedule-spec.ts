/**
 * Learning rates on the command line: a number, or a schedule such as `warmupCosine:peak=3e-4,warmup=500,total=10000`.
 * `join:A@STEP@B` puts schedules one after the other, `product:A*B` multiplies them.
 */
import { constant, type Hyper, join, product, ScheduleError } from "../../index.ts";
import { UsageError, unknown } from "../usage-error.ts";
import { positiveNumber } from "./arguments.ts";
import { type Course, scheduleRegistry } from "./schedule-registry.ts";
import { number, type Parser, readOptions, splitSpec, usageOf } from "./spec.ts";

/** Names of all schedules. */
export const scheduleNames: readonly string[] = [...Object.keys(scheduleRegistry), "join", "product"];

/** How each schedule is written, one a line; what stands in brackets may be left out. */
export function scheduleUsage(): string[] {
  return [
    ...Object.entries(scheduleRegistry).map(([name, entry]) => usageOf(name, entry)),
    "join:SCHEDULE@STEP@SCHEDULE",
    "product:SCHEDULE*SCHEDULE",
    "where lists are 30/80 and boundaries 100:0.5/200:0.1",
  ];
}

/** Whether a schedule is meant: a name and a colon, or the name of one. */
const isSchedule = (given: string) => /^\s*[a-z]\w*\s*:/i.test(given) || scheduleNames.includes(given.trim());

/** Parses a learning rate: a positive number, or a schedule. */
export const learningRate =
  (option: string) =>
  (given: string): Hyper =>
    isSchedule(given) ? parseSchedule(given).schedule : positiveNumber(option, " or a schedule")(given);

/** A learning rate, and how it was written. */
export interface WrittenRate {
  readonly value: Hyper;
  readonly text: string;
}

/** Parses a learning rate, and keeps its text: two schedules can be told apart by nothing else. */
export const writtenRate =
  (option: string) =>
  (given: string): WrittenRate => ({ value: learningRate(option)(given), text: given.trim() });

/** Parses a hyperparameter: any number, `Infinity` too, or a schedule. */
export const hyper: Parser<Hyper> = (given, option) =>
  isSchedule(given) ? parseSchedule(given).schedule : number(given, option, " or a schedule");

/**
 * Parses a schedule.
 * @throws UsageError for an unknown schedule or option, one that is missing, or a value that the schedule refuses.
 */
export function parseSchedule(spec: string): Course {
  try {
    return parse(spec.trim());
  } catch (error) {
    throw error instanceof ScheduleError ? new UsageError(error.message) : error;
  }
}

function parse(spec: string): Course {
  if (Number.isFinite(Number(spec || "none"))) return { schedule: constant(Number(spec)), steps: 1 };
  const { name, rest } = splitSpec(spec);
  if (name === "join") return parseJoin(rest);
  if (name === "product") return parseProduct(rest);
  const entry = Object.hasOwn(scheduleRegistry, name) ? scheduleRegistry[name] : undefined;
  if (!entry) throw unknown("schedule", name, scheduleNames);
  return entry.course(readOptions(name, entry, rest));
}

function parseJoin(text: string): Course {
  const parts = text.split("@");
  const courses = parts.filter((_, i) => i % 2 === 0).map(parse);
  if (courses.length * 2 !== parts.length + 1) {
    throw new UsageError(`join must be SCHEDULE@STEP@SCHEDULE; got "${text}"`);
  }
  const boundaries = parts.filter((_, i) => i % 2 === 1).map((at) => number(at, "a step of join"));
  return {
    schedule: join(
      courses.map(({ schedule }) => schedule),
      boundaries,
    ),
    steps: (boundaries.at(-1) ?? 0) + courses.at(-1)!.steps,
  };
}

function parseProduct(text: string): Course {
  const courses = text.split("*").map(parse);
  return {
    schedule: product(...courses.map(({ schedule }) => schedule)),
    steps: Math.max(...courses.map(({ steps }) => steps)),
  };
}
