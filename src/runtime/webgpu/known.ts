/**
 * What the host still computes of a phase, in float64: values that depend on nothing but the scalars of a call. They are rounded once, and
 * come with every call. Random keys of tensors are among them.
 */
import { argumentsOf, type Call, type Node, topological } from "../../language/graph.ts";
import { operation } from "../../language/operations.ts";
import type { Plan } from "../../plan/plan.ts";
import type { PlannedPhase } from "../../plan/stages.ts";
import { rootsOf } from "../../plan/stages.ts";
import { DeviceError } from "../device.ts";
import { Registers, runTape, type Tape } from "../host/registers.ts";
import { largeRoot, mostRoot } from "./newton-kernels.ts";

/** A key of tensors: its node, and the group that it is for. */
export interface TensorKey {
  readonly node: Call;
  readonly group: number;
}

/** Finds out which values of a phase the host knows. */
export class Known {
  readonly #plan: Plan;
  readonly #known = new Set<Node>();

  /** `readsLoss`: whether the loss counts as a scalar; where calls may be declined it belongs to the call, not to the count. */
  constructor(plan: Plan, phase: PlannedPhase, readsLoss: boolean) {
    this.#plan = plan;
    const scalars = plan.scalars.filter(({ name }) => readsLoss || name !== "loss");
    const facts = plan.facts.filter(({ extent }) => extent === "global").map(({ symbol }) => symbol);
    for (const symbol of [...scalars, ...facts]) this.#known.add(symbol);
    for (const node of topological([...rootsOf(phase), ...this.#keysOf(phase).map(({ node }) => node)]))
      if (
        node.kind === "constant" ||
        (node.kind === "call" && argumentsOf(node).every((arg) => this.has(arg)))
      )
        this.#known.add(node);
  }

  has(node: Node): boolean {
    return node.kind === "constant" || this.#known.has(node);
  }

  #keysOf({ stages }: PlannedPhase): TensorKey[] {
    return stages.flatMap(({ host }) =>
      host.slices.flatMap(({ group, nodes }) =>
        nodes.filter((node) => operation(node.op).isPlanned).map((node) => ({ node, group })),
      ),
    );
  }

  /** The random keys of a phase. */
  keys(phase: PlannedPhase): readonly TensorKey[] {
    return this.#keysOf(phase);
  }

  get plan(): Plan {
    return this.#plan;
  }
}

/** Whether a tensor of a group is meant, by their numbers. */
export type IsIn = (group: number, tensor: number) => boolean;

/** Computes what the host knows. Allocates nothing when it runs. */
export class KnownValues {
  readonly #registers = new Registers();
  readonly #values: Float64Array;
  readonly #scalars: number;
  readonly #tape: Tape;
  readonly #uniforms: readonly number[];
  readonly #keys: readonly {
    readonly group: number;
    readonly tape: Tape;
    readonly out: number;
    readonly facts: readonly (readonly [number, readonly number[]])[];
    readonly tensors: number;
  }[];
  /** Registers of sizes over all tensors, and the tensors that they count. */
  readonly #sizes: readonly {
    readonly register: number;
    readonly all: readonly (readonly [size: number, group: number, tensor: number])[];
  }[];
  /** Numbers of one call: uniforms, then keys of tensors. */
  readonly length: number;

  /** Places of numbers that are roots of inverse roots. */
  readonly #roots: readonly number[];
  readonly #nodes: readonly Node[];

  constructor(
    plan: Plan,
    uniforms: readonly Node[],
    keys: readonly TensorKey[],
    roots: readonly Node[] = [],
  ) {
    this.#nodes = uniforms;
    this.#roots = [...new Set(roots)].map((root) => uniforms.indexOf(root)).filter((place) => place >= 0);
    const registers = this.#registers;
    for (const symbol of plan.scalars) registers.of(symbol);
    this.#sizes = plan.facts
      .filter(({ extent }) => extent === "global")
      .map(({ symbol, groups, byPath }) => ({
        register: registers.of(symbol),
        all: groups.flatMap((group) =>
          plan.groups[group]!.tensors.map(({ path }, tensor) => [byPath.get(path)!, group, tensor] as const),
        ),
      }));
    this.#scalars = plan.scalars.length;
    const calls = topological(uniforms).filter((node): node is Call => node.kind === "call");
    for (const node of topological(uniforms)) registers.of(node);
    this.#tape = registers.tape(calls);
    this.#uniforms = uniforms.map((node) => registers.of(node));
    const done = new Set<Node>(calls);
    this.#keys = keys.map(({ node, group }) => {
      const below = topological([node]);
      for (const one of below) registers.of(one);
      const { tensors } = plan.groups[group]!;
      const facts = plan.facts
        .filter(({ symbol, extent }) => extent !== "global" && below.includes(symbol))
        .map(
          ({ symbol, byPath }) =>
            [registers.of(symbol), tensors.map(({ path }) => byPath.get(path)!)] as const,
        );
      const own = below.filter((one): one is Call => one.kind === "call" && !done.has(one));
      return {
        group,
        tape: registers.tape(own),
        out: registers.of(node),
        facts,
        tensors: tensors.length,
      };
    });
    this.#values = registers.values();
    this.length = uniforms.length + this.#keys.reduce((sum, { tensors }) => sum + tensors, 0);
    this.count(() => true);
  }

  /** The place of a value among the numbers of a call; -1 for one that is not known. */
  placeOf(node: Node): number {
    return this.#nodes.indexOf(node);
  }

  /** Makes sizes over all tensors those over some. */
  count(isIn: IsIn): void {
    for (const { register, all } of this.#sizes) {
      let sum = 0;
      for (const [size, group, tensor] of all) if (isIn(group, tensor)) sum += size;
      this.#values[register] = sum;
    }
  }

  /**
   * Writes the values for the scalars of a call into `to`; keys, those of some tensors alone if it is said of which, into `keysTo`.
   *
   * @throws DeviceError for a root that is too large; nothing has come to the GPU then.
   */
  write(scalars: Float64Array, to: Float32Array, isIn?: IsIn, keysTo: Float32Array = to): void {
    const values = this.#values;
    for (let i = 0; i < this.#scalars; i++) values[i] = scalars[i]!;
    runTape(this.#tape, values);
    let place = 0;
    for (let i = 0; i < this.#uniforms.length; i++) to[place++] = values[this.#uniforms[i]!]!;
    for (const place of this.#roots) if (to[place]! > mostRoot) throw new DeviceError(largeRoot(to[place]!));
    for (let k = 0; k < this.#keys.length; k++) {
      const { group, tape, out, facts, tensors } = this.#keys[k]!;
      for (let tensor = 0; tensor < tensors; tensor++, place++) {
        if (isIn && !isIn(group, tensor)) continue;
        for (let f = 0; f < facts.length; f++) values[facts[f]![0]] = facts[f]![1][tensor]!;
        runTape(tape, values);
        keysTo[place] = values[out]!;
      }
    }
  }
}
