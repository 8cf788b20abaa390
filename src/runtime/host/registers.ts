/**
 * Values that are the same for a whole step, in float64: registers in one array, and tapes of operations on them. Running a tape
 * allocates nothing.
 */

import { type Meaning, meaningOf } from "../../language/evaluate.ts";
import type { Call, Name, Node } from "../../language/graph.ts";

/** The usual operations, by their number on a tape: written out, since a call of any function makes an object of each number. */
const usual = { add: 1, sub: 2, mul: 3, div: 4, neg: 5 } as const;

/** Operations on registers, in order. */
export interface Tape {
  readonly evaluate: readonly Meaning[];
  /** The number of each among the usual ones; 0 for all others. */
  readonly numbers: Uint8Array;
  /** Four registers an operation: target and three arguments. */
  readonly registers: Int32Array;
}

/** Runs a tape. */
export function runTape({ evaluate, numbers, registers }: Tape, values: Float64Array): void {
  for (let i = 0, r = 0; i < numbers.length; i++, r += 4) {
    const to = registers[r]!;
    const a = values[registers[r + 1]!]!;
    const b = values[registers[r + 2]!]!;
    switch (numbers[i]) {
      case usual.add:
        values[to] = a + b;
        break;
      case usual.sub:
        values[to] = a - b;
        break;
      case usual.mul:
        values[to] = a * b;
        break;
      case usual.div:
        values[to] = a / b;
        break;
      case usual.neg:
        values[to] = -a;
        break;
      default:
        values[to] = evaluate[i]!(a, b, values[registers[r + 3]!]!);
    }
  }
}

const copy: Meaning = (a) => a;

/** Allots registers to nodes, before there is an array of them. */
export class Registers {
  readonly #of = new Map<Node, number>();
  readonly #initial: number[] = [];

  /** The register of a node, given one if it has none. */
  of(node: Node, initial = node.kind === "constant" ? node.value : Number.NaN): number {
    let register = this.#of.get(node);
    if (register === undefined) {
      register = this.#initial.push(initial) - 1;
      this.#of.set(node, register);
    }
    return register;
  }

  /** These calls, in order, as a tape. */
  tape(calls: readonly Call[]): Tape {
    const registers = calls.flatMap((call) => {
      const [a = 0, b = a, c = a] = call.args.map((arg) => this.of(arg));
      return [this.of(call), a, b, c];
    });
    return {
      evaluate: calls.map(({ op }) => meaningOf(op)!),
      numbers: Uint8Array.from(calls, ({ op }) => (op in usual ? usual[op as keyof typeof usual] : 0)),
      registers: Int32Array.from(registers),
    };
  }

  /** Assigns to each symbol the value of a node, all at once: through registers in between. */
  assignments(pairs: readonly { readonly state: Name; readonly value: Node }[]): Tape {
    const between = pairs.map(() => this.#initial.push(Number.NaN) - 1);
    const move = (to: number, from: number) => [to, from, from, from];
    const registers = [
      ...pairs.flatMap(({ value }, index) => move(between[index]!, this.of(value))),
      ...pairs.flatMap(({ state }, index) => move(this.of(state), between[index]!)),
    ];
    const evaluate = between.flatMap(() => [copy, copy]);
    return { evaluate, numbers: new Uint8Array(evaluate.length), registers: Int32Array.from(registers) };
  }

  /** A new array of them with the constants in place. */
  values(): Float64Array {
    return Float64Array.from(this.#initial);
  }
}
