/**
 * An expression of the language on its own: printed, differentiated, evaluated, made a function. Its names stand for numbers, or
 * for vectors where that is said. What only a rule has (bounds of parameters, random numbers, rows and columns) is no part
 * of it.
 */
import { text as anyText, list } from "../options/kinds.ts";
import { argumentOf, readerOf } from "../options/option.ts";
import { shown } from "../options/shown.ts";
import { checkedFunction } from "./checked-function.ts";
import { differentiate } from "./differentiate.ts";
import { ExpressionError } from "./expression-error.ts";
import type { NamesIn } from "./expression-names.ts";
import type { Graph, Node } from "./graph.ts";
import type { Problem } from "./names.ts";
import { toTex, toText } from "./print.ts";
import { readExpression } from "./read-expression.ts";
import { texName } from "./tex-name.ts";
import { vectorTest } from "./vectors.ts";

/** What a name stands for: a number, or a vector where the expression says so. */
export type ValueOf<N extends string, Vector extends string> = [Vector] extends [never]
  ? number
  : string extends N
    ? number | ArrayLike<number>
    : N extends Vector
      ? ArrayLike<number>
      : number;

/** What an expression gives: a number; with vectors among its names perhaps a vector. */
export type Result<Vector extends string> = [Vector] extends [never] ? number : number | Float64Array;

/** An expression. It never changes. */
export interface Expression<Name extends string = string, Vector extends string = never> {
  /** Its names, in the order of the text, or as they were given. */
  readonly names: readonly Name[];
  /** Names that stand for vectors. */
  readonly vectors: readonly Vector[];
  /** Whether its value is a vector. */
  readonly isVector: boolean;
  /** It as text of the language, which reads back as the same expression. */
  readonly text: string;
  /** It in TeX. */
  readonly tex: string;
  /**
   * Its value. Other properties of `values` are ignored.
   *
   * @throws ExpressionError if a name has no value, or one of another kind; if vectors differ in length.
   */
  evaluate(values: { readonly [N in Name]: ValueOf<N, Vector> }): Result<Vector>;
  /**
   * It as a function of its names in the given order. Made once, without generating code. A function of numbers allocates
   * nothing. Vectors have one length at each call; sums are added up in the order of the elements.
   *
   * @throws ExpressionError if a name is missing or unknown; the function throws it for a wrong argument.
   */
  toFunction<const Names extends readonly Name[]>(
    names: Names,
  ): (...values: { -readonly [I in keyof Names]: ValueOf<Names[I], Vector> }) => Result<Vector>;
  /**
   * Its derivative with respect to a name, simplified. It has the same names. With respect to a vector: the gradient, an element for
   * each element. Of a vector: that of each element with respect to the same element, or to the number. At a kink or a jump:
   * see docs/language.md.
   *
   * @throws ExpressionError for an unknown name.
   * @throws DerivativeError where there is none.
   */
  derivative(name: Name): Expression<Name, Vector>;
}

/** What the names of an expression are. */
export interface ExpressionOptions<Name extends string = string, Vector extends string = string> {
  /** The names that may stand in the text. Without them, any name may. */
  readonly names?: readonly Name[];
  /** Those that stand for vectors, which `sum`, `mean`, `norm` and others take together. All others stand for numbers. */
  readonly vectors?: readonly Vector[];
}

/** `unknown` where all names of a literal text are known, else a type that says which are not. */
type KnownNames<Text extends string, Name extends string> = string extends Text
  ? unknown
  : [Exclude<NamesIn<Text>, Name>] extends [never]
    ? unknown
    : Problem<`unknown name "${Exclude<NamesIn<Text>, Name>}"`>;

const read = /* @__PURE__ */ readerOf<ExpressionOptions>("expression", { names: list, vectors: list });
const readText = /* @__PURE__ */ argumentOf<string>("expression", "text", anyText);

/**
 * Reads an expression of the language of rules: operators, functions and names, in one or more lines.
 *
 * @throws RuleSyntaxError for a text that does not follow the language, with its line and a caret under the place.
 * @throws ExpressionError for a vector that is no name of the text.
 * @throws OptionError for wrong options.
 * @example
 * const rosenbrock = expression("(1 - x)^2 + 100*(y - x^2)^2");
 * rosenbrock.evaluate({ x: 1, y: 2 }) // 100
 * rosenbrock.derivative("x").text // "-2*(1 - x) - 400*x*(y - x^2)"
 * rosenbrock.derivative("y").toFunction(["x", "y"])(1, 2) // 200
 * @example
 * const loss = expression("sum((y - w*x)^2)", { vectors: ["x", "y"] });
 * loss.derivative("w").text // "-2*sum(x*(y - w*x))"
 * loss.evaluate({ w: 2, x: [1, 2], y: [2, 5] }) // 1
 */
export function expression<
  const Text extends string,
  const Name extends string = NamesIn<Text>,
  const Vector extends Name = never,
>(text: Text & KnownNames<Text, Name>, options?: ExpressionOptions<Name, Vector>): Expression<Name, Vector> {
  const { names: known, vectors = [] } = read(options);
  const { graph, root, names } = readExpression(readText(text), known, vectors.length > 0);
  for (const name of [...(known ?? []), ...vectors]) {
    if (typeof name !== "string" || !/^[A-Za-z_]\w*$/.test(name)) {
      const what = "a name is made of the letters a to z and A to Z, digits and _";
      throw new ExpressionError(`expression: ${what}; got ${shown(name)}`);
    }
  }
  for (const name of vectors) checkName(name, names, "vectors");
  return make({ graph, root, names, vectors: new Set(vectors) }) as Expression<Name, Vector>;
}

interface Parts {
  readonly graph: Graph;
  readonly root: Node;
  readonly names: readonly string[];
  readonly vectors: ReadonlySet<string>;
  /** Whether the value is a vector even if nothing in it is: the gradient of a sum is 1 for each element. */
  readonly isGradient?: boolean;
}

function make(parts: Parts): Expression<string, string> {
  const { graph, root, names, vectors } = parts;
  const isVector = parts.isGradient || vectorTest(vectors)(root);
  const compile = (order: readonly string[]) => checkedFunction(root, order, vectors, isVector);
  let own: ReturnType<typeof compile> | undefined;
  return Object.freeze({
    names,
    vectors: [...vectors],
    isVector,
    get text() {
      return toText(root);
    },
    get tex() {
      return toTex(root, texName);
    },
    evaluate(values: Readonly<Record<string, number | ArrayLike<number>>>) {
      if (typeof values !== "object" || values === null)
        throw new ExpressionError(
          `evaluate takes values by name, { ${names.join(", ")} }; got ${shown(values)}`,
        );
      own ??= compile(names);
      return own(names.map((name) => values[name]!));
    },
    toFunction(order: readonly string[]) {
      if (!Array.isArray(order))
        throw new ExpressionError(`toFunction takes a list of names; got ${shown(order)}`);
      for (const name of order) checkName(name, names, "toFunction");
      const missing = names.filter((name) => !order.includes(name));
      if (missing.length || new Set(order).size < order.length) {
        const given = order.join(", ") || "none";
        throw new ExpressionError(`toFunction takes each name once: ${names.join(", ")}; got ${given}`);
      }
      const compute = compile([...order]);
      return (...values: readonly (number | ArrayLike<number>)[]) => compute(values);
    },
    derivative(name: string) {
      checkName(name, names, "derivative");
      const isGradient = isVector || vectors.has(name);
      return make({ ...parts, root: differentiate(graph, root, name, vectors), isGradient });
    },
  }) as Expression<string, string>;
}

function checkName(name: string, names: readonly string[], where: string): void {
  if (names.includes(name)) return;
  const known = names.join(", ") || "none";
  throw new ExpressionError(`${where}: unknown name ${shown(name)}; the expression has: ${known}`);
}
