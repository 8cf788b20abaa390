/** The names of another library's parameters, in its order, against those of a descent. */
import { question } from "../../options/nearest.ts";
import { shown } from "../../options/shown.ts";
import { OptimizerStateError } from "./optimizer-state-error.ts";

/** Names of parameters in the order in which the other library has them; in groups, if it has several. */
export type ParameterNames = readonly string[] | readonly (readonly string[])[];

/** The names in groups. @throws OptimizerStateError for anything that is no list of names. */
export function groupedNames(library: string, names: unknown): readonly (readonly string[])[] | undefined {
  if (!Array.isArray(names)) throw refusal(library, names);
  const all = names as readonly unknown[];
  const isText = (value: unknown): value is string => typeof value === "string";
  if (all.every(isText)) return undefined;
  if (all.every((group) => Array.isArray(group) && group.every(isText))) return all as readonly string[][];
  throw refusal(library, names);
}

const refusal = (library: string, names: unknown) =>
  new OptimizerStateError(
    `${library}: names must be the paths of the parameters in ${library}'s order, or a list of them for each group; got ${shown(names)}`,
  );

/** @throws OptimizerStateError unless the names are those of all parameters, each once. */
export function checkNames(library: string, names: readonly string[], paths: readonly string[]): void {
  const [known, seen] = [new Set(paths), new Set<string>()];
  for (const name of names) {
    if (!known.has(name))
      throw new OptimizerStateError(
        `${library}: the descent has no parameter ${shown(name)}${question(name, paths)}`,
      );
    if (seen.has(name))
      throw new OptimizerStateError(
        `${library}: names has ${shown(name)} twice; each parameter has one place`,
      );
    seen.add(name);
  }
  const missing = paths.find((path) => !seen.has(path));
  if (missing !== undefined)
    throw new OptimizerStateError(
      `${library}: names does not have ${shown(missing)}, which is a parameter of the descent`,
    );
}

/** What another library calls the parameters, by their paths here. */
export type OtherNames = Readonly<Record<string, string>>;

/**
 * What another library calls each parameter; those that are not given keep their paths.
 *
 * @throws OptimizerStateError for a path that is no parameter, or for parameters with equal names.
 */
export function otherNames(
  library: string,
  given: OtherNames,
  paths: readonly string[],
  spelled: (name: string) => string,
): ReadonlyMap<string, string> {
  const unknown = Object.keys(given).find((path) => !paths.includes(path));
  if (unknown !== undefined)
    throw new OptimizerStateError(
      `${library}: the descent has no parameter ${shown(unknown)}${question(unknown, paths)}`,
    );
  const names = new Map<string, string>();
  for (const path of paths) {
    const name = spelled(Object.hasOwn(given, path) ? given[path]! : path);
    const other = names.get(name);
    if (other !== undefined)
      throw new OptimizerStateError(
        `${library}: "${other}" and "${path}" are both called ${shown(name)} there; give names, { names: { ${shown(path)}: … } }`,
      );
    names.set(name, path);
  }
  return new Map([...names].map(([name, path]) => [path, name]));
}
