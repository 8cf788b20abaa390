/** The function of an expression, with its arguments checked: numbers are numbers, vectors are lists of one length. */
import { shown } from "../options/shown.ts";
import { compileNumbers, compileVectors } from "./compile-to-function.ts";
import { ExpressionError } from "./expression-error.ts";
import type { Node } from "./graph.ts";

type Value = number | ArrayLike<number>;

/**
 * A function of values in the order of the names.
 *
 * @param isVector - whether its value is a vector, also where the expression itself is one number.
 */
export function checkedFunction(
  root: Node,
  names: readonly string[],
  vectors: ReadonlySet<string>,
  isVector: boolean,
): (values: readonly Value[]) => number | Float64Array {
  if (vectors.size === 0) {
    const compute = compileNumbers(root, names);
    return (values) => {
      for (let i = 0; i < names.length; i++)
        if (typeof values[i] !== "number") notNumber(names[i]!, values[i]);
      return compute(values as readonly number[]);
    };
  }
  const compute = compileVectors(root, names, vectors);
  return (values) => {
    const length = lengthOf(names, vectors, values);
    const result = compute(values, length);
    return isVector && typeof result === "number" ? new Float64Array(length).fill(result) : result;
  };
}

/** The length of all vectors; throws where a value is of the wrong kind. */
function lengthOf(names: readonly string[], vectors: ReadonlySet<string>, values: readonly Value[]): number {
  let first: { name: string; length: number } | undefined;
  for (const [i, name] of names.entries()) {
    const value: unknown = values[i];
    if (!vectors.has(name)) {
      if (typeof value !== "number") notNumber(name, value);
      continue;
    }
    const length =
      typeof value === "object" && value !== null && "length" in value ? value.length : undefined;
    if (typeof length !== "number")
      throw new ExpressionError(`${name} must be a vector: an array of numbers; got ${shown(value)}`);
    first ??= { name, length };
    if (length !== first.length) {
      const lengths = `${first.name} has ${first.length}, ${name} has ${length}`;
      throw new ExpressionError(`vectors must have the same number of elements; ${lengths}`);
    }
  }
  return first?.length ?? 0;
}

function notNumber(name: string, value: unknown): never {
  const isList = typeof value === "object" && value !== null && "length" in value;
  const hint = isList ? `; name it in vectors: ["${name}"] to give a vector` : "";
  throw new ExpressionError(`${name} must be a number; got ${shown(value)}${hint}`);
}
