/**
 * The definition of a transformation: its rules carried out line by line, tensor by tensor, element by element, by the
 * evaluator of expressions. No kernel, no plan, no rates, no simplification; float64 only, and slow.
 */
import { evaluate } from "../../src/language/evaluate.ts";
import type { Call, Node } from "../../src/language/graph.ts";
import { type OperationName, operation, operationNames } from "../../src/language/operations.ts";
import { matches } from "../../src/rule/pattern.ts";
import { RuleInstance } from "../../src/rule/rule.ts";
import { Chain, Partition, type Transformation } from "../../src/rule/transformation.ts";

/** Values by the path of their tensor. */
export type Values = ReadonlyMap<string, readonly number[]>;

/** Disturbs the result of an operation, to find out whether a result depends on how it was rounded. */
export type Noise = (value: number) => number;

/** Operations whose result may be rounded in more than one way. */
const exact: readonly OperationName[] = [
  "neg",
  "abs",
  "sign",
  "floor",
  "ceil",
  "min",
  "max",
  "min3",
  "max3",
  "clip",
  "where",
];
const rounded = new Set(
  operationNames.filter((name) => operation(name).gives === "number" && !exact.includes(name)),
);

/** A transformation on tensors. States are told apart by their names: no two rules may share one. */
export class Definition {
  readonly #transformation: Transformation;
  readonly #noise: Noise | undefined;
  readonly #start: Values;
  params: Values;
  readonly states = new Map<string, Values>();
  /** Values of `accept` in this step. */
  #accepted = true;
  count = 0;

  constructor(transformation: Transformation, params: Values, noise?: Noise) {
    this.#transformation = transformation;
    this.#noise = noise;
    this.#start = params;
    this.params = params;
  }

  /** Takes a step; false where a rule declines it. */
  step(grads: Values): boolean {
    this.#accepted = true;
    const before = new Map(this.states);
    const updates = this.#apply(this.#transformation, grads);
    if (this.#accepted) {
      this.params = each(this.params, (p, path, i) => this.#sum(p, updates.get(path)![i]!));
      this.count++;
    } else {
      for (const [name, values] of before) this.states.set(name, values);
      for (const name of [...this.states.keys()]) if (!before.has(name)) this.states.delete(name);
    }
    return this.#accepted;
  }

  #sum(a: number, b: number): number {
    return this.#noise ? this.#noise(a + b) : a + b;
  }

  /** Updates of the tensors that are given ones: those that the transformation is applied to. */
  #apply(transformation: Transformation, updates: Values): Values {
    if (transformation instanceof RuleInstance) return this.#carryOut(transformation, updates);
    if (transformation instanceof Chain)
      return transformation.links.reduce((values, link) => this.#apply(link, values), updates);
    if (!(transformation instanceof Partition)) throw new TypeError("unknown transformation");
    const { cases } = transformation;
    const chosen = new Map(
      [...updates].map(([path, { length }]) => [
        path,
        cases.findIndex(([pattern]) => matches(pattern, path, [length])),
      ]),
    );
    const parts = cases.flatMap(([, inner], index) => {
      const mine = new Map([...updates].filter(([path]) => chosen.get(path) === index));
      return mine.size ? [...this.#apply(inner, mine)] : [];
    });
    return new Map(parts);
  }

  #carryOut({ rule, hyper }: RuleInstance, updates: Values): Values {
    const like = (value: (path: string, i: number) => number) =>
      each(updates, (_, path, i) => value(path, i));
    const names = new Map<string, Values>([
      ["g", updates],
      ["p", like((path, i) => this.params.get(path)![i]!)],
      ["t", like(() => this.count + 1)],
    ]);
    for (const [name, value] of Object.entries(hyper)) {
      const now = typeof value === "function" ? value(this.count) : value;
      names.set(
        name,
        like(() => now),
      );
    }
    const lookIn = (values: ReadonlyMap<string, Values>) => (path: string, i: number) => (name: string) =>
      values.get(name)!.get(path)![i]!;
    for (const [name, { value }] of Object.entries(rule.state)) {
      const kept = this.states.get(name);
      // A state starts from the parameters and the gradient that its rule meets first.
      const first = lookIn(new Map([...names, ["p", this.#start]]));
      names.set(name, kept ?? like((path, i) => this.#value(value, first(path, i), noReduction)));
    }
    for (const { target, value } of rule.lines) {
      const look = lookIn(new Map(names));
      const reduce = this.#reducer(updates, look);
      names.set(
        target,
        like((path, i) => this.#value(value, look(path, i), reduce(path))),
      );
    }
    for (const name of Object.keys(rule.state)) this.states.set(name, names.get(name)!);
    const accept = names.get("accept");
    if (accept && [...accept.values()][0]![0] === 0) this.#accepted = false;
    return names.get("u")!;
  }

  /** How reductions are carried out for the elements of a tensor; each is carried out once. */
  #reducer(tensors: Values, look: (path: string, i: number) => (name: string) => number) {
    const done = new Map<string, number>();
    const reduce =
      (path: string) =>
      (call: Call): number => {
        const global = call.op.startsWith("global");
        const key = `${call.id} ${global ? "" : path}`;
        let result = done.get(key);
        if (result === undefined) {
          result = 0;
          for (const [other, { length }] of tensors) {
            if (!global && other !== path) continue;
            for (let i = 0; i < length; i++) {
              if (/size$/i.test(call.op)) result++;
              else {
                const x = this.#value(call.args[0]!, look(other, i), reduce(other));
                result += this.#sum(/Squares$/.test(call.op) ? x * x : x, 0);
              }
            }
          }
          done.set(key, result);
        }
        return result;
      };
    return reduce;
  }

  #value(node: Node, look: (name: string) => number, reduce: (call: Call) => number): number {
    const noise = this.#noise;
    if (!noise || node.kind !== "call") return evaluate(node, look, reduce);
    if (node.op.startsWith("global") || /^(sum|size)/.test(node.op)) return reduce(node);
    // One operation at a time, to disturb each.
    const args = node.args.map(
      (arg): Node => ({ kind: "constant", id: -1, value: this.#value(arg, look, reduce) }),
    );
    const value = evaluate({ ...node, args }, look, reduce);
    return rounded.has(node.op) ? noise(value) : value;
  }
}

const noReduction = (): never => {
  throw new TypeError("an initial value has no reductions");
};

function each(values: Values, map: (value: number, path: string, index: number) => number): Values {
  return new Map([...values].map(([path, row]) => [path, row.map((value, i) => map(value, path, i))]));
}
