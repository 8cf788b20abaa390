/** Runs rows: descents on problems, their contents after each step, and a check that the right backend did the work. */

import type { Descent, Optimizer, Device as Outside, Snapshot, Tensor } from "../../src/index.ts";

import type { DType } from "../../src/language/dtype.ts";
import type { Backend } from "../../src/runtime/host/backend.ts";
import { js } from "../../src/runtime/host/js/run.ts";
import { wasm } from "../../src/runtime/host/wasm/run.ts";
import { contents } from "../fuzz/trees.ts";
import type { devices } from "./cases.ts";
import { type ParamsOptions, type Problem, paramsOf, placesOf } from "./problems.ts";
import { perturbs } from "./traits.ts";

export type Device = (typeof devices)[number];

/** Both types side by side. */
export const mixed = (name: string): DType => (name === "vector" || name === "cube" ? "float32" : "float64");

/** A descent on tensors by name. */
export type Live = Descent<Readonly<Record<string, Tensor>>>;

/** Kernels launched so far, by backend. */
const launches: Record<Device, number> = { js: 0, wasm: 0 };

function count(device: Device, backend: Backend): void {
  const prepare = backend.prepare.bind(backend);
  backend.prepare = async (kernel, allocation) => {
    const run = await prepare(kernel, allocation);
    return (block, first, last) => {
      launches[device]++;
      run(block, first, last);
    };
  };
}

count("js", js);
count("wasm", wasm);

/** How a row's descent is made. */
export interface Setting extends ParamsOptions {
  readonly device?: Device | Outside;
  /** A snapshot, taken over as far as it fits. */
  readonly from?: Snapshot;
}

/** Descents whose steps take two gradients. */
const perturbed = new WeakSet<object>();

/** A descent at the start of a problem. */
export async function begin(optimizer: Optimizer, problem: Problem, setting: Setting = {}): Promise<Live> {
  const descent = await optimizer.init(paramsOf(problem, setting), {
    device: setting.device ?? "wasm",
    ...(setting.from && { from: setting.from, partial: true }),
  });
  if (perturbs(optimizer)) perturbed.add(descent);
  return descent;
}

/** Gradients by name, `null` where there is none. */
type Given = Readonly<Record<string, Tensor | null>>;

/**
 * Gives a descent gradients, those in place where there are no others: for a step, or where a step takes two, for one half after
 * the other.
 */
export function step(descent: Live, loss: number, grads?: Given): void {
  if (perturbed.has(descent) && descent.pending === 0) descent.perturb(grads);
  else descent.step(grads, { loss });
}

/** Takes the problem's steps from `from` to before `to`; `after` sees the descent after each. */
export function take(
  descent: Live,
  { shapes, gradients, losses, flushAfter, estimates }: Problem,
  {
    from = 0,
    to = gradients.length,
    after = () => {},
  }: { from?: number; to?: number; after?: (t: number) => void } = {},
): void {
  const places = placesOf(shapes);
  const fill = (values: Float64Array): void => {
    for (const { name, start, end } of places) descent.grads[name]!.data.set(values.subarray(start, end));
  };
  for (let t = from; t < to; t++) {
    const told = estimates?.[t];
    if (told) {
      fill(told);
      descent.estimate();
    }
    fill(gradients[t]!);
    step(descent, losses[t]!);
    if (flushAfter?.includes(t + 1)) descent.flush();
    after(t);
  }
}

/** The parameters tensor after tensor, in the problem's order. */
export function flat({ params }: Pick<Live, "params">, { shapes, start }: Problem): Float64Array {
  const values = new Float64Array(start.length);
  for (const place of placesOf(shapes)) values.set(params[place.name]!.data, place.start);
  return values;
}

/** Takes all steps; `see` sees the descent after each, `end` at the end. Fails where another backend did the work. */
export async function follow(
  optimizer: Optimizer,
  problem: Problem,
  setting: Setting,
  see: (descent: Live, t: number) => void,
  end: (descent: Live) => Promise<void> = async () => {},
): Promise<void> {
  const { device = "wasm" } = setting;
  const descent = await begin(optimizer, problem, setting);
  const before = { ...launches };
  take(descent, problem, { after: (t) => see(descent, t) });
  for (const [name, launched] of Object.entries(launches)) {
    const ran = launched > before[name as Device];
    if (ran !== (name === device))
      throw new Error(`${name} ${ran ? "ran" : "did not run"}; ${device} was asked for`);
  }
  await end(descent);
  descent.dispose();
}

/** The flat parameters after each step. */
export async function trajectory(
  optimizer: Optimizer,
  problem: Problem,
  setting: Setting = {},
): Promise<Float64Array[]> {
  const seen: Float64Array[] = [];
  await follow(optimizer, problem, setting, (descent) => seen.push(flat(descent, problem)));
  return seen;
}

/** Everything that a descent holds, by name and step: states at every tenth step, parameters at all. */
export async function everything(
  optimizer: Optimizer,
  problem: Problem,
  setting: Setting = {},
): Promise<Map<string, readonly number[]>> {
  const seen = new Map<string, readonly number[]>();
  await follow(optimizer, problem, setting, (descent, t) => {
    if (t % 10 === 9)
      for (const [name, values] of contents(descent)) seen.set(`step ${t + 1}: ${name}`, values);
    else seen.set(`step ${t + 1}: params`, [...flat(descent, problem)]);
  });
  return seen;
}
