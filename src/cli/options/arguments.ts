/**
 * Parsers of option values, shared by the commands. They return the value or throw a UsageError that names
 * the option.
 */
import type { DeviceName } from "../../index.ts";
import type { Task } from "../../train/index.ts";
import { UsageError, unknown } from "../usage-error.ts";

/** Takes any text that is not empty, such as `--report losses.html`; `what` says what it is. */
export const named =
  (option: string, what: string) =>
  (given: string): string => {
    if (given.trim() === "") throw new UsageError(`${option} must be ${what}; got "${given}"`);
    return given;
  };

/** Takes the name of a file to write, but not the option that follows where the name was forgotten. */
export const outputName =
  (option: string) =>
  (given: string): string => {
    if (!given.startsWith("-")) return named(option, "the name of a file")(given);
    throw new UsageError(
      `${option} must be the name of a file; got "${given}" (a file of that name is ./${given})`,
    );
  };

/** Collects a repeated option into a list, each item by `item`. */
export const repeated =
  <T>(item: (given: string) => T) =>
  (given: string, before: readonly T[] = []): T[] => [...before, item(given)];

/** Parses an integer of at least `least`, such as `--seeds 20`. */
export const wholeNumber =
  (option: string, least: number) =>
  (given: string): number => {
    const value = Number(given);
    if (given.trim() === "" || !Number.isSafeInteger(value) || value < least) {
      throw new UsageError(`${option} must be a whole number from ${least}; got "${given}"`);
    }
    return value;
  };

/** Parses a positive number, such as `--rates 1e-3`; `or` says what else the option takes. */
export const positiveNumber =
  (option: string, or = "") =>
  (given: string): number => {
    const value = Number(given);
    if (given.trim() === "" || !Number.isFinite(value) || value <= 0) {
      throw new UsageError(`${option} must be a number above 0${or}; got "${given}"`);
    }
    return value;
  };

/** Parses a share of the whole, such as `--validation 0.2`. */
export const share =
  (option: string) =>
  (given: string): number => {
    const value = Number(given);
    if (given.trim() === "" || !(value >= 0 && value < 1)) {
      throw new UsageError(`${option} must be a share in [0, 1), such as 0.2; got "${given}"`);
    }
    return value;
  };

/** Parses a comma-separated list, each item by `item`. */
export const list =
  <T>(option: string, item: (given: string) => T) =>
  (given: string): T[] => {
    const parts = given
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== "");
    if (parts.length === 0) throw new UsageError(`${option} must name at least one; got "${given}"`);
    return parts.map(item);
  };

/** Parses one of a few words. */
export const choice =
  <T extends string>(option: string, choices: readonly T[]) =>
  (given: string): T => {
    const found = choices.find((word) => word === given);
    if (found === undefined) throw unknown(`value for ${option}`, given, choices);
    return found;
  };

/** Parses `--device`. */
export const deviceName = choice<DeviceName>("--device", ["auto", "js", "wasm", "native"]);

/** Parses `--task`. */
export const taskName = choice<Task>("--task", ["regression", "binary", "classes"]);

/** Parses `--heartbeat`: ranks have one unless it is off. */
export const heartbeatName = choice("--heartbeat", ["off"]);

/** Collects repeated `--option name=value` into one record; the named options read the values. */
export function assignment(given: string, before: Record<string, string> = {}): Record<string, string> {
  const [, name, text] = /^([^=\s]+)=(.+)$/.exec(given) ?? [];
  if (name === undefined || text === undefined) {
    throw new UsageError(`--option must be name=value, such as b1=0.8; got "${given}"`);
  }
  if (Object.hasOwn(before, name)) {
    throw new UsageError(`--option ${name} is given twice: ${before[name]} and ${text}; give it once`);
  }
  return { ...before, [name]: text };
}
