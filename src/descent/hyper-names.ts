/** Which hyperparameters of a descent a name means: one, or the one of each group of parameters. */
import { question } from "../options/nearest.ts";
import { propertiesOf } from "../options/option.ts";
import { shown } from "../options/shown.ts";
import { HyperparameterError } from "../rule/hyper.ts";

interface Candidate {
  readonly name: string;
  readonly names: readonly string[];
  readonly groups: readonly number[];
}

/** The values that `set` is given, by name. @throws HyperparameterError for anything that is not an object of values. */
export function namedValues(values: unknown): [string, unknown][] {
  const properties = propertiesOf(values, (cause) => {
    throw new HyperparameterError("set: the values cannot be read: a getter or a proxy fails there", {
      cause,
    });
  });
  if (!properties)
    throw new HyperparameterError(
      `set takes an object of hyperparameters, { name: value }; got ${shown(values)}`,
    );
  return properties.map(([name, value]) => [String(name), value]);
}

/**
 * The hyperparameters of a name. If each group of parameters has one, `learningRate` means all of them and
 * `*.bias.learningRate` that of the group with this pattern.
 *
 * @throws HyperparameterError for an unknown name, or one that means several in one group.
 */
export function meantBy<C extends Candidate>(name: string, all: readonly C[]): readonly C[] {
  const exact = all.find((candidate) => candidate.name === name);
  if (exact) return [exact];
  const found = all.filter(({ names }) => names.includes(name));
  if (found.length === 0) {
    const known = all.map((candidate) => candidate.name);
    const near = question(name, [...new Set([...all.map(({ names }) => names[0]!), ...known])]);
    throw new HyperparameterError(
      `there is no hyperparameter ${shown(name)}; there are: ${known.join(", ") || "none"}${near}`,
    );
  }
  const groups = found.flatMap((candidate) => candidate.groups);
  if (new Set(groups).size < groups.length) {
    const several = found.map((candidate) => candidate.name).join(", ");
    throw new HyperparameterError(`${shown(name)} may mean any of ${several}; name one of them`);
  }
  return found;
}
