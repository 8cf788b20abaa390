/** A function written in jax-js, compiled, as a function of values on the host: predictions, losses without gradients. */
import { failureOf } from "./failures.ts";
import { Givens, isForeign } from "./given.ts";
import type { ArrayOf, Given, HostTensor, Jax, JaxArray, JaxModule, Values } from "./jax.ts";
import { JaxError } from "./jax-error.ts";

/** A compiled function. Made by `evaluator`. */
export interface Evaluator<A extends readonly unknown[]> {
  /** At once: the thread waits for jax-js. */
  (...args: A): HostTensor;
  /** Without blocking the thread, on devices of jax-js that can. */
  async(...args: A): Promise<HostTensor>;
  /** Frees what jax-js has compiled. */
  dispose(): void;
}

/**
 * Compiles a function of jax-js and gives it the values of the host: parameters, a batch.
 *
 * @param jax - the copy of jax-js that the function is written with.
 * @param f - takes trees of arrays and returns one array.
 * @returns a function of trees of typed arrays, `{ data, shape }`, numbers, or arrays of jax-js, which are consumed. It returns
 *   `{ data, shape }`. Arguments of other shapes compile anew.
 * @throws JaxError as its `code` says.
 * @example
 * const descent = await adam().init({ w: new Float32Array(3), b: new Float32Array(1) });
 * const predict = evaluator(jax, ({ w, b }, x) => np.matmul(x, w).add(b));
 * const { data } = predict(await descent.evalParams(), { data: new Float32Array(6), shape: [2, 3] });
 */
export function evaluator<J extends Jax, A extends readonly unknown[]>(
  jax: J,
  f: (...args: A) => ArrayOf<J>,
): Evaluator<{ [K in keyof A]: Given<A[K], ArrayOf<J>> }> {
  const module = jax as unknown as JaxModule;
  const compiled = module.jit(f as unknown as (...args: readonly unknown[]) => JaxArray);
  const call = (args: readonly unknown[]): JaxArray => {
    const givens = new Givens(module);
    try {
      const result = compiled(...givens.tree(args));
      if (result instanceof module.Array) return result;
      const code = isForeign(result) ? "copy" : "function";
      throw new JaxError(code, "the function must return one array of the copy of jax-js that is given here");
    } catch (cause) {
      givens.dispose();
      throw failureOf(cause);
    }
  };
  const evaluate = (...args: unknown[]): HostTensor => {
    const result = call(args);
    const { shape } = result;
    return { data: result.dataSync() as Values, shape };
  };
  evaluate.async = async (...args: unknown[]): Promise<HostTensor> => {
    const result = call(args);
    const { shape } = result;
    return { data: (await result.data()) as Values, shape };
  };
  evaluate.dispose = () => compiled.dispose();
  return evaluate as Evaluator<{ [K in keyof A]: Given<A[K], ArrayOf<J>> }>;
}
