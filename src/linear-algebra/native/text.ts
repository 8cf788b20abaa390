/** All loops as one file of C, whose functions have the names of `../compiled.ts`. Pure: to text. */
import { productPrelude, productText } from "./product.ts";
import { vectorsText } from "./vectors.ts";

/**
 * The text.
 *
 * @param callType - declares the structure `call`: a memory, the block of a call in units of 16 bytes, its first piece and that after the last.
 */
export const linearAlgebraText = (callType: string): string =>
  [
    "#include <stddef.h>\n#include <stdint.h>\n#include <string.h>\n",
    callType,
    productPrelude,
    productText("float32", "product32"),
    productText("float64", "product64"),
    vectorsText,
  ].join("");
