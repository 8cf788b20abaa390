/** Values on the host as arrays of jax-js, in any nesting. Arrays of jax-js are passed on, and so given away. */
import { shown } from "../../options/shown.ts";
import type { JaxArray, Tracer, Values } from "./jax.ts";
import { JaxError, type JaxErrorCode } from "./jax-error.ts";
import { leafAt, mapTree } from "./leaves.ts";

const kinds = ["Float32Array", "Float64Array", "Int32Array", "Uint32Array", "Float16Array"];

/**
 * An array of jax-js with values of the host.
 *
 * @throws JaxError for a type that jax-js has not or this engine cannot give to it, and for a shape that has another number of elements.
 */
export function arrayOf(
  { numpy }: Tracer,
  values: Values,
  shape: readonly number[],
  what: string,
  code: JaxErrorCode,
): JaxArray {
  const kind = values.constructor.name;
  if (!kinds.includes(kind)) {
    const instead = /^(Int|Uint)(8|16|8Clamped)Array$/.test(kind) ? "Int32Array" : "Float32Array";
    throw new JaxError(
      code,
      `${what} is a ${kind}, which jax-js does not have; ${instead}.from(array) makes one that it has`,
    );
  }
  checkEngine(kind, what);
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (size !== values.length) {
    throw new JaxError(
      code,
      `${what} has ${values.length} values; its shape [${shape.join(", ")}] has ${size}`,
    );
  }
  return numpy.array(values, { shape: [...shape] });
}

/** jax-js looks for `Float16Array` before it takes float64. @throws JaxError where the engine has none. */
export function checkEngine(kind: string, what: string): void {
  if (kind === "Float64Array" && !("Float16Array" in globalThis)) {
    throw new JaxError(
      "engine",
      `${what} is float64, and jax-js takes float64 only where the engine has Float16Array, which this one lacks (Node has it from 24 on); give a Float32Array`,
    );
  }
}

/** A batch as arrays of jax-js. @throws JaxError naming the place of what cannot be one. */
export function batchOf(jax: Tracer, batch: readonly unknown[]): unknown {
  return mapTree(batch, (value, path) => {
    const what = `batch: ${path}`;
    if (value instanceof jax.Array || typeof value === "number" || typeof value === "boolean") return value;
    if (isForeign(value)) {
      throw new JaxError(
        "copy",
        `${what} is an array of another copy of jax-js than the one that traces; make it with that one`,
      );
    }
    const leaf = leafAt(value, path);
    if (!leaf) {
      throw new JaxError(
        "batch",
        `${what} must be a typed array, { data, shape }, a number or an array of jax-js; got ${shown(value)}`,
      );
    }
    return arrayOf(jax, leaf.values, leaf.shape, what, "batch");
  });
}

/** Whether a value looks like an array of some copy of jax-js. */
export const isForeign = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "aval" in value && "ref" in value;
