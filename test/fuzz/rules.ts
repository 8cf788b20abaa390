/**
 * Random rules: states with all kinds of initial values, hyperparameters, helper lines in any order, reductions.
 * Every rule is a valid one; whether its numbers stay finite is left to chance.
 */
import fc from "fast-check";
import { chain } from "../../src/compose/chain.ts";
import type { Optimizer } from "../../src/compose/optimizer.ts";
import { partition } from "../../src/compose/partition.ts";
import { rule } from "../../src/compose/rule.ts";
import { expressions, type Ingredients } from "./expressions.ts";

/** A rule as it is declared. */
export interface RuleText {
  readonly name: string;
  readonly hyper: Readonly<Record<string, number>>;
  readonly state: Readonly<Record<string, number | string>>;
  readonly text: string;
}

/** What rules are made of. */
export interface RuleOptions extends Partial<Ingredients> {
  /** The rule's name, and what names of its states and hyperparameters begin with. */
  readonly prefix: string;
  /** Whether the update must change with the gradient's elements, as an update of another rule's `g` does. */
  readonly elementwise?: boolean;
  /** Whether some rules decide which steps are taken. */
  readonly decides?: boolean;
}

const reductionsOfAll = ["sum", "mean", "norm", "size", "sumSquares"].flatMap((name) => [
  name,
  `global${name[0]!.toUpperCase()}${name.slice(1)}`,
]);

/** Random rules. */
export function ruleTexts({
  prefix,
  elementwise = false,
  decides = false,
  ...ingredients
}: RuleOptions): fc.Arbitrary<RuleText> {
  const values = fc.constantFrom(0, 0.1, 0.5, 0.9, 0.999, 1, 2, 3, -1.5, 1e-3);
  const hypers = fc.array(values, { maxLength: 2 });
  const expressionOf = (names: readonly string[]) =>
    expressions({ reductions: reductionsOfAll, depth: 3, ...ingredients, names });
  return fc
    .tuple(hypers, fc.nat({ max: 3 }), fc.nat({ max: 2 }), fc.nat({ max: 2 }))
    .chain(([defaults, states, helpers, after]) => {
      const hyperNames = defaults.map((_, n) => `${prefix}h${n}`);
      const stateNames = Array.from({ length: states }, (_, n) => `${prefix}s${n}`);
      const helperNames = Array.from({ length: helpers }, (_, n) => `${prefix}x${n}`);
      const initial = fc.constantFrom<number | string>(0, 1, 1e-6, -2, "p", "2*p + 1", "g", "g^2", "abs(g)");
      const start = hyperNames.length
        ? fc.oneof(initial, fc.constantFrom(hyperNames[0]!, `${hyperNames[0]}*g`))
        : initial;
      // Some states come after the update and may use it.
      const order = fc
        .shuffledSubarray([...stateNames, ...helperNames], { minLength: states + helpers })
        .map((names) => [...names.slice(after), "u", ...names.slice(0, after)]);
      const lines = order.chain((targets) => {
        const known = ["g", "p", "t", ...hyperNames, ...stateNames];
        return fc.tuple(
          ...targets.map((target, n) => {
            const value = expressionOf([...known, ...targets.slice(0, n)]);
            const shaped =
              target === "u" && elementwise
                ? fc.tuple(value, fc.constantFrom("g*(#)", "g + (#)", "where(g < p, g, #)", "(#) - 2*g"))
                : fc.tuple(value, fc.constant("#"));
            return shaped.map(([inner, form]) => `${target} = ${form.replace("#", () => inner)}`);
          }),
        );
      });
      const decision = expressionOf(["g", "p"]).chain((value) =>
        fc.constantFrom(`globalNorm(${value}) < 20`, `globalMean(${value}) >= 0.5 || t == 1`, "t != 2"),
      );
      const extra = decides
        ? fc.option(
            decision.map((value) => `accept = ${value}`),
            { freq: 3, nil: "" },
          )
        : fc.constant("");
      return fc.tuple(fc.tuple(...stateNames.map(() => start)), lines, extra).map(
        ([starts, written, accept]): RuleText => ({
          name: prefix,
          hyper: Object.fromEntries(hyperNames.map((name, n) => [name, defaults[n]!])),
          state: Object.fromEntries(stateNames.map((name, n) => [name, starts[n]!])),
          text: [...written, accept].join("\n"),
        }),
      );
    });
}

/** A declared rule; every second hyperparameter follows a schedule. */
export const instance = (text: RuleText): Optimizer =>
  rule(text)(
    Object.fromEntries(
      Object.entries(text.hyper).flatMap(([name, value], n) =>
        n % 2 ? [[name, (count: number) => value - count / 8]] : [],
      ),
    ),
  );

/** Random rules, chains and partitions of tensors called `w0`, `w1`, ...; states' names begin with a, b or c. */
export function transformations(options: Omit<RuleOptions, "prefix">): fc.Arbitrary<Optimizer> {
  const link = (prefix: string): fc.Arbitrary<Optimizer> =>
    ruleTexts({ ...options, prefix, elementwise: true }).map(instance);
  const [a, b, c] = [link("a"), link("b"), link("c")];
  return fc.oneof(
    { weight: 3, arbitrary: ruleTexts({ ...options, prefix: "a" }).map(instance) },
    { weight: 2, arbitrary: fc.tuple(a, b).map((links) => chain(...links)) },
    { weight: 1, arbitrary: fc.tuple(a, b, c).map(([x, y, z]) => chain(x, chain(y, chain()), z)) },
    {
      weight: 1,
      arbitrary: fc.tuple(a, b, c).map(([x, y, z]) =>
        chain(
          partition([
            ["w0", x],
            ["*", y],
          ]),
          z,
        ),
      ),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(a, b, c).map(([x, y, z]) =>
        partition([
          [{ pattern: /[12]$/, optional: true }, chain(x, y)],
          ["*", z],
        ]),
      ),
    },
  );
}
