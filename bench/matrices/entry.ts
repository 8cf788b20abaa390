/** Linear algebra from its sources, on memories of its own, for the benchmark. */
import { blockBytes, type Compiled, compiledKernels } from "../../src/linear-algebra/compiled.ts";
import { type Kernels, plain } from "../../src/linear-algebra/kernels.ts";
import { native } from "../../src/runtime/host/native/native.ts";
import { loopsNow } from "../../src/runtime/host/wasm/loops.ts";
import { assemble, type Instruction, vLoad, vStore } from "../../src/webassembly/assembler.ts";
import { advance, assign, FunctionWriter, push, repeated, vectors } from "../../src/webassembly/writer.ts";

export { matrix, transpose } from "../../src/linear-algebra/matrix.ts";
export { qr, qrWorkspace } from "../../src/linear-algebra/qr.ts";
export { eigenWorkspace, symmetricEigen } from "../../src/linear-algebra/symmetric-eigen.ts";

/** Room for the largest blocks of float64. */
const roomBytes = 2 ** 21;
const roomAt = 2048;
const arraysAt = roomAt + roomBytes;

export interface Opened {
  readonly kernels: Kernels;
  readonly array: (dtype: "float32" | "float64", count: number) => Float32Array | Float64Array;
}

function opened(buffer: ArrayBuffer, kernels: Kernels): Opened {
  let at = arraysAt;
  return {
    kernels,
    array(dtype, count) {
      const made =
        dtype === "float32" ? new Float32Array(buffer, at, count) : new Float64Array(buffer, at, count);
      at += Math.ceil(made.byteLength / 64) * 64;
      return made;
    },
  };
}

const compiledOn = (buffer: ArrayBuffer, runs: Compiled["runs"]): Opened => {
  if (64 + blockBytes > roomAt) throw new Error("the block does not fit before the room");
  return opened(buffer, compiledKernels({ buffer, runs, block: 64, room: roomAt, roomBytes }));
};

export const onJs = (bytes: number): Opened => opened(new ArrayBuffer(arraysAt + bytes), plain);

export function onWasm(bytes: number): Opened {
  const memory = new WebAssembly.Memory({ initial: Math.ceil((arraysAt + bytes) / 65536) });
  return compiledOn(memory.buffer as ArrayBuffer, loopsNow(memory));
}

export function onNative(bytes: number): Opened {
  const buffer = new ArrayBuffer(arraysAt + bytes);
  return compiledOn(buffer, native().prepareLoopsSync!({ buffer, base: 0, free() {} })!);
}

/**
 * What WebAssembly can do at most: as many multiplications and additions as a tile of a product has, of vectors that stay in registers.
 *
 * @returns runs `turns` of eight vectors each.
 */
export function registersOnly(dtype: "float32" | "float64"): (turns: number) => void {
  const shape = dtype === "float32" ? "f32x4" : "f64x2";
  const f = new FunctionWriter(["turns", "first", "last"]);
  const [factors, right] = [f.vectors("factor", 4), f.vectors("right", 2)];
  const sums = Array.from({ length: 4 }, (_, r) => f.vectors(`sum${r}`, 2));
  const load = (offset: number): readonly Instruction[] => [...push(0), vLoad(offset)];
  const body = [
    ...factors.flatMap((factor, r) => assign(factor, load(16 * r))),
    ...right.flatMap((vector, v) => assign(vector, load(64 + 16 * v))),
    ...repeated(
      [
        ...sums.flatMap((row, r) =>
          row.flatMap((sum, v) =>
            assign(sum, vectors(`${shape}.add`, sum, vectors(`${shape}.mul`, factors[r]!, right[v]!))),
          ),
        ),
        ...advance(f.parameter(0), -1),
      ],
      f.parameter(0),
    ),
    ...sums.flat().flatMap((sum, k) => [...push(0), ...push(sum), vStore(256 + 16 * k)]),
  ];
  const memory = new WebAssembly.Memory({ initial: 1 });
  const module = new WebAssembly.Module(assemble(f.code(body)));
  const { run } = new WebAssembly.Instance(module, { env: { memory } }).exports as {
    run: (turns: number, first: number, last: number) => void;
  };
  return (turns) => run(turns, 0, 0);
}
