/** What users of a device have in codes of 16 bits: parameters and gradients. In a call they are numbers like all others. */
import type { Plan } from "../../src/index.ts";
import { codesOf, numbersOf } from "../oracle/halves.ts";

type Elements = Float32Array | Float64Array;

const types = { f16: "float16", bf16: "bfloat16" } as const;

/** Those of a plan. */
export class Coded {
  readonly #arrays: readonly {
    readonly role: string;
    readonly path: string;
    readonly type: (typeof types)[keyof typeof types];
    readonly codes: Uint16Array;
  }[];

  constructor({ groups }: Plan) {
    this.#arrays = groups.flatMap(({ half, tensors }) =>
      (half ? tensors : []).flatMap(({ path, size }) =>
        ["half", "g"].map((role) => ({ role, path, type: types[half!], codes: new Uint16Array(size) })),
      ),
    );
  }

  #find(role: string, path: string) {
    return this.#arrays.find((one) => one.role === role && one.path === path);
  }

  codes(role: string, path: string): Uint16Array | undefined {
    return this.#find(role, path)?.codes;
  }

  /** Writes the nearest codes; whether the array has some. */
  write(role: string, path: string, values: ArrayLike<number>): boolean {
    const found = this.#find(role, path);
    found?.codes.set(codesOf(Array.from(values), found.type));
    return found !== undefined;
  }

  /** The numbers of a gradient of rows. */
  numbers(path: string, gradient: Elements | Uint8Array | Uint16Array): ArrayLike<number> {
    const found = this.#find("g", path);
    return found ? numbersOf(gradient as Uint16Array, found.type) : gradient;
  }

  /** Before a call: numbers from all codes. */
  load(at: (role: string, path: string) => Elements): void {
    for (const { role, path, type, codes } of this.#arrays) at(role, path).set(numbersOf(codes, type));
  }

  /** After it: codes of the parameters' numbers. */
  store(at: (role: string, path: string) => Elements): void {
    for (const { role, path } of this.#arrays) if (role === "half") this.write(role, path, at(role, path));
  }
}
