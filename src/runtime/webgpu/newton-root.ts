/** The dispatches of an inverse root by products, in the order of `newtonInverseRoot` of linear-algebra/. */
import { copyKernel } from "./matrix-kernels.ts";
import type { Module } from "./module.ts";
import {
  beginKernel,
  errorKernel,
  factorKernel,
  firstKernel,
  iterations,
  known,
  type RootNumbers,
  rootBits,
  settleKernel,
} from "./newton-kernels.ts";
import { type MatrixSurroundings, productKernel } from "./product-kernel.ts";

/** Buffers: the matrix, which may lie as its transpose, its root, what stands for one that is not found, four as large as it, and what is known of each iteration. */
export interface RootBuffers {
  readonly a: string;
  readonly isAcross: boolean;
  readonly out: string;
  readonly otherwise: string | undefined;
  readonly m: string;
  readonly factors: readonly [string, string];
  readonly product: string;
  readonly state: string;
}

/** What a kernel goes through: tiles of products, elements of all matrices, or one matrix a workgroup. */
export type Extent = "product" | "elements" | "matrices";

/** Makes a dispatch, in which kernels read `word` as `c.z`; called once for each that is different. */
export type MakeDispatch<Dispatch> = (extent: Extent, word: number, module: Module) => Dispatch;

/** Them. A dispatch that is repeated is the same object. */
export function rootDispatches<Dispatch>(
  { a, isAcross, out, otherwise, m, factors, product, state }: RootBuffers,
  numbers: RootNumbers,
  around: MatrixSurroundings,
  make: MakeDispatch<Dispatch>,
): Dispatch[] {
  const during = { ...around, state };
  const { isActive, isTaken, isSquared } = known;
  const multiply = (left: string, right: string, to: string, place: number) => {
    const form = {
      a: left,
      b: right,
      out: to,
      isATransposed: false,
      isBTransposed: false,
      isHalf: true,
      precision: "f32",
    } as const;
    return make("product", place, productKernel(form, during));
  };
  /** to = left @ right, where `to` may be a factor. */
  const replace = (left: string, right: string, to: string, place: number) => [
    multiply(left, right, product, place),
    make("elements", place, copyKernel(product, to, false, during)),
  ];
  const error = make("matrices", 0, errorKernel(m, numbers, during));
  const once = [
    make("elements", 0, factorKernel(m, factors[0], numbers, during)),
    ...replace(out, factors[0], out, isActive),
    // M times the factor's power, by squares.
    ...Array.from({ length: rootBits }, (_, bit) => {
      const [now, next] = bit % 2 === 0 ? factors : [factors[1], factors[0]];
      const isLast = bit === rootBits - 1;
      return [
        ...replace(now, m, m, isTaken(bit)),
        ...(isLast ? [] : [multiply(now, now, next, isSquared(bit))]),
      ];
    }).flat(),
    error,
  ];
  return [
    make("matrices", 0, beginKernel(a, numbers, during)),
    make("elements", 0, firstKernel({ a, m, out, isAcross }, during)),
    error,
    ...Array.from({ length: iterations }, () => once).flat(),
    make("elements", 0, settleKernel(out, otherwise, during)),
  ];
}
