/**
 * An optimizer in the shape that jax-js' own have (`init`, `update`), for a training loop of one's own. The step is taken on the host:
 * arrays are copied out of jax-js and back. It cannot be traced.
 */
import {
  type Descent,
  type InitOptions,
  type Optimizer,
  ParameterError,
  type Tensor,
  tensor,
} from "../../index.ts";
import { shown } from "../../options/shown.ts";
import { isForeign } from "./given.ts";
import type { ArrayOf, Jax, JaxArray, JaxModule, Values } from "./jax.ts";
import { JaxError } from "./jax-error.ts";
import { mapTree } from "./leaves.ts";

/** Any nesting of objects and arrays with arrays of jax-js. */
export type JaxTree<A> = A | readonly JaxTree<A>[] | { readonly [name: string]: JaxTree<A> };

/** The state of an optimizer. As an array of jax-js, it is consumed by what takes it. */
export interface OptState<H extends string = string, S extends string = string> {
  /** The descent behind it: `descent.state` by name, `count`, `hyper`, `set`, `snapshot`. Its parameters are those before the last update. */
  readonly descent: Descent<unknown, H, S>;
  /** Frees its memory. */
  dispose(): void;
}

/** An optimizer for a loop of one's own. Made by `gradientTransformation`. */
export interface GradientTransformation<A, H extends string = string, S extends string = string> {
  /** The state for these parameters, which it consumes. */
  init<P extends JaxTree<A>>(params: P): Promise<OptState<H, S>>;
  /**
   * What to add to the parameters, and the next state. It consumes all that it is given.
   *
   * @param updates - gradients, in a tree like that of the parameters.
   * @throws JaxError where trees differ, and for a state that was consumed; nothing is consumed then.
   */
  update<P extends JaxTree<A>>(
    updates: P,
    state: OptState<H, S>,
    params: P,
  ): [updates: P, state: OptState<H, S>];
}

/**
 * An optimizer as a pair of `init` and `update`, with the ownership of jax-js: what is passed on is consumed, `tree.ref` keeps it for
 * one more use. Unlike jax-js' own, `init` is asynchronous.
 *
 * @param jax - the user's copy of jax-js.
 * @param options - as `optimizer.init` takes them.
 * @throws ParameterError for an optimizer that needs more than gradients, as `sophia`.
 * @example
 * const gradient = jax.grad(({ w, b }, { x, y }) => np.square(np.matmul(x, w).add(b).sub(y)).mean());
 * let params = { w: np.zeros([3]), b: np.zeros([1]) };
 * const solver = gradientTransformation(jax, adam({ learningRate: 1e-2 }));
 * let state = await solver.init(jax.tree.ref(params));
 * for (const { x, y } of batches) {
 *   let updates = gradient(jax.tree.ref(params), { x: np.array(x.data).reshape(x.shape), y: np.array(y) });
 *   [updates, state] = solver.update(updates, state, jax.tree.ref(params));
 *   params = jax.tree.map((p, u) => p.add(u), params, updates);
 * }
 */
export function gradientTransformation<J extends Jax, H extends string, S extends string>(
  jax: J,
  optimizer: Optimizer<H, S>,
  options?: InitOptions,
): GradientTransformation<ArrayOf<J>, H, S> {
  if (optimizer.takesEstimates)
    throw new ParameterError(
      "this optimizer needs estimates of the curvature besides gradients, and update() has gradients alone: take steps with optimizer.init()",
    );
  const module = jax as unknown as JaxModule;
  return {
    async init(params) {
      const arrays = arraysIn(module, params, "params");
      for (const [path, { dtype }] of arrays) {
        if (!/^float(32|64)$/.test(dtype))
          throw new JaxError("values", `${path || "params"} is ${dtype}; parameters are float32 or float64`);
      }
      const tree = mapTree(params, (_, path) => {
        const array = arrays.get(path)!;
        const { shape } = array;
        return tensor(array.dataSync() as Float32Array, shape);
      });
      return new State<H, S>((await optimizer.init(tree, options)) as Descent<unknown, H, S>);
    },
    update(updates, state, params) {
      if (!(state instanceof State)) {
        throw new JaxError(
          "state",
          `update takes the state that init or the last update returned; got ${shown(state)}`,
        );
      }
      const descent = state.descent as Descent<unknown, H, S>;
      const [p, g] = [tensorsIn(descent.params), tensorsIn(descent.grads)];
      const [current, given] = [arraysIn(module, params, "params"), arraysIn(module, updates, "updates")];
      checkFit(current, p, "params");
      checkFit(given, p, "updates");
      const before = new Map([...current].map(([path, array]) => [path, array.dataSync() as Values]));
      for (const [path, { data }] of p) data.set(before.get(path)!);
      for (const [path, { data }] of g) data.set(given.get(path)!.dataSync());
      descent.step();
      const next = state.consume();
      const moved = mapTree(updates, (_, path) => {
        const [{ data, shape }, change] = [p.get(path)!, before.get(path)!];
        for (let i = 0; i < change.length; i++) change[i] = data[i]! - change[i]!;
        return module.numpy.array(change, { shape });
      });
      return [moved as typeof updates, next as OptState<H, S>];
    },
  };
}

/** A state that knows whether it was consumed. Its descent goes on to the next one. */
class State<H extends string, S extends string> implements OptState<H, S> {
  #descent: Descent<unknown, H, S> | undefined;

  constructor(descent: Descent<unknown, H, S>) {
    this.#descent = descent;
  }

  get descent(): Descent<unknown, H, S> {
    if (this.#descent) return this.#descent;
    throw new JaxError("state", "this state was consumed by an update; use the one that it returned");
  }

  /** The same state as a new one; this one cannot be used any more. */
  consume(): State<H, S> {
    const next = new State(this.descent);
    this.#descent = undefined;
    return next;
  }

  dispose(): void {
    this.consume().descent.dispose();
  }
}

/** The arrays of a tree by path. @throws JaxError for anything else in it. */
function arraysIn(jax: JaxModule, tree: unknown, what: string): Map<string, JaxArray> {
  const arrays = new Map<string, JaxArray>();
  mapTree(tree, (value, path) => {
    if (value instanceof jax.Array) arrays.set(path, value);
    else if (value instanceof Object.getPrototypeOf(jax.Array)) {
      throw new JaxError(
        "function",
        "the optimizer's step is taken on the host; call update outside of jit and grad",
      );
    } else {
      const at = path ? `${what}.${path}` : what;
      if (isForeign(value))
        throw new JaxError(
          "copy",
          `${at} is an array of another copy of jax-js than the one that is given here`,
        );
      throw new JaxError("values", `${at} must be an array of jax-js; got ${shown(value)}`);
    }
  });
  return arrays;
}

/** The tensors of a descent's tree by path. */
function tensorsIn(live: unknown): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>();
  mapTree(live, (value, path) => tensors.set(path, value as Tensor));
  return tensors;
}

/** @throws JaxError where a tree is not like that of the parameters. */
function checkFit(
  arrays: ReadonlyMap<string, JaxArray>,
  tensors: ReadonlyMap<string, Tensor>,
  what: string,
): void {
  const at = (path: string) => (path ? `${what}.${path}` : what);
  for (const path of arrays.keys()) {
    if (!tensors.has(path))
      throw new JaxError(
        "values",
        `${at(path)} is not a parameter; parameters: ${[...tensors.keys()].slice(0, 8).join(", ")}`,
      );
  }
  for (const [path, { data, shape }] of tensors) {
    const array = arrays.get(path);
    if (!array) throw new JaxError("values", `${at(path)} is missing`);
    const expected = `${data instanceof Float64Array ? "float64" : "float32"} [${shape.join(", ")}]`;
    const found = `${array.dtype} [${array.shape.join(", ")}]`;
    if (found !== expected)
      throw new JaxError("values", `${at(path)} must be ${expected}, as the parameter; got ${found}`);
  }
}
