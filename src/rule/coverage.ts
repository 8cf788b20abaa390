/**
 * Checks that every pattern of an optimizer gets parameters: a pattern that matches nothing is probably misspelt, and the optimizer
 * would silently do something else.
 */
import { shown } from "../options/shown.ts";
import { nearest } from "./nearest-paths.ts";
import { pattern as option, PartitionError, type Pattern, type Selector, selectorOf } from "./pattern.ts";
import { Chain, Partition, type Transformation } from "./transformation.ts";

/** A parameter, as patterns see it. */
interface Parameter {
  readonly path: string;
  readonly shape: readonly number[];
}

/** The use of a pattern: the parameters that reached it, and how many of them it got. */
interface Use {
  readonly selector: Selector;
  readonly reached: Parameter[];
  /** The patterns that took parameters before it. */
  readonly takers: Set<string>;
  received: number;
}

/**
 * Checks the patterns of an optimizer on all its parameters.
 *
 * @throws PartitionError for a pattern that gets no parameter, unless it is optional or the last `"*"`.
 */
export function checkCoverage(optimizer: Transformation, parameters: readonly Parameter[]): void {
  // A pattern may be used in several places, for example for matrices and for vectors: one match is enough.
  const uses = new Map<string, Map<Selector, Use>>();
  const useOf = (scope: string, selector: Selector): Use => {
    const inScope = uses.get(scope) ?? new Map<Selector, Use>();
    uses.set(scope, inScope);
    const use = inScope.get(selector) ?? { selector, reached: [], takers: new Set(), received: 0 };
    inScope.set(selector, use);
    return use;
  };
  interface Visit {
    readonly of: Transformation;
    readonly reached: readonly Parameter[];
    readonly place: string;
    readonly scope: string;
  }
  const todo: Visit[] = [{ of: optimizer, reached: parameters, place: "0", scope: "" }];
  // A list instead of recursion: chains may be nested deeper than the engine's stack.
  for (let next = todo.pop(); next; next = todo.pop()) {
    const { of, reached, place, scope } = next;
    if (of instanceof Chain)
      for (const [index, link] of [...of.links.entries()].reverse())
        todo.push({ of: link, reached, place: `${place}.${index}`, scope });
    if (!(of instanceof Partition)) continue;
    const asked = of.advice?.asks(reached);
    if (asked !== undefined) throw new PartitionError(asked);
    const within: Visit[] = [];
    const choices = reached.map(({ path, shape }) => of.choose(path, shape));
    for (const [index, [selector, inner]] of of.cases.entries()) {
      const own = reached.filter((_, at) => choices[at]!.index === index);
      const isRest = index === of.cases.length - 1 && selector.pattern === "*";
      if (!isRest && !selector.optional) {
        const use = useOf(scope, selector);
        use.received += own.length;
        for (const [at, parameter] of reached.entries()) {
          use.reached.push(parameter);
          if (selector.matches(parameter.path, parameter.shape)) use.takers.add(choices[at]!.pattern);
        }
      }
      // Optional patterns, such as those for matrices and vectors, do not divide the parameters for the patterns within; nor do optimizers.
      const inside = selector.optional || of.isShared || of.advice ? scope : `${place}.${index}`;
      if (own.length > 0) within.push({ of: inner, reached: own, place: `${place}.${index}`, scope: inside });
    }
    for (const inner of within.reverse()) todo.push(inner);
  }
  for (const use of [...uses.values()].flatMap((inScope) => [...inScope.values()])) {
    if (use.received === 0) throw unused(use);
  }
}

/**
 * Paths of the parameters that a pattern matches.
 *
 * @param call - what takes the pattern, for messages.
 * @throws PartitionError for what is no pattern, and if it matches no parameter, unless it is optional.
 */
export function matching(
  call: string,
  pattern: Pattern,
  parameters: readonly Parameter[],
): ReadonlySet<string> {
  const wanted = option.expected(pattern, "pattern");
  if (wanted) throw new PartitionError(`${call} takes ${wanted}; got ${shown(pattern)}`);
  const selector = selectorOf(pattern);
  const matched = parameters.filter(({ path, shape }) => selector.matches(path, shape));
  if (matched.length === 0 && !selector.optional) {
    const paths = nearest(
      selector.pattern,
      parameters.map(({ path }) => path),
    );
    throw new PartitionError(`${call}: the pattern ${nameOf(selector)} matches no parameter; ${paths}`);
  }
  return new Set(matched.map(({ path }) => path));
}

/** A pattern in messages. */
const nameOf = ({ pattern, text }: Selector): string => (typeof pattern === "string" ? `"${text}"` : text);

function unused({ selector, reached, takers }: Use): PartitionError {
  const name = nameOf(selector);
  if (typeof selector.pattern !== "function" && takers.size === 1 && takers.has(selector.text))
    return new PartitionError(
      `the pattern ${name} stands twice: the second gets no parameter; leave one out`,
    );
  if (takers.size > 0) {
    const earlier = [...takers].map((text) => `"${text}"`).join(", ");
    return new PartitionError(
      `the pattern ${name} gets no parameter: ${earlier} before it takes all that it matches; put ${name} first`,
    );
  }
  const paths = nearest(
    selector.pattern,
    reached.map(({ path }) => path),
  );
  return new PartitionError(
    `the pattern ${name} matches no parameter; ${paths}; where it may match none, write { pattern: ${name}, optional: true }`,
  );
}
