// What the oracles of transformations have in common: the transformation alone in front of the learning rate,
// p = p - rate * update.
import type { Oracle, Shapes } from "./case.ts";
import { type Span, spans } from "./tensors.ts";

/** Turns a gradient, of which it may make the update in place, into the update. */
export type Update = (g: Float64Array, p: Float64Array, loss: number | undefined) => void;

/** Steps along an update. */
export function along(update: Update): Oracle {
  return {
    step(p, g, learningRate, loss) {
      const u = g.slice();
      update(u, p, loss);
      for (let i = 0; i < p.length; i++) p[i] = p[i]! - learningRate * u[i]!;
    },
  };
}

/** An update that looks at one tensor at a time. */
export function perTensor(
  shapes: Shapes,
  update: (g: Float64Array, p: Float64Array, span: Span) => void,
): Oracle {
  const tensors = spans(shapes);
  return along((g, p) => {
    for (const span of tensors) update(g, p, span);
  });
}

/** Multiplies a tensor's elements. */
export function multiply(x: Float64Array, { at, size }: Pick<Span, "at" | "size">, factor: number): void {
  for (let i = at; i < at + size; i++) x[i] = x[i]! * factor;
}
