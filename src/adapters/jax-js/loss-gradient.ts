/**
 * The gradient of a loss written in jax-js, by `valueAndGrad` under `jit`, written where a descent reads it. It takes no step.
 */
import { failureOf, scalarOf } from "./failures.ts";
import { Givens } from "./given.ts";
import type { ArrayOf, Arrays, Given, Jax, JaxArray, JaxModule, Traced } from "./jax.ts";
import { Parameters } from "./parameters.ts";
import { Traces } from "./traces.ts";

/** What has parameters and memory for their gradients: a descent. */
export interface Descending<P> {
  readonly params: P;
  readonly grads: unknown;
  /** What the loss is multiplied by before its gradient is taken; 1 without it. */
  readonly lossScale?: number;
}

/** Writes the gradient at a batch into `descent.grads`, and returns the loss there. Made by `lossGradient`. */
export interface LossGradient<B extends readonly unknown[]> {
  /** At once: the thread waits for jax-js. */
  (...batch: B): number;
  /**
   * Without blocking the thread, on devices of jax-js that can. The parameters are those at the call; the gradients are written just
   * before the promise resolves.
   */
  async(...batch: B): Promise<number>;
  /** Frees what jax-js has compiled. */
  dispose(): void;
}

/**
 * The gradient of a loss with respect to a descent's parameters.
 *
 * @param jax - the user's copy of jax-js, the one that the loss is written with.
 * @param loss - a function of the parameters, as arrays in a tree like the descent's, and of a batch. It returns a scalar array. As in
 *   jax-js, every use of an array consumes it; `.ref` keeps it for one more.
 * @param descent - its parameters are read and its gradients are written. They are copied once each way. Where its optimizer has
 *   `lossScale()`, the loss is multiplied by `descent.lossScale` before its gradient is taken, and returned without it.
 * @returns a function of a batch: typed arrays, `{ data, shape }` and numbers, in trees like those that the loss takes, or arrays of jax-js,
 *   which are consumed. A batch of another shape, such as a short last one, compiles anew.
 * @throws JaxError as its `code` says; no gradient is written then. DisposedError after `descent.dispose()`.
 * @example
 * const loss = ({ w, b }, x, y) => np.square(np.matmul(x, w).add(b).sub(y)).mean();
 * const descent = await adam().init({ w: new Float32Array(3), b: new Float32Array(1) });
 * const gradient = lossGradient(jax, loss, descent);
 * for (const { x, y } of batches) {
 *   console.log(gradient(x, y));
 *   descent.step();
 * }
 */
export function lossGradient<J extends Jax, P, B extends readonly unknown[]>(
  jax: J,
  loss: (params: Arrays<P, ArrayOf<J>>, ...batch: B) => ArrayOf<J>,
  descent: Descending<P>,
): LossGradient<{ [K in keyof B]: Given<B[K], ArrayOf<J>> }> {
  const module = jax as unknown as JaxModule;
  const parameters = new Parameters(descent.params, descent.grads);
  const ofArrays = (arrays: unknown, scales: unknown, ...batch: readonly unknown[]): unknown => {
    const value = scalarOf(
      module,
      (loss as Untyped)(parameters.build(arrays as readonly unknown[]), ...batch),
    );
    return (scales as Traced[]).reduce((product, scale) => product.mul(scale), value);
  };
  const traces = new Traces();
  // Scales are none or one: a loss that is not scaled is not multiplied.
  const compiled = module.jit((runs, scales, batch) => {
    traces.add(runs as Traced[]);
    const arrays = parameters.cut(runs as Traced[]);
    return module.valueAndGrad(ofArrays)(arrays, scales, ...(batch as readonly unknown[]));
  });

  const call = (batch: readonly unknown[], scale: number): JaxArray[] => {
    // Throws after `dispose`, when the memory may be another descent's.
    void descent.params;
    const givens = new Givens(module);
    try {
      const given = givens.tree(batch);
      const runs = parameters.read().map((values) => givens.array(values, [values.length], "a parameter"));
      const scales = scale === 1 ? [] : [givens.array(Float32Array.of(scale), [], "the scale of the loss")];
      const [value, gradients] = compiled(runs, scales, given);
      return [value, ...gradients];
    } catch (cause) {
      givens.dispose();
      throw failureOf(cause, String(parameters));
    } finally {
      traces.free();
    }
  };
  const take = ([value, ...gradients]: readonly ArrayLike<number>[], scale: number): number => {
    void descent.grads;
    parameters.write(gradients);
    return value![0]! / scale;
  };

  const gradient = (...batch: unknown[]): number => {
    const { lossScale = 1 } = descent;
    return take(
      call(batch, lossScale).map((array) => array.dataSync()),
      lossScale,
    );
  };
  gradient.async = async (...batch: unknown[]): Promise<number> => {
    const { lossScale = 1 } = descent;
    return take(await Promise.all(call(batch, lossScale).map((array) => array.data())), lossScale);
  };
  gradient.dispose = () => compiled.dispose();
  return gradient as LossGradient<{ [K in keyof B]: Given<B[K], ArrayOf<J>> }>;
}

/** A function of the user's, whose types are checked at the call. */
type Untyped = (...args: readonly unknown[]) => unknown;
