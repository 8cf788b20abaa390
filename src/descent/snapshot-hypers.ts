/** Hyperparameters of a snapshot, and their histories: read and checked. */
import { inWords, isInside, parseInterval } from "../options/interval.ts";
import { type Bounds, checkHyper } from "../rule/hyper.ts";
import type { SavedPower } from "./histories.ts";
import type { LiveHyper } from "./hypers.ts";
import { numberFrom, SnapshotError } from "./portable.ts";
import { checkNames, recordOf } from "./snapshot-records.ts";

/** Hyperparameters that are numbers here, from a snapshot; in part, those that it has. @throws SnapshotError, HyperparameterError */
export function hypersFrom(
  given: unknown,
  hypers: readonly LiveHyper[],
  partial: boolean,
): Map<string, number> {
  const what = "hyperparameters that are numbers";
  const found = recordOf(what, given);
  const numbers = hypers.filter(({ schedule }) => typeof schedule === "number");
  const fixed = partial ? numbers.filter(({ name }) => Object.hasOwn(found, name)) : numbers;
  const names = fixed.map(({ name }) => name);
  if (!partial) checkNames(what, found, names, "; restore(snapshot, { hyper: false }) keeps this descent's");
  return new Map(
    fixed.map(({ name, bounds }) => {
      const value = numberFrom(name, found[name]);
      checkHyper(name, value, bounds);
      return [name, value];
    }),
  );
}

/** Histories of hyperparameters; in part, of those that are given. @throws SnapshotError for those that are impossible after so many steps. */
export function powersFrom(
  snapshot: Readonly<Record<string, unknown>>,
  count: number,
  hypers: readonly LiveHyper[],
  partial: boolean,
): Record<string, SavedPower> {
  const known = hypers.filter(({ powers }) => powers.length > 0).map(({ name }) => name);
  const powers = snapshot.powers === undefined ? {} : recordOf("powers", snapshot.powers);
  return Object.fromEntries(
    Object.entries(powers).flatMap(([name, power]) => {
      const what = `powers of ${name}`;
      if (!known.includes(name)) {
        if (partial) return [];
        throw new SnapshotError(
          `the snapshot has ${what}; this descent raises ${known.join(", ") || "none"} to the step`,
        );
      }
      const { product, since, value } = recordOf(what, power);
      if (!(Number.isSafeInteger(since) && (since as number) >= 0 && (since as number) <= count)) {
        throw new SnapshotError(
          `${what}: since must be a whole number from 0 to ${count}, the snapshot's count; got ${String(since)}`,
        );
      }
      const numbers = {
        product: numberFrom(`${what}: product`, product),
        value: numberFrom(`${what}: value`, value),
      };
      const { bounds } = hypers.find((hyper) => hyper.name === name)!;
      checkHyper(`${what}: value`, numbers.value, bounds);
      const range = productBounds(bounds, since as number);
      if (!isInside(numbers.product, range)) {
        throw new SnapshotError(
          `${what}: product must be ${inWords(range)}, as of ${since as number} values in ${bounds.text}; got ${numbers.product}`,
        );
      }
      return [[name, { ...numbers, since: since as number }]];
    }),
  );
}

/** The interval of a product of so many values from an interval. */
function productBounds({ low, high }: Bounds, since: number): Bounds {
  if (since === 0) return parseInterval("[1, 1]");
  if (low >= 0) return parseInterval(high <= 1 ? "[0, 1]" : "[0, inf]");
  return parseInterval(low >= -1 && high <= 1 ? "[-1, 1]" : "[-inf, inf]");
}
