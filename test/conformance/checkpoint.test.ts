/**
 * A checkpoint's bytes restored into another descent go on to the same bits, with tensors that have had no gradient at times and one that
 * is frozen; the descent that was resumed gives the same bytes as the one that went on.
 */
import { expect, test } from "vitest";
import { decode, encode } from "../../src/checkpoint/index.ts";
import {
  accumulate,
  adam,
  chain,
  emaParams,
  lookahead,
  partition,
  sam,
  sgd,
  trace,
} from "../../src/index.ts";
import { cases, changing } from "./cases.ts";
import { begin, type Live, mixed } from "./descents.ts";
import { gaps, takeSome } from "./nulls.ts";
import { shaped } from "./problems.ts";
import { couplingOf } from "./traits.ts";

const problem = shaped({ steps: 16, float32: true });
const [early, half] = [4, 11];
const elsewhere = { ...problem, start: problem.start.map((value) => value + 1) };
const names = Object.keys(problem.shapes);

const bytesOf = async (descent: Live) => Buffer.from(encode(await descent.snapshot(), { extra: { half } }));

/** A row of each optimizer, wrapper and transformation; their options change nothing of how they are saved. */
const rows = new Map(cases.map(([, row]) => [row.optimizer, row]));

test.each([...rows])(
  "%s resumes from the bytes of a checkpoint, and gives the same bytes",
  async (_, row) => {
    const optimizer = changing(row);
    const whole = await begin(optimizer, problem, { dtype: mixed });
    takeSome(whole, problem, () => false, { to: early });
    if (whole.pending === 0) whole.freeze("scalar");
    takeSome(whole, problem, gaps, { from: early, to: half });
    const bytes = await bytesOf(whole);
    takeSome(whole, problem, gaps, { from: half });
    // Sums over all tensors round otherwise in another order.
    const order = couplingOf(optimizer) === "global" ? names : [...names].reverse();
    const resumed = await begin(optimizer, elsewhere, { dtype: mixed, order });
    const { snapshot, extra } = decode(bytes);
    await resumed.restore(snapshot);
    expect(extra).toEqual({ half });
    expect((await bytesOf(resumed)).equals(bytes)).toBe(true);
    takeSome(resumed, problem, gaps, { from: half });
    expect((await bytesOf(resumed)).equals(await bytesOf(whole))).toBe(true);
    for (const descent of [whole, resumed]) descent.dispose();
  },
);

test("the table has all optimizers", () => {
  expect(rows.size).toBeGreaterThanOrEqual(60);
});

const odd = {
  "ma/x": [1, 2],
  "b%2F": { "": Float32Array.of(3) },
  ["__proto__"]: [4],
  "0": [5],
};

test.each([
  [
    "a partition of patterns with slashes",
    partition([
      ["ma/*", sgd({ momentum: 0.9 })],
      ["*", adam()],
    ]),
  ],
  ["wrappers in each other", accumulate(emaParams(lookahead(adam())), { every: 3 })],
  ["half a step", sam(chain(trace(), sgd()))],
])("%s comes back", async (name, optimizer) => {
  const [whole, resumed] = await Promise.all([optimizer.init(odd), optimizer.init(odd)]);
  const step = (descent: typeof whole) => descent.step(odd);
  if (name === "half a step") whole.perturb(odd);
  else for (let t = 0; t < 4; t++) step(whole);
  await resumed.restore(decode(encode(await whole.snapshot())).snapshot);
  step(whole);
  step(resumed);
  const [one, other] = await Promise.all([whole.snapshot(), resumed.snapshot()]);
  expect(Buffer.from(encode(one)).equals(encode(other))).toBe(true);
  expect(structuredClone(other)).toEqual(structuredClone(one));
});
