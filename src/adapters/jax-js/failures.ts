/** What went wrong inside jax-js, in terms of the function and the parameters that were given. */
import { shown } from "../../options/shown.ts";
import { isForeign } from "./given.ts";
import type { JaxModule, Traced } from "./jax.ts";
import { JaxError } from "./jax-error.ts";

const otherCopy =
  "the function was written with another copy of jax-js than the one that traces it; write it with the copy that is given here";

/** The value of a loss, if it is a scalar of the copy that traces. @throws JaxError */
export function scalarOf(jax: JaxModule, value: unknown): Traced {
  // What is traced is no `Array`, but has the same base class.
  const anyArray = Object.getPrototypeOf(jax.Array) as typeof jax.Array;
  if (!(value instanceof anyArray)) {
    if (isForeign(value)) throw new JaxError("copy", otherCopy);
    throw new JaxError("function", `a loss returns a scalar array of jax-js; got ${shown(value)}`);
  }
  const { shape, dtype } = value;
  if (shape.length > 0) {
    throw new JaxError(
      "function",
      `a loss is a scalar; got an array of shape [${shape.join(", ")}]: take its mean or its sum`,
    );
  }
  if (!dtype.startsWith("float"))
    throw new JaxError("function", `a loss is of a float type, to have a gradient; got ${dtype}`);
  return value as unknown as Traced;
}

/** What an operation says of an array of another copy of jax-js. */
const ofAnotherCopy = /^(Invalid type for full|Unknown value): .*(Tracer|Array:)/;

/** What an operation says where it takes an array of another copy for a number; also of a number where it needs an array. */
const takenForNumber =
  /must be at least \dD(, got 0D)?$|array of dimension 0$|^Invalid reshape: \[\] ->|circular structure/;

/**
 * An error of jax-js, explained.
 *
 * @param params - names and shapes of the function's parameters.
 */
export function failureOf(cause: unknown, params?: string): unknown {
  if (cause instanceof JaxError || !(cause instanceof Error)) return cause;
  const { message } = cause;
  if (ofAnotherCopy.test(message)) return new JaxError("copy", otherCopy, { cause });
  if (takenForNumber.test(message)) {
    const [first] = message.split("\n");
    return new JaxError("copy", `${otherCopy}. Or it has a number where it needs an array: ${first}`, {
      cause,
    });
  }
  if (/backend not ready|Backend not initialized/.test(message)) {
    return new JaxError("backend", `jax-js: ${message}; await jax.init() before the first call`, { cause });
  }
  const lacking = lackingIn(message);
  if (lacking) return new JaxError("engine", `jax-js needs ${lacking}, which this engine lacks`, { cause });
  const shapes = params ? `; its parameters are ${params}` : "";
  return new JaxError("function", `the function fails in jax-js: ${message}${shapes}`, { cause });
}

/** What jax-js uses and the engine lacks, by the message of its error. */
function lackingIn(message: string): string | undefined {
  const name = /^(\w+) is not defined/.exec(message)?.[1];
  if (name && !(name in globalThis)) return name;
  const method =
    /\.(map|filter|take|drop|flatMap|reduce|toArray|forEach|some|every|find) is not a function/.exec(
      message,
    )?.[1];
  return method && !("Iterator" in globalThis) ? `Iterator.prototype.${method}` : undefined;
}
