/**
 * A descent of more than 4 GiB, in a few seconds and little memory: most of it is a frozen tensor, whose gradients and moments nothing
 * touches. The tensors before and behind it take steps with the bits of a small descent. `npm run large` has all of them take steps.
 */
import { freemem } from "node:os";
import { expect, test } from "vitest";
import { adam, chain, clipByGlobalNorm } from "../../src/index.ts";
import { missing } from "./available.ts";

type State = Readonly<Record<"m" | "v", Readonly<Record<"first" | "last", Float32Array>>>>;

const isPossible = !missing && process.env.GLISSADE_NATIVE === "all" && freemem() > 6 * 2 ** 30;

test.skipIf(!isPossible)("tensors below and above 4 GiB step as they do in a small descent", async () => {
  const optimizer = chain(clipByGlobalNorm(1), adam({ learningRate: 0.1 }));
  const values = (seed: number) => Float32Array.from({ length: 10_001 }, (_, i) => Math.sin(seed + i));
  const start = () => ({ first: values(1), last: values(2) });
  const { first, last } = start();
  const huge = new Float32Array(2.8e8);
  const large = await optimizer.init({ first, huge, last }, { device: "native", threads: 2 });
  const state = large.state as unknown as State;
  expect(state.m.last.byteOffset).toBeLessThan(2 ** 32);
  expect(state.v.last.byteOffset).toBeGreaterThan(2 ** 32);
  large.freeze("huge");
  const small = await optimizer.init(start(), { device: "js" });
  const expected = small.state as unknown as State;
  for (let step = 0; step < 5; step++) {
    const [one, other] = [values(10 + step), values(20 + step)];
    large.step({ first: one, huge: null, last: other });
    small.step({ first: one, last: other });
  }
  for (const name of ["first", "last"] as const) {
    expect(large.params[name]).toEqual(small.params[name]);
    expect(state.m[name]).toEqual(expected.m[name]);
    expect(state.v[name]).toEqual(expected.v[name]);
  }
  expect([large.params.huge[0], large.params.huge.at(-1)]).toEqual([0, 0]);
  large.dispose();
});
