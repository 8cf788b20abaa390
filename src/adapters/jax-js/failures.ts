/** What went wrong inside jax-js, in terms of the function and the parameters that were given. */
import { shown } from "../../options/shown.ts";
import { isForeign } from "./given.ts";
import type { Tracer } from "./jax.ts";
import { JaxError } from "./jax-error.ts";

const otherCopy =
  "the loss was written with another copy of jax-js than the one that traces it; write it with the copy that is given here";

/** The value of a loss, if it is a scalar of the copy that traces. @throws JaxError */
export function scalarOf(jax: Tracer, value: unknown): unknown {
  // What is traced is no `Array`, but has the same base class.
  const anyArray = Object.getPrototypeOf(jax.Array) as typeof jax.Array;
  if (!(value instanceof anyArray)) {
    if (isForeign(value)) throw new JaxError("copy", otherCopy);
    throw new JaxError("loss", `a loss returns a scalar array of jax-js; got ${shown(value)}`);
  }
  const { shape, dtype } = value;
  if (shape.length > 0) {
    throw new JaxError(
      "loss",
      `a loss is a scalar; got an array of shape [${shape.join(", ")}]: take its mean or its sum`,
    );
  }
  if (!dtype.startsWith("float"))
    throw new JaxError("loss", `a loss is of a float type, to have a gradient; got ${dtype}`);
  return value;
}

/** What an operation of one copy says of an array of another. */
const foreign = /^(Invalid type for full|Unknown value): .*(Tracer|Array:)/;

/** An error of jax-js, explained. */
export function failureOf(cause: unknown, parameters: object): unknown {
  if (cause instanceof JaxError || !(cause instanceof Error)) return cause;
  const { message } = cause;
  if (foreign.test(message)) return new JaxError("copy", otherCopy, { cause });
  if (/backend not ready|Backend not initialized/.test(message)) {
    return new JaxError("backend", `jax-js: ${message}; await jax.init() before the first call`, { cause });
  }
  const lacking = /^(Float16Array) is not defined/.exec(message)?.[1];
  if (lacking) return new JaxError("engine", `jax-js uses ${lacking}, which this engine lacks`, { cause });
  return new JaxError("loss", `the loss fails in jax-js: ${message}; its parameters are ${parameters}`, {
    cause,
  });
}
