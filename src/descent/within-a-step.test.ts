/** Calls of a descent by what it calls in a step, and what a refused step leaves behind. */
import { describe, expect, test } from "vitest";
import { accumulate, type Descent, ParameterError, ProtocolError, polyakSgd, sgd } from "../index.ts";

type Parameters = { a: number[]; b: number[] };

describe.each(["js", "wasm"] as const)("on %s", (device) => {
  const calls: [string, (descent: Descent<Parameters>) => unknown][] = [
    ["step", (descent) => descent.step({ a: [1], b: [1] })],
    ["dispose", (descent) => descent.dispose()],
  ];

  test.each(calls)("a schedule or a getter of a gradient cannot call %s", async (_, call) => {
    let inSchedule = false;
    let descent: Descent<Parameters> | undefined;
    const schedule = () => {
      if (inSchedule) call(descent!);
      return 1;
    };
    descent = (await sgd({ learningRate: schedule }).init(
      { a: [0], b: [0] },
      { device },
    )) as Descent<Parameters>;
    const before = await descent.snapshot();
    inSchedule = true;
    expect(() => descent!.step({ a: [7], b: [7] })).toThrow(ProtocolError);
    inSchedule = false;
    const grads = {
      a: [7],
      get b() {
        call(descent!);
        return [7];
      },
    };
    expect(() => descent!.step(grads)).toThrow(ParameterError);
    expect(await descent.snapshot()).toEqual(before);
    expect([descent.grads.a[0], descent.grads.b[0]]).toEqual([0, 0]);
    descent.step({ a: [1], b: [2] });
    expect([descent.count, descent.params.a[0], descent.params.b[0]]).toEqual([1, -1, -2]);
    descent.dispose();
  });

  test("a schedule cannot restore, and may read", async () => {
    let seen: unknown[] = [];
    let descent: Descent<number[]> | undefined;
    let refused: Promise<unknown> | undefined;
    const schedule = (count: number) => {
      if (descent && count === 1) {
        seen = [descent.count, descent.params[0], descent.hyper.learningRate];
        refused = descent.restore({} as never).catch((error: unknown) => error);
      }
      return 0.5;
    };
    descent = (await sgd({ learningRate: schedule }).init([0], { device })) as Descent<number[]>;
    descent.step([1]);
    descent.step([1]);
    expect(seen).toEqual([1, -0.5, 0.5]);
    expect(await refused).toBeInstanceOf(ProtocolError);
    expect(descent.params[0]).toBe(-1);
    descent.dispose();
  });

  test("a number that a schedule sets in its own place holds from the next step on", async () => {
    let descent: Descent<number[], "learningRate"> | undefined;
    const schedule = () => {
      descent?.set({ learningRate: 1 });
      return 0.5;
    };
    descent = await sgd({ learningRate: schedule }).init([0], { device });
    const moved = [1, 2, 3].map(() => {
      descent.step([1]);
      return descent.params[0];
    });
    expect(moved).toEqual([-0.5, -1.5, -2.5]);
    descent.set({ learningRate: 0.25 });
    descent.step([1]);
    expect(descent.params[0]).toBe(-2.75);
    descent.dispose();
  });

  test("the loss of a step that was refused is not that of flush()", async () => {
    const make = () => accumulate(polyakSgd(), { every: 4 }).init([1, 2], { device });
    const [descent, other] = [await make(), await make()];
    for (const one of [descent, other]) one.step([1, 2], { loss: 0.5 });
    expect(() => descent.step([1, 2, 3], { loss: 100 })).toThrow(ParameterError);
    for (const one of [descent, other]) one.flush();
    expect(descent.params).toEqual(other.params);
    for (const one of [descent, other]) one.dispose();
  });
});
