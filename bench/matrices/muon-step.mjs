/** Steps of Muon on seeded matrices. */
import { muon } from "../../dist/index.js";

/** Values between -1 and 1. */
const value = (i) => Math.sin(i * 12.9898 + Math.floor(i / 97));

const filled = (length) => Float32Array.from({ length }, (_, i) => value(i));

/** A descent on matrices of these shapes; `form` as Muon's option. */
export async function muonOn(shapes, options, form) {
  const optimizer = muon({ matrices: /./, layout: "out,in", ...(form && { form }) });
  const params = shapes.map((shape) => ({ data: filled(shape[0] * shape[1]), shape }));
  const descent = await optimizer.init(params, options);
  for (const { data } of descent.grads) data.set(filled(data.length));
  return {
    threads: descent.threads,
    step(times) {
      for (let k = 0; k < times; k++) descent.step();
    },
    /** Milliseconds of a step, and of what of it multiplies matrices. */
    async parts(steps) {
      const { calls } = await descent.profile({ steps });
      const { milliseconds, work } = calls.find(({ name }) => name === "step");
      const products = work
        .filter(({ text }) => text.includes("products of matrices"))
        .reduce((sum, part) => sum + part.milliseconds, 0);
      return { milliseconds, products };
    },
    dispose: () => descent.dispose(),
  };
}
