/** float16 and bfloat16: every code comes back, and what is rounded is the nearest number, ties to even, for numbers of all sizes. */
import { describe, expect, test } from "vitest";
import { random } from "../../../test/kernels/compute.ts";
import { allCodes, codesOf, halfTypes, numberOf } from "../../../test/oracle/halves.ts";
import { codingNames } from "../../descent/half.ts";
import { adam, type DeviceName, type HalfType, sgd, tensor } from "../../index.ts";
import { meaningOf } from "../evaluate.ts";
import { codingOf } from "../storage.ts";

/** Numbers of float32 of all sizes, those in the middle between two codes, and their neighbours. */
function difficult(type: HalfType): Float32Array {
  const next = random(7);
  const values: number[] = [0, -0, Number.NaN, Infinity, -Infinity, 65519, 65519.99, 65520, 3.39e38, 3.4e38];
  for (let code = 0; code < 0x7c00; code += 3) {
    const [low, high] = [numberOf(code, type), numberOf(code + 1, type)];
    const middle = Number.isFinite(high) ? low + (high - low) / 2 : low;
    const bits = new Uint32Array(Float32Array.of(middle).buffer)[0]!;
    for (const near of [bits - 1, bits, bits + 1])
      if (near >= 0) values.push(new Float32Array(Uint32Array.of(near).buffer)[0]! * (code % 2 ? 1 : -1));
  }
  for (let i = 0; i < 4000; i++) values.push((next() - 0.5) * 2 ** (next() * 270 - 140));
  return Float32Array.from(values);
}

describe.each(halfTypes)("%s", (type) => {
  const half = codingNames[type];
  const { decode, encode } = codingOf(half)!;
  const values = difficult(type);
  const meant = codesOf(values, type);

  test("has all codes", () => {
    for (const code of allCodes) {
      const number = numberOf(code, type);
      if (!Object.is(decode(code), number)) expect.fail(`${code} is ${decode(code)}, not ${number}`);
      if (!Number.isNaN(number) && encode(number) !== code) expect.fail(`${number} is ${encode(number)}`);
    }
  });

  test("is rounded to the nearest, in codes and by the operation", () => {
    const nearest = meaningOf(half)!;
    for (const [i, x] of values.entries()) {
      if (encode(x) !== meant[i]) expect.fail(`${x} is ${encode(x)}, not ${meant[i]}`);
      if (!Object.is(nearest(x, 0, 0), numberOf(meant[i]!, type))) expect.fail(`${x} is ${nearest(x, 0, 0)}`);
    }
  });

  test.each<DeviceName>(["js", "wasm"])("is loaded, rounded and stored so by %s", async (device) => {
    const size = values.length;
    const descent = await sgd({ learningRate: 1 }).init(
      { x: tensor(new Uint16Array(size), [size], { dtype: type }) },
      { device },
    );
    const saved = await descent.snapshot();
    // Gradients of 0: what the pass stores are the masters.
    const state = { ...saved.state, master: { x: values } };
    await descent.restore({ ...saved, params: { x: meant }, state });
    descent.step({ x: new Float32Array(size) });
    const { x } = descent.params;
    for (const [i, code] of x.data.entries())
      if (code !== meant[i]) expect.fail(`${values[i]} became ${code}, not ${meant[i]}`);
    expect([...(descent.state.master as typeof descent.params).x.data]).toEqual([...values]);
    descent.dispose();
  });

  test.each<DeviceName>(["js", "wasm"])("gradients of all codes are exact on %s", async (device) => {
    const size = 2 ** 16;
    const descent = await sgd({ learningRate: 1 }).init(
      { x: tensor(new Uint16Array(size), [size], { dtype: type }) },
      { device },
    );
    descent.step({ x: tensor(allCodes, [size], { dtype: type }) });
    const { x } = descent.state.master as typeof descent.params;
    for (const [code, value] of x.data.entries()) {
      const wanted = 0 - numberOf(code, type);
      if (!(value === wanted || (Number.isNaN(value) && Number.isNaN(wanted))))
        expect.fail(`the gradient ${code} moved 0 to ${value}, not ${wanted}`);
    }
    expect([...descent.grads.x.data]).toEqual([...allCodes]);
    descent.dispose();
  });
});

test("adam in C has functions for both", async () => {
  for (const dtype of halfTypes) {
    const c = await adam().explain({
      params: { x: tensor(new Uint16Array(4), [4], { dtype }) },
      format: "c",
    });
    expect(c).toContain(dtype === "float16" ? "nearestFloat16(" : "nearestBfloat16(");
    expect(c).toContain("uint16_t *restrict const at_half");
  }
});
