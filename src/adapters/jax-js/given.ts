/** Values on the host as arrays of jax-js, in any nesting. Arrays of jax-js are passed on, and so given away. */
import { shown } from "../../options/shown.ts";
import type { JaxArray, JaxModule, Values } from "./jax.ts";
import { JaxError } from "./jax-error.ts";
import { leafOf, mapTree } from "./leaves.ts";

const kinds = ["Float32Array", "Float64Array", "Int32Array", "Uint32Array", "Float16Array"];

/** jax-js looks for `Float16Array` before it takes float64. @throws JaxError where the engine has none. */
export function checkEngine(values: Values, what: string): void {
  if (values.constructor.name !== "Float64Array" || "Float16Array" in globalThis) return;
  throw new JaxError(
    "engine",
    `${what} is float64, and jax-js takes float64 only where the engine has Float16Array, which this one lacks (Node has it from 24 on); give a Float32Array`,
  );
}

/** Arrays of jax-js for one call. What it has made belongs to it until jax-js takes it. */
export class Givens {
  readonly #jax: JaxModule;
  readonly #made: JaxArray[] = [];

  constructor(jax: JaxModule) {
    this.#jax = jax;
  }

  /**
   * An array with values of the host.
   *
   * @throws JaxError for a type that jax-js has not or this engine cannot give to it, and for a shape that has another number of
   *   elements, which jax-js would take in silence.
   */
  array(values: Values, shape: readonly number[], what: string): JaxArray {
    const kind = values.constructor.name;
    if (!kinds.includes(kind)) {
      const instead = kind.startsWith("Big") ? "Float32Array.from(array, Number)" : "Int32Array.from(array)";
      throw new JaxError(
        "values",
        `${what} is a ${kind}, which jax-js does not take; ${instead} makes one that it takes`,
      );
    }
    checkEngine(values, what);
    const size = shape.reduce((product, extent) => product * extent, 1);
    if (size !== values.length)
      throw new JaxError(
        "values",
        `${what} has ${values.length} values; its shape [${shape.join(", ")}] has ${size}`,
      );
    const array = this.#jax.numpy.array(values, { shape: [...shape] });
    this.#made.push(array);
    return array;
  }

  /** A tree with arrays for its leaves. @throws JaxError naming the place of what cannot be one. */
  tree(tree: readonly unknown[]): readonly unknown[] {
    return mapTree(tree, (value, path) => {
      if (value instanceof this.#jax.Array || typeof value === "number" || typeof value === "boolean")
        return value;
      const what = `argument ${path}`;
      if (isForeign(value)) {
        throw new JaxError(
          "copy",
          `${what} is an array of another copy of jax-js than the one that traces; make it with the copy that is given here`,
        );
      }
      const leaf = leafOf(value);
      if (leaf) return this.array(leaf.values, leaf.shape, what);
      throw new JaxError(
        "values",
        `${what} must be a typed array, { data, shape }, a number or an array of jax-js; got ${shown(value)}`,
      );
    }) as readonly unknown[];
  }

  /** Frees what it has made, as far as jax-js has not taken it: a call that fails takes nothing. */
  dispose(): void {
    for (const array of this.#made) if (array.refCount > 0) array.dispose();
  }
}

/** Whether a value looks like an array of some copy of jax-js. */
export const isForeign = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "aval" in value && "ref" in value;
