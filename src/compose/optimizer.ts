/**
 * An optimizer: a transformation of gradients with `init`, which runs it on parameters, and `explain`.
 * A description only: immutable, holds no memory.
 */
import type { Descent } from "../descent/descent.ts";
import type { Gpu, HostDevice } from "../descent/device.ts";
import type { GpuDescent } from "../descent/gpu/gpu-descent.ts";
import { init, initSync } from "../descent/init.ts";
import type { InitOptions } from "../descent/inputs.ts";
import { readTree } from "../descent/tree.ts";
import type { AsRuleOptions, OneRule } from "../explain/as-rule.ts";
import type { ExplainOptions } from "../explain/explain.ts";
import { anything, oneOf, whole } from "../options/kinds.ts";
import { readerOf } from "../options/option.ts";
import type { Hyper } from "../rule/hyper.ts";
import { hasRule } from "../rule/parts.ts";
import { Chain } from "../rule/transformation.ts";

const readExplain = readerOf<ExplainOptions>("explain", {
  params: anything,
  dtype: oneOf("float32", "float64"),
  format: oneOf("text", "tex", "wasm", "c", "wgsl", "json"),
  ranks: whole(1),
  threads: whole(1, 16),
});

const readAsRule = readerOf<AsRuleOptions>("asRule", { params: anything });

/** The descent of `init` on a device: on a GPU one whose values are awaited. */
export type DescentOn<D, P, H extends string = string, S extends string = string> = D extends Gpu
  ? GpuDescent<P, H, S>
  : Descent<P, H, S>;

/**
 * What `rule`, `chain`, `partition` and all optimizers return. `H` are the names of its hyperparameters, `S` those of its
 * states; `Optimizer` alone is any.
 */
export class Optimizer<H extends string = string, S extends string = string> extends Chain {
  /** Whether it needs more than gradients: estimates of the curvature, by `descent.estimate()`. */
  get takesEstimates(): boolean {
    return hasRule(this, ({ estimate }) => estimate !== undefined);
  }

  /**
   * Allocates parameters, gradients and state on a device and compiles the step.
   *
   * @param params - typed arrays, number arrays, numbers or `tensor(data, shape)`, in any nesting of objects and
   *   arrays. The values are copied; the input stays untouched. Of 1 GiB or more, leave it as it is until this has resolved.
   * @returns the live descent: its `params` and `grads` are views with the structure of the input; on a GPU they are buffers.
   * @throws ParameterError for an empty or unusable tree; DeviceError for a device that is not available, or has not enough memory.
   * @example
   * const descent = await adam({ learningRate: 0.1 }).init({ x: new Float32Array([3, -2]) });
   */
  async init<const P, D extends HostDevice | Gpu = HostDevice>(
    params: P,
    options: InitOptions<D> = {},
  ): Promise<DescentOn<D, P, H, S>> {
    return init<P>(this, params, options as InitOptions) as Promise<unknown> as Promise<
      DescentOn<D, P, H, S>
    >;
  }

  /**
   * The same at once, for code that cannot wait. The thread compiles meanwhile: about a millisecond.
   *
   * @throws as `init`; DeviceError also for a device that cannot, and for `js` while its code is not loaded: it is after the first
   *   `await` of an `init` on it.
   * @example
   * const descent = adam({ learningRate: 0.1 }).initSync({ x: new Float32Array([3, -2]) });
   */
  initSync<const P>(params: P, options: InitOptions = {}): Descent<P, H, S> {
    return initSync<P>(this, params, options) as Descent<P, H, S>;
  }

  /**
   * Explains the optimizer: equations, passes over memory, bytes a parameter, emitted WebAssembly.
   *
   * @param options - `params`, whose paths and dtypes decide the groups; without them one float32 tensor a group.
   * @example
   * console.log(await adam({ learningRate: 0.1 }).explain());
   */
  async explain(options: ExplainOptions = {}): Promise<string> {
    // Read before the first await: the explanation is of the options as they were at the call.
    const { params, ...how } = readExplain(options);
    const tensors = params === undefined ? undefined : readTree(params).leaves;
    const { explain } = await import("../explain/explain.ts");
    return explain(this, tensors, how);
  }

  /**
   * The whole optimizer as one rule: the texts of its rules joined, with their names and line breaks. To read, to change, and to start a
   * rule of one's own from.
   *
   * @param options - `params`, where the optimizer has other rules for some parameters: those of which to take the rules.
   * @returns `definition`, which `rule` takes, and `text`, the same with its declarations in one text.
   * @throws OneRuleError, with the reason, for an optimizer that is not one list of equations for one gradient a step.
   * @example
   * const { definition, learningRate } = await adamw({ weightDecay: 0.1 }).asRule();
   * const same = chain(rule(definition)(), scaleByLearningRate(learningRate!));
   */
  async asRule(options: AsRuleOptions = {}): Promise<OneRule> {
    const { params } = readAsRule(options);
    const tensors = params === undefined ? undefined : readTree(params).leaves;
    const { asRule } = await import("../explain/explain.ts");
    return asRule(this, tensors);
  }
}

/** Names of hyperparameters of some transformations. */
export type HyperIn<T> = T extends Optimizer<infer H, infer _S> ? H : string;

/** Names of states of some transformations. */
export type StateIn<T> = T extends Optimizer<infer _H, infer S> ? S : string;

/** Names of those options that are hyperparameters: numbers that may follow schedules. */
export type HyperOf<Options> = {
  [K in keyof Options]-?: Hyper extends Options[K] ? K : never;
}[keyof Options] &
  string;
