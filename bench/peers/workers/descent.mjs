/** A descent of Glissade with gradients, as its workers time it. */
import { tensor } from "../../../dist/index.js";
import { gradientAt, parameterAt, shapeOf, tensorsOf } from "./data.mjs";
import { optimizers } from "./optimizers.mjs";

/** `from` is the place of the first element, where a descent has a part of the parameters. */
export async function descentOn(optimizer, n, count, options, from = 0) {
  // Adafactor keeps sums of rows and columns.
  const isShaped = optimizer === "adafactor";
  const params = tensorsOf(n, count, parameterAt, from);
  const shaped = isShaped ? params.map((values) => tensor(values, shapeOf(values.length))) : params;
  const descent = await optimizers[optimizer]().init(shaped, options);
  const valuesOf = (view) => (isShaped ? view.data : view);
  for (const [k, view] of descent.grads.entries()) {
    const values = valuesOf(view);
    const first = from + k * values.length;
    for (let i = 0; i < values.length; i++) values[i] = gradientAt(first + i);
  }
  return { descent, tensor: (k) => valuesOf(descent.params[k]) };
}
