/**
 * The host's part of a step: what does not change with the element, in float64. A tape of operations on one
 * file of registers; running it allocates nothing.
 */
import type { Node } from "../language/graph.ts";
import { operation } from "../language/operations.ts";

type Evaluate = (a: number, b: number, c: number) => number;

/** Operations on registers, in order. */
export interface Tape {
  readonly evaluate: readonly Evaluate[];
  /** Four registers an operation: target and three arguments. */
  readonly registers: Int32Array;
}

/** Runs a tape on a file of registers. */
export function run(tape: Tape, file: Float64Array): void {
  const { evaluate, registers } = tape;
  for (let i = 0, r = 0; i < evaluate.length; i++, r += 4) {
    file[registers[r]!] = evaluate[i]!(
      file[registers[r + 1]!]!,
      file[registers[r + 2]!]!,
      file[registers[r + 3]!]!,
    );
  }
}

/** Registers while a plan is made: constants are filled in at once, the descent sets the symbols. */
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

  /** Calls of these nodes, in order, as a tape. */
  tape(nodes: readonly Node[]): Tape {
    const calls = nodes.filter((node) => node.kind === "call");
    const registers = calls.flatMap((node) => {
      const args = node.args.map((arg) => this.of(arg));
      const [a = 0, b = a, c = a] = args;
      return [this.of(node), a, b, c];
    });
    const evaluate = calls.map((node) => operation(node.op).evaluate!);
    return { evaluate, registers: Int32Array.from(registers) };
  }

  /** Assigns to each first node the value of the second, all at once: through registers in between. */
  copies(pairs: readonly (readonly [to: Node, from: Node])[]): Tape {
    const between = pairs.map(() => this.#initial.push(Number.NaN) - 1);
    const copy = (to: number, from: number) => [to, from, from, from];
    const registers = [
      ...pairs.flatMap(([, from], index) => copy(between[index]!, this.of(from))),
      ...pairs.flatMap(([to], index) => copy(this.of(to), between[index]!)),
    ];
    return {
      evaluate: registers.filter((_, at) => at % 4 === 0).map(() => (a) => a),
      registers: Int32Array.from(registers),
    };
  }

  /** A new file with the constants in place. */
  file(): Float64Array {
    return Float64Array.from(this.#initial);
  }
}
