/**
 * Products of matrices by the system's BLAS, where it is asked for: as fast as its authors made it, in an order of sums of its own, so
 * bits are those of this library, processor and number of threads alone. The interface is CBLAS, row by row.
 */
import type { Kernels } from "../../../linear-algebra/kernels.ts";
import {
  checkProduct,
  columnsOf,
  dtypeOf,
  type Matrix,
  rowsOf,
  transpose,
} from "../../../linear-algebra/matrix.ts";
import { DeviceError } from "../../device.ts";
import { koffi, type Library } from "./koffi.ts";

/** Names of the libraries, by system. */
const files: Readonly<Record<string, readonly string[]>> = {
  darwin: ["/System/Library/Frameworks/Accelerate.framework/Accelerate"],
  linux: ["libopenblas.so.0", "libopenblas.so"],
};

/** What CBLAS calls them. */
const rowMajor = 101;
const asItLies = 111;
const transposed = 112;

/** Multiplies: `out = alpha * a @ b + beta * out`. Matrices are addresses. */
type Multiply = (...args: readonly (number | bigint)[]) => void;

/** A BLAS that is loaded. */
interface Blas {
  readonly float32: Multiply;
  readonly float64: Multiply;
  /** Sets how many threads it uses, where that can be set. */
  readonly useThreads: ((count: number) => void) | undefined;
}

const declarationOf = (name: string, real: string): string =>
  `void cblas_${name}(int order, int left, int right, int rows, int columns, int inner, ${real} alpha, intptr_t a, int a_stride, intptr_t b, int b_stride, ${real} beta, intptr_t out, int out_stride)`;

let found: Blas | undefined;

/**
 * Loads the library.
 *
 * @param names - files to try, in order; those of this system if left out.
 * @throws DeviceError where none is there, with what to install.
 */
export function loadBlas(names = files[globalThis.process.platform] ?? []): Blas {
  const problems: string[] = [];
  for (const name of names) {
    try {
      return bound(koffi().load(name));
    } catch (cause) {
      problems.push(`${name}: ${(cause as Error).message}`);
    }
  }
  throw new DeviceError(
    `blas: "system" needs OpenBLAS or Accelerate, and none can be loaded (${problems.join("; ") || `none is known for ${globalThis.process.platform}`}); install it, on Debian and Ubuntu by "apt install libopenblas0-pthread", or leave blas out`,
  );
}

function bound(library: Library): Blas {
  let useThreads: Blas["useThreads"];
  try {
    useThreads = library.func("void openblas_set_num_threads(int count)") as Blas["useThreads"];
  } catch {
    // Accelerate decides by itself.
  }
  return {
    float32: library.func(declarationOf("sgemm", "float")) as unknown as Multiply,
    float64: library.func(declarationOf("dgemm", "double")) as unknown as Multiply,
    useThreads,
  };
}

/**
 * How loops of linear algebra become those whose products are the system's.
 *
 * @param threads - how many the products may use.
 * @throws DeviceError as `loadBlas`.
 */
export function byBlas(threads: number): (kernels: Kernels, buffer: ArrayBufferLike) => Kernels {
  found ??= loadBlas();
  const blas = found;
  return (kernels, buffer) => {
    const firstByte = new Uint8Array(buffer, 0, 1);
    const base = koffi().address(buffer);
    const addressOf = ({ values, offset }: Matrix): bigint =>
      base + BigInt(values.byteOffset + offset * values.BYTES_PER_ELEMENT);
    const multiply = (given: Matrix, left: Matrix, right: Matrix, alpha: number, beta: number): void => {
      checkProduct(given, left, right);
      if (firstByte.length === 0) throw new DeviceError("the memory of this descent was transferred away");
      // What is written lies by rows: (a b)' is b' a'.
      const [out, a, b] = given.transposed
        ? [transpose(given), transpose(right), transpose(left)]
        : [given, left, right];
      blas.useThreads?.(threads);
      blas[dtypeOf(out)](
        ...[rowMajor, orderOf(a), orderOf(b), rowsOf(out), columnsOf(out), columnsOf(a), alpha],
        ...[addressOf(a), strideOf(a), addressOf(b), strideOf(b), beta, addressOf(out), strideOf(out)],
      );
    };
    return {
      ...kernels,
      product: (out, a, b) => multiply(out, a, b, 1, 0),
      subtractProduct: (out, a, b) => multiply(out, a, b, -1, 1),
      symmetricProduct: (out, a, b) => multiply(out, a, b, 1, 0),
    };
  };
}

const orderOf = (a: Matrix): number => (a.transposed ? transposed : asItLies);

/** At least 1, also where there are no columns. */
const strideOf = (a: Matrix): number => Math.max(1, a.stride ?? a.columns);
