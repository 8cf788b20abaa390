/** All loops as functions of WebAssembly, each a module of its own with the signature of kernels. */
import type { LoopName } from "../compiled.ts";
import { productCode } from "./product.ts";
import { reflectCode, rotateCode, updateCode, type Written } from "./vectors.ts";

/** The function of a loop. */
export const loopCodes: Readonly<Record<LoopName, () => Written>> = {
  product32: () => productCode("float32"),
  product64: () => productCode("float64"),
  reflect: reflectCode,
  update: updateCode,
  rotate: rotateCode,
};
