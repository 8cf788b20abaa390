/**
 * An optimizer that is no rule: it evaluates the function itself, several times a step. It has the face of the others, `init` and `explain`, and stands alone: chains
 * and wrappers are of rules.
 */
import { type InitOptions, readInit } from "../descent/inputs.ts";
import { display, type Leaf, ParameterError } from "../descent/leaf.ts";
import { readTree, type Tree } from "../descent/tree.ts";
import type { ExplainOptions } from "../explain/explain.ts";
import type { Objective } from "../minimize/objective.ts";
import type { ClosureSearch, SearchOptions } from "../minimize/options.ts";
import type { Search } from "../minimize/search.ts";
import { anything, oneOf } from "../options/kinds.ts";
import { OptionError, readerOf } from "../options/option.ts";
import { shown } from "../options/shown.ts";
import type { Hyper } from "../rule/hyper.ts";
import { DeviceError } from "../runtime/device.ts";
import { ClosureDescent, type Parts } from "./closure-descent.ts";
import type { Method } from "./method.ts";
import { Rate } from "./rate.ts";
import { Space } from "./space.ts";

/** What makes an optimizer: how it steps, and how it begins a search. */
export interface Recipe {
  readonly name: string;
  /** Undefined for one that has no learning rate. */
  readonly learningRate?: Hyper | undefined;
  readonly climbs: boolean;
  /** Makes the method for some parameters. */
  readonly methodFor: (size: Pick<Space<unknown>, "size" | "isFloat32">, leaves: readonly Leaf[]) => Method;
  /** Begins a search for `minimize`. */
  readonly search: ClosureSearch["searchFrom"];
  /** The text of `explain`. */
  readonly explain: (format: "text" | "tex", dtype: "float32" | "float64") => Promise<string>;
}

const readExplain = /* @__PURE__ */ readerOf<Omit<ExplainOptions, "ranks" | "threads">>("explain", {
  params: anything,
  dtype: oneOf("float32", "float64"),
  format: oneOf("text", "tex", "wasm", "c", "wgsl", "json"),
});

/** What `lbfgs` and `newton` return. `H` are the names of its hyperparameters. */
export class ClosureOptimizer<H extends string = string> implements ClosureSearch {
  readonly #recipe: Recipe;

  constructor(recipe: Recipe) {
    this.#recipe = recipe;
  }

  /** Its name: what chains and wrappers say when they refuse it. */
  get evaluates(): string {
    return this.#recipe.name;
  }

  /**
   * Allocates parameters, gradients and memory. A step of the descent takes a closure.
   *
   * @param params - as `init` of other optimizers takes them; copied.
   * @param options - `from`, a snapshot to continue from. It computes on the host in JavaScript: `device` may be `"auto"` or `"js"`, and there is one thread.
   * @throws ParameterError for an empty or unusable tree, or parameters in 16 bits; DeviceError for another device or threads; SnapshotError for a snapshot that does not fit.
   * @example
   * const descent = await lbfgs().init({ x: new Float64Array([3, -2]) });
   */
  async init<const P>(params: P, options: InitOptions = {}): Promise<ClosureDescent<P, H>> {
    return this.initSync<P>(params, options);
  }

  /** The same at once. Throws what `init` rejects with. */
  initSync<const P>(params: P, options: InitOptions = {}): ClosureDescent<P, H> {
    const { name, learningRate, climbs, methodFor } = this.#recipe;
    const { from, partial, device, threads, measure, shard } = readInit(options);
    checkDevice(name, device, threads);
    if (shard) throw new OptionError(`${name}: processes cannot share its memory; leave shard out`);
    if (measure === "tensors")
      throw new OptionError(`${name}: measure must be true or false; a step is measured as a whole`);
    const tree = readTree(params);
    const half = tree.leaves.find((leaf) => leaf.half);
    if (half)
      throw new ParameterError(
        `${display(half.path)} is in 16 bits, and ${name} takes float32, float64 or numbers`,
      );
    const space = new Space<P>(tree);
    const method = methodFor(space, tree.leaves);
    const rate = learningRate === undefined ? undefined : new Rate(learningRate);
    const descent = this.descentOf<P>({ name, method, space, rate, climbs });
    if (from !== undefined) descent.restoreSync(from, { partial });
    return descent;
  }

  /** Makes the descent. */
  protected descentOf<P>(parts: Parts<P>): ClosureDescent<P, H> {
    return new ClosureDescent<P, H>(parts);
  }

  /**
   * Explains the optimizer: what a step computes, its memory, its numbers.
   *
   * @throws OptionError for the formats `wasm` and `c`: it has no kernel.
   * @example
   * console.log(await lbfgs().explain());
   */
  async explain(options: ExplainOptions = {}): Promise<string> {
    const { dtype = "float32", format = "text" } = readExplain(options);
    const { name, explain } = this.#recipe;
    if (format !== "text" && format !== "tex")
      throw new OptionError(
        `explain: format must be "text" or "tex" for ${name}, which has no kernel; got "${format}"`,
      );
    return explain(format, dtype);
  }

  /** Begins a search. Called by `minimize`. */
  searchFrom<P>(fun: Objective<P>, x0: P, tree: Tree, options: SearchOptions): Promise<Search<P>> {
    checkDevice(this.#recipe.name, options.device, undefined);
    return this.#recipe.search<P>(fun, x0, tree, options);
  }
}

function checkDevice(name: string, device: unknown, threads: unknown): void {
  if (device !== undefined && device !== "auto" && device !== "js")
    throw new DeviceError(
      `${name} computes on the host in JavaScript: device must be "auto" or "js"; got ${shown(device)}`,
    );
  if (threads !== undefined && threads !== 1 && threads !== "auto")
    throw new DeviceError(`${name} computes on one thread; got threads: ${shown(threads)}`);
}
