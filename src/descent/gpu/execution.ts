/**
 * The execution of a plan on a GPU, as the calls of a descent see it: phases run later than they are called, gradients are given in
 * memory of the host, and nothing can be read at once.
 */

import type { Elements } from "../../language/dtype.ts";
import { type Codes, type CodingName, decoded } from "../../language/storage.ts";
import type { PhaseName } from "../../plan/phases.ts";
import type { Plan } from "../../plan/plan.ts";
import { storageOf } from "../../plan/storages.ts";
import { type Call, DeviceError, type Execution, type Outcome } from "../../runtime/device.ts";
import type { GpuDevice, GpuEncoder, GpuPass, GpuTensor } from "../../runtime/webgpu/gpu.ts";
import { type Loss, lossOf } from "../../runtime/webgpu/loss.ts";
import type { GpuRun } from "../../runtime/webgpu/run.ts";

/** It. */
export class GpuExecution implements Execution {
  readonly gpu: GpuDevice;
  readonly program: GpuRun;
  readonly #plan: Plan;
  /** Gradients that a call brings, by path, in memory of the host. */
  readonly #gradients: ReadonlyMap<string, Float32Array | Uint16Array>;
  /** Whether the next call brings gradients in memory of the host. */
  bringsGradients = false;
  /** Gradients in buffers, and the encoder, for the next call. */
  buffers: ReadonlyMap<string, GpuTensor> | undefined;
  encoder: GpuEncoder | GpuPass | undefined;
  /** What a call did is known later: a step counts as taken until then. */
  readonly #outcome: Outcome = { taken: true, measured: new Float64Array() };
  /** The number of steps that the device had taken when its counters began. */
  base = 0;
  readonly #loss: Loss;
  readonly takesRows = true;
  /** Memory of the host that is divided as this is, while a snapshot is restored there. */
  twin: Execution | undefined;

  constructor(gpu: GpuDevice, run: GpuRun, plan: Plan) {
    this.gpu = gpu;
    this.program = run;
    this.#plan = plan;
    this.#gradients = new Map(
      plan.groups.flatMap(({ tensors, half }) =>
        tensors.map(({ path, size }) => [path, half ? new Uint16Array(size) : new Float32Array(size)]),
      ),
    );
    this.#loss = lossOf(gpu);
  }

  run(phase: PhaseName, call: Call): Outcome {
    if (this.bringsGradients) {
      this.bringsGradients = false;
      for (const [path, values] of this.#gradients)
        if (!call.rows?.some((table) => table.path === path)) this.program.write("g", path, values);
    }
    this.program.gradients = this.buffers;
    this.program.encoder = this.encoder;
    this.program.run(phase, call, this.base);
    return this.#outcome;
  }

  divide(cohorts: readonly (readonly string[])[]): void {
    this.program.divide(cohorts, this.encoder as GpuEncoder | undefined);
    this.twin?.divide?.(cohorts);
  }

  silence(path: string): void {
    this.program.silence(path);
  }

  handle(role: string, path: string): Elements {
    const gradient = role === "g" ? this.#gradients.get(path) : undefined;
    if (gradient instanceof Float32Array) return gradient;
    throw new DeviceError(`"webgpu" keeps ${role} of "${path}" on the GPU: await descent.read()`);
  }

  codes(role: string, path: string): Codes | undefined {
    const gradient = role === "g" ? this.#gradients.get(path) : undefined;
    return gradient instanceof Uint16Array ? gradient : undefined;
  }

  async read(role: string, path: string): Promise<Elements> {
    const [values] = await this.program.read([[role, path]]);
    return values instanceof Float32Array ? values : decoded(this.#storageOf(role, path), values!);
  }

  write(role: string, path: string, values: ArrayLike<number>): void {
    this.program.write(role, path, values);
  }

  #storageOf(role: string, path: string): CodingName {
    const group = this.#plan.groups.findIndex(({ tensors }) => tensors.some((one) => one.path === path));
    return storageOf(this.#plan, group, role) as CodingName;
  }

  get isLost(): boolean {
    return this.#loss.because !== undefined;
  }

  get lostBecause(): string | undefined {
    const { because } = this.#loss;
    return because && `the GPU was lost (${because}); begin again with init and the last snapshot`;
  }

  dispose(): void {
    this.program.dispose();
  }
}
