/** What a step starts from, copied out of a descent, and the values of expressions in it: in float64, one element at a time. */
import type { Elements } from "../language/dtype.ts";
import { evaluate } from "../language/evaluate.ts";
import type { Call, Node } from "../language/graph.ts";
import { type Extent, isFact, operation } from "../language/operations.ts";
import { hashOf } from "../language/random.ts";
import type { Group, Tensor } from "../plan/groups.ts";
import type { Plan } from "../plan/plan.ts";
import type { Reductions, RuleReduction } from "../plan/reductions.ts";
import type { Scope } from "../plan/scope.ts";
import { countOf, sliceOf } from "../plan/slices.ts";

/** Everything that a step starts from. */
export interface Moment {
  readonly plan: Plan;
  /** `before`: its gradients come before the step's own. */
  readonly phase: "step" | "before";
  /** Parameters and gradients (`p` and `g`) and states by role and path. */
  readonly arrays: ReadonlyMap<string, ReadonlyMap<string, Elements>>;
  /** The values of `plan.scalars` for each parameter that takes part. */
  readonly scalars: ReadonlyMap<string, Float64Array>;
}

/** An element of a parameter. */
export interface Place {
  readonly tensor: Tensor;
  readonly element: number;
}

/** Values of expressions of the plan's symbols. */
export class Values {
  readonly #moment: Moment;
  readonly #reductions: ReadonlyMap<string, RuleReduction>;
  readonly #scopes: ReadonlyMap<string, Scope>;
  readonly #scalars: ReadonlyMap<string, number>;
  readonly #reduced = new Map<string, number>();

  constructor(moment: Moment, reductions: Reductions) {
    const { states, scalars } = moment.plan;
    this.#moment = moment;
    this.#reductions = new Map(
      [...reductions.bySymbol.values()].map((reduction) => [reduction.symbol.name, reduction]),
    );
    this.#scopes = new Map(states.map(({ role, scope }) => [role, scope]));
    this.#scalars = new Map(scalars.map(({ name }, index) => [name, index]));
  }

  /** The value of an expression for an element. */
  at(node: Node, place: Place): number {
    const drawn = ({ op, args }: Call): number => {
      const { evaluateAt } = operation(op);
      if (!evaluateAt) throw new TypeError(`${op} has no value by itself`);
      const [x = Number.NaN, y = Number.NaN, z = Number.NaN] = args.map((arg) => this.at(arg, place));
      return evaluateAt(place.element, x, y, z);
    };
    return evaluate(node, (name) => this.#named(name, place), drawn);
  }

  #named(name: string, { tensor, element }: Place): number {
    const { arrays, scalars } = this.#moment;
    const array = arrays.get(name)?.get(tensor.path);
    if (array) {
      const scope = this.#scopes.get(name) ?? "element";
      if (scope === "element") return array[element]!;
      return array[scope === "uniform" ? 0 : sliceOf(scope, tensor, element)]!;
    }
    const scalar = this.#scalars.get(name);
    if (scalar !== undefined) return scalars.get(tensor.path)![scalar]!;
    return this.#reduce(this.#reductions.get(name)!, { tensor, element });
  }

  /** A reduction, once for all elements that share it. */
  #reduce(reduction: RuleReduction, { tensor, element }: Place): number {
    const { symbol, op, extent, args } = reduction;
    if (op === "hash") return hashOf(tensor.path);
    const slice = extent === "global" ? 0 : sliceOf(extent, tensor, element);
    const key = extent === "global" ? symbol.name : `${symbol.name} ${slice} ${tensor.path}`;
    const known = this.#reduced.get(key);
    if (known !== undefined) return known;
    let result = op === "max" ? Number.NEGATIVE_INFINITY : 0;
    for (const [node, place] of this.#over(args, extent, tensor, slice)) {
      if (isFact(op)) result++;
      else {
        const value = this.at(node, place);
        result = op === "max" ? Math.max(result, value) : result + (op === "sum" ? value : value * value);
      }
    }
    this.#reduced.set(key, result);
    return result;
  }

  /** The elements of an extent, with what is reduced there. */
  *#over(
    args: ReadonlyMap<Group, Node>,
    extent: Extent,
    within: Tensor,
    slice: number,
  ): Generator<readonly [Node, Place]> {
    for (const [group, node] of args) {
      for (const tensor of group.tensors) {
        if (!this.#moment.scalars.has(tensor.path)) continue;
        if (extent !== "global" && tensor.path !== within.path) continue;
        const isWhole = extent === "global" || countOf(extent, tensor) === 1;
        for (let element = 0; element < tensor.size; element++)
          if (isWhole || sliceOf(extent, tensor, element) === slice) yield [node, { tensor, element }];
      }
    }
  }
}
