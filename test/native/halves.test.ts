/** Parameters in 16 bits as compiled C, alone and with workers that take all parts: the bits of `js`, codes and masters. */
import { describe, expect, test } from "vitest";
import {
  adam,
  adamw,
  chain,
  clipByGlobalNorm,
  type HalfTensor,
  lamb,
  lion,
  sgd,
  tensor,
} from "../../src/index.ts";
import { contents, difference } from "../fuzz/trees.ts";
import { random } from "../kernels/compute.ts";
import { allCodes, codesOf, halfTypes } from "../oracle/halves.ts";
import { missing } from "./available.ts";

const optimizers = {
  adam: adam({ learningRate: 0.01, moments: "bf16" }),
  lamb: lamb({ learningRate: 0.01 }),
  lion: lion({ learningRate: 0.01 }),
  "adamw, clipped": chain(clipByGlobalNorm(1), adamw({ learningRate: 0.01, weightDecay: 0.1 })),
};

describe.runIf(!missing).each(halfTypes)("%s", (dtype) => {
  const next = random(3);
  const size = 5003;
  const values = (scale: number) =>
    tensor(
      codesOf(
        Array.from({ length: size }, () => (next() - 0.5) * scale),
        dtype,
      ),
      [size],
      { dtype },
    );
  const [start, ...grads] = [values(2), values(1e-2), values(1), values(10)];

  test.each(Object.entries(optimizers))("%s has the bits of js", async (_, optimizer) => {
    const found = [];
    for (const device of ["js", "native"] as const) {
      const descent = await optimizer.init({ w: start! }, { device });
      for (const w of grads) descent.step({ w });
      descent.params.w.data.set(codesOf([3, -0.5], dtype));
      descent.step({ w: grads[0]! });
      found.push(contents(descent));
      descent.dispose();
    }
    expect(difference(found[0]!, found[1]!)).toBeUndefined();
  });

  test("all codes are loaded and stored", async () => {
    const found = [];
    for (const device of ["js", "native"] as const) {
      const x = tensor(new Uint16Array(2 ** 16), [2 ** 16], { dtype });
      const descent = await sgd({ learningRate: 1.0009765625 }).init({ x }, { device });
      descent.step({ x: tensor(allCodes, [2 ** 16], { dtype }) });
      const { master } = descent.state as { master: { x: HalfTensor } };
      found.push([...descent.params.x.data, ...Array.from(master.x.data, String)]);
      descent.dispose();
    }
    expect(found[1]).toEqual(found[0]);
  });
});
