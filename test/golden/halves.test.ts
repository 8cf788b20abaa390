/** Parameters in 16 bits beside torch's recipe: an optimizer on masters in float32, copied to the parameters after each step. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { adam, adamw, type HalfTensor, type HalfType, sgd, tensor } from "../../src/index.ts";
import { numbersOf } from "../oracle/halves.ts";

interface Case {
  readonly optimizer: "sgd" | "adam" | "adamw";
  readonly start: readonly number[];
  readonly gradients: readonly (readonly number[])[];
  readonly master: readonly number[];
  readonly codes: readonly number[];
}

const { cases } = JSON.parse(readFileSync(new URL("halves.json", import.meta.url), "utf8")) as {
  readonly cases: Readonly<Record<string, Case>>;
};

const optimizers = {
  sgd: sgd({ learningRate: 0.05, momentum: 0.9 }),
  adam: adam({ learningRate: 0.01, like: "torch" }),
  adamw: adamw({ learningRate: 0.01, weightDecay: 0.1, like: "torch" }),
};

test.each(Object.entries(cases))("%s", async (name, { optimizer, start, gradients, ...meant }) => {
  const dtype = name.split("/")[1] as HalfType;
  const half = (codes: readonly number[]) => tensor(Uint16Array.from(codes), [codes.length], { dtype });
  const descent = await optimizers[optimizer].init({ w: half(start) });
  for (const codes of gradients) descent.step({ w: half(codes) });
  const { master } = descent.state as { master: { w: HalfTensor } };
  for (const [i, value] of master.w.data.entries())
    expect(Math.abs(value - meant.master[i]!)).toBeLessThan(2e-6 * (1 + Math.abs(value)));
  // Where float32 is rounded otherwise in the last place, a tie may be decided otherwise: one of a hundred, by one step.
  const [own, theirs] = [descent.params.w.data, Uint16Array.from(meant.codes)];
  const others = [...own].filter((code, i) => code !== theirs[i]).length;
  expect(others).toBeLessThanOrEqual(1);
  const step = dtype === "bfloat16" ? 2 ** -7 : 2 ** -10;
  for (const [i, value] of numbersOf(own, dtype).entries())
    expect(Math.abs(value - numbersOf(theirs, dtype)[i]!)).toBeLessThanOrEqual(step * Math.abs(value));
  descent.dispose();
});
