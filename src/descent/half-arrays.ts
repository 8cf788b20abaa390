/** Arrays of parameters in 16 bits: codes, their masters, and the views that users have. */
import { codingOf, decoded, encodeInto, type HalfCoding } from "../language/storage.ts";
import { halfRole } from "../plan/halves.ts";
import { typeOf } from "../plan/masters.ts";
import { DeviceError, type Execution } from "../runtime/device.ts";
import {
  codingNames,
  decodedHalf,
  type Float16Values,
  type HalfGradient,
  type HalfTensor,
  type HalfType,
  type Source,
} from "./half.ts";
import { tensor } from "./leaf.ts";
import type { Running } from "./running.ts";
import { type Structure, treeOf } from "./tree.ts";

/** What is known of a parameter in 16 bits. */
export interface Half {
  readonly half: HalfCoding;
  readonly type: HalfType;
  readonly shape: readonly number[];
  /** Whether its user has codes, and not a `Float16Array`. */
  readonly isCoded: boolean;
}

/** A parameter in 16 bits, with its arrays. */
export interface Coded extends Half {
  /** Its codes and those of its gradient, where they lie. */
  readonly codes: Uint16Array;
  readonly gradient: Uint16Array;
  /** What rules have, where it lies. */
  readonly master: Float32Array;
}

/** Those of a tree by path, depth first in the order of keys. */
export function halvesIn(structure: Structure): ReadonlyMap<string, Half> {
  if ("children" in structure)
    return new Map(structure.children.flatMap(([, child]) => [...halvesIn(child)]));
  const { path, half, shape, isCoded = false } = structure;
  return new Map(half ? [[path, { half, type: typeOf[half], shape, isCoded }]] : []);
}

/** Those of a descent. */
export const codedOf = ({ execution }: Running, structure: Structure): ReadonlyMap<string, Coded> =>
  new Map(
    [...halvesIn(structure)].map(([path, half]): [string, Coded] => {
      const codesOf = (role: string) => execution.codes?.(role, path) as Uint16Array;
      const arrays = { codes: codesOf(halfRole), gradient: codesOf("g") };
      return [path, { ...half, ...arrays, master: execution.handle("p", path) as Float32Array }];
    }),
  );

type Float16ArrayMaker = new (buffer: ArrayBufferLike, byteOffset: number, length: number) => Float16Values;

/** Codes as the user of a parameter has them. */
export function viewOf({ isCoded, type, shape }: Half, codes: Uint16Array): Float16Values | HalfTensor {
  if (isCoded) return tensor(codes, shape, { dtype: type });
  const { Float16Array } = globalThis as unknown as { readonly Float16Array: Float16ArrayMaker };
  return new Float16Array(codes.buffer, codes.byteOffset, codes.length);
}

/** A tree of views of parameters or gradients: codes of those in 16 bits, and numbers of others. */
export function viewsOf(running: Running, structure: Structure, role: "p" | "g"): unknown {
  const coded = codedOf(running, structure);
  return treeOf(structure, (path) => {
    const own = coded.get(path);
    return own ? viewOf(own, own[role === "p" ? "codes" : "gradient"]) : running.execution.handle(role, path);
  });
}

/** The codes of the nearest numbers. */
export function encoded({ half }: Pick<Half, "half">, values: ArrayLike<number>): Uint16Array {
  const codes = new Uint16Array(values.length);
  encodeInto(half, codes, values);
  return codes;
}

/** The states of a descent with its masters, as users see them. */
export const withMasters = (state: object, name: string, masters: () => unknown): object =>
  Object.freeze(
    Object.defineProperties(
      {},
      {
        ...Object.getOwnPropertyDescriptors(state),
        [name]: { get: masters, enumerable: true },
      },
    ),
  );

/** Writes codes into a master where they are no longer its own, as passes do (`plan/halves.ts`). */
export function adopt({ half, codes }: Pick<Coded, "half" | "codes">, master: Float32Array): void {
  const { decode, encode } = codingOf(half)!;
  for (let i = 0; i < codes.length; i++) {
    const own = encode(master[i]!);
    if (own === codes[i]) continue;
    const written = decode(codes[i]!);
    // -0 and 0 have two codes; NaN has many, and is never the master's own.
    if (decode(own) !== written) master[i] = written;
  }
}

/** Writes the codes of all parameters in 16 bits, from their masters. @throws DeviceError if the device has none */
export function encodeAll({ plan, execution }: Running): void {
  for (const { half, tensors } of plan.groups) {
    for (const { path } of half ? tensors : []) {
      if (!execution.codes?.(halfRole, path))
        throw new DeviceError(
          "this device has no arrays of codes, which parameters in 16 bits need; take another",
        );
      execution.write(halfRole, path, execution.handle("p", path));
    }
  }
}

/** Codes of gradients in bfloat16. */
class Bfloat16Gradient extends Uint16Array<ArrayBuffer> implements HalfGradient {
  /** The name in the table of storages. */
  get coding(): HalfCoding {
    return "bf16";
  }

  get type(): HalfType {
    return typeOf[this.coding];
  }

  write(source: Source): void {
    const codes = codesIn(source, this.coding);
    if (!codes) encodeInto(this.coding, this, numbersIn(source));
    // Gradients that were written in place stay.
    else if (codes.buffer !== this.buffer || codes.byteOffset !== this.byteOffset) this.set(codes);
  }

  numbers(): Float32Array {
    return decoded(this.coding, this);
  }

  override slice(start?: number, end?: number): HalfGradient & Uint16Array<ArrayBuffer> {
    return super.slice(start, end) as HalfGradient & Uint16Array<ArrayBuffer>;
  }

  /** Fills it with a number. */
  override fill(value: number): this {
    return super.fill(codingOf(this.coding)!.encode(value));
  }
}

/** Codes of gradients in float16. */
class Float16Gradient extends Bfloat16Gradient {
  override get coding(): HalfCoding {
    return "f16";
  }
}

/** The codes of a gradient, where they lie. */
export function gradientOf(execution: Execution, half: HalfCoding, path: string): HalfGradient {
  const { buffer, byteOffset, length } = execution.codes!("g", path)!;
  return new (half === "f16" ? Float16Gradient : Bfloat16Gradient)(buffer as ArrayBuffer, byteOffset, length);
}

/** The codes of a source where it has some of this coding. */
function codesIn(source: Source, coding: HalfCoding): Uint16Array | undefined {
  if (typeof source === "number" || Array.isArray(source)) return undefined;
  if ("dtype" in source) return codingNames[source.dtype] === coding ? source.data : undefined;
  const { buffer, byteOffset, length } = source as Float32Array;
  const isFloat16 = (source as Float16Values)[Symbol.toStringTag] === "Float16Array";
  return isFloat16 && coding === "f16" ? new Uint16Array(buffer, byteOffset, length) : undefined;
}

function numbersIn(source: Source): ArrayLike<number> {
  if (typeof source === "number") return [source];
  return "dtype" in source ? decodedHalf(source) : source;
}
