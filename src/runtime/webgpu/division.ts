/**
 * Tensors that have taken part in different steps, divided into cohorts. Each has uniforms of its own, the scalars and values that are one number for
 * it, and runs the same kernels on what belongs to its tensors.
 */
import type { Call } from "../device.ts";
import type { Bindable, Binder } from "./binder.ts";
import type { GpuBuffer, GpuEncoder } from "./gpu.ts";
import type { IsIn } from "./known.ts";
import type { Memory } from "./memory.ts";
import type { Dispatch } from "./module.ts";
import { partsOf, wholeOf } from "./parts.ts";
import type { Program } from "./program.ts";
import type { Table } from "./row-calls.ts";
import { type PhaseScalars, scalarsOf } from "./scalars.ts";

/** A cohort. */
export class Cohort {
  readonly paths: readonly string[];
  readonly uniforms: GpuBuffer;
  /** By group, the ascending numbers of its tensors. */
  readonly #tensors: readonly (readonly number[])[];
  readonly #members: readonly ReadonlySet<number>[];
  readonly #scalars = new Map<object, PhaseScalars>();
  /** By dispatch, then by the tensors that are left out. */
  readonly #ready = new Map<Dispatch, Map<string, readonly Bindable[]>>();

  constructor({ layout }: Program, paths: readonly string[], uniforms: GpuBuffer) {
    this.paths = paths;
    this.uniforms = uniforms;
    const own = new Set(paths);
    this.#tensors = layout.plan.groups.map(({ tensors }) =>
      [...tensors.keys()].filter((tensor) => own.has(tensors[tensor]!.path)),
    );
    this.#members = this.#tensors.map((tensors) => new Set(tensors));
  }

  /** Whether a tensor is one of its own. */
  readonly has: IsIn = (group, tensor) => this.#members[group]!.has(tensor);

  scalarsOf(input: PhaseScalars["input"]): PhaseScalars {
    const known = this.#scalars.get(input) ?? scalarsOf(input, this.uniforms);
    this.#scalars.set(input, known);
    return known;
  }

  /** A dispatch on what belongs to its tensors, but for some, or on values that are one number for it. */
  ready(
    { layout }: Program,
    binder: Binder,
    dispatch: Dispatch,
    without: readonly Table[],
  ): readonly Bindable[] {
    const { over } = dispatch;
    const left = over ? without.filter(({ group }) => group === over.group) : [];
    const key = left.map(({ tensor }) => tensor).join();
    const byKey = this.#ready.get(dispatch) ?? new Map<string, readonly Bindable[]>();
    this.#ready.set(dispatch, byKey);
    let known = byKey.get(key);
    if (!known) {
      const isLeft = (one: number) => left.some(({ tensor }) => tensor === one);
      const parts = over
        ? partsOf(
            layout,
            over,
            this.#tensors[over.group]!.filter((one) => !isLeft(one)),
          )
        : [alone(dispatch)];
      known = parts.map((part) => binder.ready(dispatch, part, this.uniforms));
      byKey.set(key, known);
    }
    return known;
  }
}

/** What a dispatch that goes through nothing is given. */
const alone = ({ words = [0, 0, 0, 0] }: Dispatch) => ({ words, workgroups: 1 }) as const;

/** The whole of what a dispatch goes through. */
export const whole = ({ layout }: Program, dispatch: Dispatch) =>
  dispatch.over ? wholeOf(layout, dispatch.over) : alone(dispatch);

/** All cohorts. */
export class Division {
  readonly all: readonly Cohort[];
  readonly #of = new Map<string, Cohort>();
  /** Uniforms of states that all tensors share. */
  readonly #shared: readonly number[];

  /** Whether there is one cohort, with the descent's own uniforms. */
  readonly isOne: boolean;

  /**
   * `paths` are those of each cohort. What is new begins, within the encoder, with the uniforms of the cohort that its first tensor was in. Without an
   * encoder there is one cohort.
   */
  constructor(
    program: Program,
    memory: Memory,
    paths: readonly (readonly string[])[],
    encoder?: GpuEncoder,
    before?: Division,
  ) {
    const { layout } = program;
    this.isOne = encoder === undefined;
    // Copies read buffers of cohorts that are parted here.
    const taken = new Set(before?.all.map(({ uniforms }) => uniforms));
    let number = 0;
    const unused = (): GpuBuffer => {
      const buffer = memory.uniforms(`cohort ${number++}`);
      return taken.has(buffer) ? unused() : buffer;
    };
    this.all = paths.map((own) => {
      const known = before?.of(own[0]!);
      if (known && String(known.paths) === String(own)) return known;
      const from = known?.uniforms ?? memory.of("h");
      const uniforms = encoder ? unused() : from;
      encoder?.copyBufferToBuffer(from as never, 0, uniforms as never, 0, uniforms.size);
      return new Cohort(program, own, uniforms);
    });
    for (const cohort of this.all) for (const path of cohort.paths) this.#of.set(path, cohort);
    this.#shared = layout.plan.states.flatMap(({ scope, isShared, state }) =>
      scope === "uniform" && isShared ? [layout.uniformOf(state.symbol)] : [],
    );
  }

  /** The cohort of a tensor. */
  of(path: string): Cohort | undefined {
    return this.#of.get(path);
  }

  /** The cohorts that take part in a call, each with what it has for it. */
  taking(call: Call): readonly (readonly [Cohort, Pick<Call, "scalarsAt">])[] {
    const { cohorts } = call;
    return this.all.flatMap((cohort, index) => {
      const given = cohorts?.[index];
      return given?.takesPart === false ? [] : [[cohort, given ?? call] as const];
    });
  }

  /** Gives a cohort the states that all tensors share. */
  share(encoder: GpuEncoder, from: GpuBuffer, { uniforms }: Cohort): void {
    for (const slot of this.#shared)
      encoder.copyBufferToBuffer(from as never, slot * 4, uniforms as never, slot * 4, 4);
  }
}
