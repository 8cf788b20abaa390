/** Edits that are refused, and change nothing. */
import { expect, test } from "vitest";
import {
  adam,
  adamw,
  adan,
  chain,
  DeviceError,
  emaParams,
  normuon,
  type Optimizer,
  ParameterError,
  partition,
  projectionBox,
  type RowEdit,
  rprop,
  sam,
  sgd,
  tensor,
} from "../index.ts";
import { deviceOf } from "../runtime/host/host-device.ts";
import { js } from "../runtime/host/js/run.ts";
import { DisposedError, ProtocolError } from "./errors.ts";

const begin = (optimizer: Optimizer = adam()) =>
  optimizer.init({ points: tensor(new Float32Array([1, 2, 3, 4, 5, 6]), [3, 2]), list: [1, 2], one: 1 });

test.each<[string, string, unknown, string]>([
  ["an unknown path", "point", { keep: [0] }, 'edit: there is no parameter "point"; did you mean points?'],
  ["a number", "one", { keep: [0] }, 'edit: "one" is a single number, which has no rows'],
  ["a row too high", "points", { keep: [3] }, 'edit: rows of "points" are whole numbers from 0 to 2; got 3'],
  ["a negative row", "points", { keep: [-1] }, "whole numbers from 0 to 2; got -1"],
  ["a fraction", "points", { keep: [0.5] }, "whole numbers from 0 to 2; got 0.5"],
  ["NaN", "points", { keep: [Number.NaN] }, "got NaN"],
  ["a text", "points", { keep: ["0"] }, "got string"],
  ["no list", "points", { keep: 1 }, 'edit: rows of "points" are given as an array of numbers; got number'],
  [
    "part of a row",
    "points",
    { append: [1] },
    "whole rows of 2 numbers each, in a Float32Array, an array of numbers",
  ],
  ["another type", "points", { append: new Float64Array(2) }, "got float64 of shape [2]"],
  [
    "another shape",
    "points",
    { append: tensor(new Float32Array(3), [1, 3]) },
    "of shape [rows, 2]; got float32 of shape [1, 3]",
  ],
  ["rows in rows", "points", { append: [[1, 2]] }, "got Array"],
  ["one number", "points", { append: 5 }, "got float64 of shape []"],
  ["no row", "points", { keep: [] }, 'edit: at least one row of "points" must be left'],
  ["nothing", "points", {}, "edit: nothing to do; give keep, append or both"],
  ["no edit", "points", undefined, "edit: expected { keep, append }; got undefined"],
  ["another option", "points", { drop: [0] }, 'edit: unknown option "drop"'],
  ["what cannot be copied", "points", { keep: [() => 0] }, "the rows cannot be copied"],
])("%s", async (_, path, edit, message) => {
  const descent = await begin();
  const [params, before] = [descent.params, await descent.snapshot()];
  const refused = descent.edit(path, edit as RowEdit);
  await expect(refused).rejects.toThrow(ParameterError);
  await expect(refused).rejects.toThrow(message);
  expect(descent.params).toBe(params);
  expect(await descent.snapshot()).toEqual(before);
  descent.step({ points: [1, 1, 1, 1, 1, 1], list: [1, 1], one: 1 });
});

test("values that are not finite are taken, as init takes them", async () => {
  const descent = await begin();
  const { params } = await descent.edit("points", { keep: [0], append: [Number.NaN, Infinity] });
  expect([...params.points.data]).toEqual([1, 2, Number.NaN, Infinity]);
});

test("resetState refuses unknown paths and rows", async () => {
  const descent = await begin();
  await expect(descent.resetState("none")).rejects.toThrow("resetState: there is no parameter");
  await expect(descent.resetState("points", [7])).rejects.toThrow("resetState: rows of");
  await expect(descent.resetState("one")).rejects.toThrow("has no rows");
});

test("after dispose", async () => {
  const descent = await begin();
  descent.dispose();
  await expect(descent.edit("points", { keep: [0] })).rejects.toThrow(DisposedError);
  await expect(descent.resetState("points")).rejects.toThrow(DisposedError);
});

test("between the halves of a step, and within the user's code for one", async () => {
  const descent = await begin(sam(sgd()));
  const gradients = { points: [1, 1, 1, 1, 1, 1], list: [1, 1], one: 1 };
  descent.perturb(gradients);
  await expect(descent.edit("points", { keep: [0] })).rejects.toThrow(ProtocolError);
  await expect(descent.resetState("points")).rejects.toThrow("call step() before resetState()");
  let refused: Promise<unknown> | undefined;
  const asking = () => {
    refused = inside?.edit("points", { keep: [0] });
    refused?.catch(() => {});
    return 1;
  };
  let inside: Awaited<ReturnType<typeof begin>> | undefined;
  inside = await begin(sgd({ learningRate: asking }));
  inside.step(gradients);
  await expect(refused).rejects.toThrow(ProtocolError);
});

test.each<[string, Optimizer, string]>([
  ["adan", adan(), "adan"],
  ["rprop", rprop(), "rprop"],
  ["emaParams as torch has it", emaParams(sgd(), { like: "torch" }), "emaParams"],
])("rows that come after the first step of %s", async (_, optimizer, name) => {
  const descent = await begin(optimizer);
  // Before the first step nothing has begun.
  await descent.edit("points", { append: [1, 1] });
  descent.step({ points: [1, 1, 1, 1, 1, 1, 1, 1], list: [1, 1], one: 1 });
  await descent.edit("points", { keep: [0, 1] });
  await expect(descent.edit("points", { append: [1, 1] })).rejects.toThrow(
    `edit: ${name} begins its states of "points"`,
  );
  await expect(descent.resetState("points", [0])).rejects.toThrow(`resetState: ${name} begins its states`);
});

test("rows of a tensor that is taken in blocks of columns", async () => {
  const optimizer = normuon({
    matrices: "w",
    layout: "out,in",
    shapes: [["w", { blocks: 2, of: "columns" }]],
  });
  const descent = await optimizer.init({ w: tensor(new Float32Array(24), [4, 6]) });
  await expect(descent.edit("w", { keep: [1, 2] })).rejects.toThrow(
    'edit: the optimizer takes "w" in blocks',
  );
  await expect(descent.resetState("w", [1])).rejects.toThrow('resetState: the optimizer takes "w" in blocks');
});

test("bounds of elements, and rules that follow the shape", async () => {
  const bounded = chain(
    partition([
      ["points", projectionBox({ min: { points: tensor(new Float32Array(6), [3, 2]) }, max: 9 })],
      ["*", sgd()],
    ]),
  );
  const one = await begin(bounded).catch((error: Error) => error);
  if (one instanceof Error) throw one;
  await expect(one.edit("points", { keep: [0, 1] })).rejects.toThrow("has bounds for each element");
  const long = await begin(
    partition([
      [{ pattern: (_path: string, shape: readonly number[]) => shape[0] === 3, optional: true }, adamw()],
      ["*", sgd()],
    ]),
  );
  await expect(long.edit("points", { keep: [0] })).rejects.toThrow("other rules");
});

test("memory that there is not leaves the descent as it is", async () => {
  let isFull = false;
  const own = deviceOf({
    ...js,
    allocate(bytes, kernels) {
      if (isFull) throw new DeviceError("full");
      return js.allocate(bytes, kernels);
    },
  });
  const descent = await adam().init({ x: new Float32Array([1, 2]) }, { device: own });
  isFull = true;
  const { params } = descent;
  await expect(descent.edit("x", { keep: [0] })).rejects.toThrow("full");
  expect(descent.params).toBe(params);
  descent.step({ x: [1, 1] });
});
