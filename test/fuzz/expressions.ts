/**
 * Random expressions as text of the language of rules. All operands stand in parentheses, so that the tree that was
 * meant does not depend on how tightly the parser binds. Knows neither rules nor kernels.
 */
import fc from "fast-check";
import { operation, operationNames, textNameOf } from "../../src/language/operations.ts";

/** What expressions are made of. */
export interface Ingredients {
  /** Names of numbers. */
  readonly names: readonly string[];
  /** Literals, as they are written. */
  readonly literals?: readonly string[];
  /** Functions of one number. */
  readonly functions?: readonly string[];
  /** Functions of one number that look at more than one element. */
  readonly reductions?: readonly string[];
  /** What may follow `^`. */
  readonly exponents?: readonly string[];
  /** How deep expressions nest. */
  readonly depth?: number;
}

const signs = ["+", "-", "*", "/"] as const;
const comparisons = ["<", "<=", ">", ">=", "==", "!="] as const;

/** Literals as a rule writes them. */
export const literals = ["0", "1", "2", "3", ".5", "0.1", "1e-3", "10"] as const;

/** Functions of a count of numbers that rules may call. */
const functionsOf = (count: number): string[] =>
  operationNames
    .filter((name) => {
      const { takes, gives, infix, internal, isPlanned, reduces } = operation(name);
      const isOfNumbers = takes.length === count && [...takes, gives].every((type) => type === "number");
      return isOfNumbers && !infix && !internal && !isPlanned && !reduces;
    })
    .map(textNameOf);

const called = (names: readonly string[], ...args: readonly fc.Arbitrary<string>[]) =>
  fc.tuple(fc.constantFrom(...names), ...args).map(([name, ...given]) => `${name}(${given.join(", ")})`);

/** Expressions whose value is a number. */
export function expressions({
  names,
  literals: numbers = literals,
  functions = functionsOf(1),
  reductions = [],
  exponents = ["2", "3"],
  depth = 4,
}: Ingredients): fc.Arbitrary<string> {
  const { number } = fc.letrec<{ number: string; truth: string }>((tie) => {
    const [x, truth] = [tie("number"), tie("truth")];
    const binary = (of: readonly string[], operand: fc.Arbitrary<string>) =>
      fc.tuple(operand, fc.constantFrom(...of), operand).map(([a, sign, b]) => `((${a}) ${sign} (${b}))`);
    const call = (of: readonly string[]) =>
      of.length === 0
        ? []
        : [fc.tuple(fc.constantFrom(...of), x).map(([name, argument]) => `${name}(${argument})`)];
    const power = fc.tuple(x, fc.constantFrom(...(exponents.length ? exponents : ["2"])));
    return {
      number: fc.oneof(
        { maxDepth: depth, depthIdentifier: "expression" },
        { weight: 3, arbitrary: fc.constantFrom(...names) },
        { weight: 1, arbitrary: fc.constantFrom(...numbers) },
        { weight: 6, arbitrary: binary(signs, x) },
        ...call(functions).map((arbitrary) => ({ weight: 2, arbitrary })),
        ...call(reductions).map((arbitrary) => ({ weight: 1, arbitrary })),
        { weight: 1, arbitrary: x.map((a) => `(-(${a}))`) },
        ...(exponents.length ? [{ weight: 1, arbitrary: power.map(([a, n]) => `((${a})^(${n}))`) }] : []),
        { weight: 1, arbitrary: called(functionsOf(2), x, x) },
        { weight: 1, arbitrary: called(functionsOf(3), x, x, x) },
        { weight: 1, arbitrary: fc.tuple(truth, x, x).map(([c, a, b]) => `where(${c}, ${a}, ${b})`) },
      ),
      truth: fc.oneof(
        { maxDepth: depth, depthIdentifier: "expression" },
        { weight: 3, arbitrary: binary(comparisons, x) },
        { weight: 1, arbitrary: binary(["&&", "||"], truth) },
        { weight: 1, arbitrary: truth.map((a) => `!(${a})`) },
      ),
    };
  });
  return number;
}
