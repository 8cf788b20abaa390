/** Options that no optimizer takes must not pass in silence. */
import { HyperparameterError } from "./hyper.ts";

/**
 * Checks the names of options.
 *
 * @throws HyperparameterError for options that are no object or have a name that is not known.
 */
export function checkOptions(name: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== "object" || options === null) {
    throw new HyperparameterError(
      `${name} takes an object of options, { ${known.join(", ")} }; got ${options}`,
    );
  }
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw new HyperparameterError(`${name} has no option "${unknown}"; it has: ${known.join(", ")}`);
  }
}
