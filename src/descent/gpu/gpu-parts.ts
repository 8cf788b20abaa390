/** The parts of a descent on a GPU, all of which belong to one execution: an edit of rows makes new ones. Takes its steps. */
import type { Plan } from "../../plan/plan.ts";
import type { GpuTensor } from "../../runtime/webgpu/gpu.ts";
import type { Hypers } from "../hypers.ts";
import type { LastStep } from "../last.ts";
import { display, ParameterError } from "../leaf.ts";
import type { Origin } from "../parts.ts";
import { Steps } from "../steps.ts";
import { targetsOf } from "../targets.ts";
import type { Structure } from "../tree.ts";
import type { GpuExecution } from "./execution.ts";
import { BufferInlet, hasAny, rowsIn } from "./inlet.ts";
import { Resolution } from "./resolution.ts";
import { gpuTree } from "./trees.ts";

/** They. */
export class GpuParts {
  /** What the descent was made from. */
  readonly origin: Omit<Origin, "device">;
  /** Where parameters lie that the user has in buffers, by path. */
  readonly ranges: ReadonlyMap<string, GpuTensor>;
  /** What the last step measured, if that was before an edit of rows. */
  last: LastStep | undefined;
  readonly running: { readonly plan: Plan; readonly execution: GpuExecution };
  readonly structure: Structure;
  readonly hypers: Hypers;
  readonly steps: Steps;
  readonly resolution: Resolution;
  readonly targets: ReturnType<typeof targetsOf>;
  readonly #buffers: BufferInlet;
  readonly #params: unknown;
  #grads: unknown;

  constructor(
    origin: GpuParts["origin"],
    running: GpuParts["running"],
    structure: Structure,
    hypers: Hypers,
    ranges: ReadonlyMap<string, GpuTensor>,
  ) {
    const { plan, execution } = running;
    this.origin = origin;
    this.ranges = ranges;
    this.running = running;
    this.structure = structure;
    this.hypers = hypers;
    this.targets = targetsOf(running);
    this.steps = new Steps(running, hypers, structure, this.targets);
    this.resolution = new Resolution(plan, execution, hypers, this.steps);
    this.#params = gpuTree(structure, (path) => execution.program.handle("p", path));
    this.#buffers = new BufferInlet(structure, ranges);
  }

  get execution(): GpuExecution {
    return this.running.execution;
  }

  /** Where parameters lie, as a tree. */
  get params(): unknown {
    return this.#params;
  }

  /** Where gradients lie, as a tree. */
  get grads(): unknown {
    const { program } = this.execution;
    this.#grads ??= gpuTree(this.structure, (path) => program.handle("g", path));
    return this.#grads;
  }

  /** Whether gradients come in buffers. */
  areInBuffers(grads: unknown): boolean {
    return grads !== undefined && this.#buffers.takes(grads);
  }

  /** @throws ParameterError for a step that has something to copy, which a pass cannot. */
  #checkInPass(places: ReadonlyMap<string, GpuTensor> | undefined, isDivided: boolean): void {
    if (isDivided)
      throw new ParameterError(
        "encode(): in a pass all parameters take part, in this step and before; give the encoder outside of a pass",
      );
    const { program } = this.execution;
    const isInPlace = (path: string, { buffer, offset }: GpuTensor) => {
      const own = program.handle("g", path);
      return own.buffer === buffer && own.offset === offset;
    };
    const [copied] =
      [...(places ?? [])].find(([path, at]) => !this.ranges.has(path) && !isInPlace(path, at)) ?? [];
    if (copied === undefined) return;
    throw new ParameterError(
      `encode(): a pass cannot copy the gradient of ${display(copied)}, which lies in a buffer of the descent's: write it into grads, or give the encoder outside of a pass`,
    );
  }

  /** Whether some gradients are of rows alone. */
  haveRows(grads: unknown): boolean {
    return rowsIn(this.structure, grads).size > 0;
  }

  /** A step, or the first half of one. */
  take(call: "step" | "perturb", grads: unknown, loss?: number): void {
    const { resolution, steps } = this;
    const { pending } = steps.counters;
    this.#bring(
      grads,
      (isDivided) => resolution.before(isDivided),
      (given) => steps.take(call, given, loss),
    );
    if (steps.counters.pending > pending) return;
    this.last = undefined;
    resolution.after();
  }

  /** Takes in what is known beside gradients. */
  estimate(values: unknown): void {
    this.#bring(
      values,
      () => this.resolution.checkKnown("estimate()"),
      (given) => this.steps.estimate(given),
    );
  }

  /**
   * Carries out a call that is given gradients or other values of all elements.
   *
   * @param check - is called first, with whether some parameters take no part, or have not in all steps before.
   */
  #bring(grads: unknown, check: (isDivided: boolean) => void, carryOut: (given: unknown) => void): void {
    const { execution, steps, structure, targets } = this;
    const hasNulls = hasAny(structure, grads, (value) => value === null);
    const isDivided = hasNulls || !steps.participants.areAll;
    try {
      check(isDivided);
      const inBuffers = this.areInBuffers(grads);
      const places = inBuffers ? this.#buffers.read(grads) : undefined;
      if (execution.encoder && "dispatchWorkgroups" in execution.encoder)
        this.#checkInPass(places, isDivided);
      execution.buffers = places;
      execution.bringsGradients = grads !== undefined && !inBuffers;
      // Gradients in buffers are to the call as if they had been written in place.
      const rows = inBuffers ? rowsIn(structure, grads) : new Map<string, unknown>();
      const inPlace = (path: string) =>
        places!.has(path) ? targets.get(path)!.view : (rows.get(path) ?? null);
      const isUsual = !hasNulls && rows.size === 0;
      const inTree = () => (isUsual ? undefined : gpuTree(structure, inPlace));
      carryOut(inBuffers ? inTree() : grads);
    } finally {
      execution.buffers = undefined;
      execution.encoder = undefined;
    }
  }
}
