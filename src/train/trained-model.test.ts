/** Saved models: there and back, and what is refused. Every byte of a file may be another. */
import { expect, test } from "vitest";
import { CheckpointError } from "../checkpoint/index.ts";
import { OptionError } from "../index.ts";
import { parseFrame } from "./data/parse-frame.ts";
import { prepare } from "./data/prepare.ts";
import { ModelError } from "./models/model.ts";
import { modelFrom } from "./models/model-from.ts";
import { random } from "./random.ts";
import { decodeModel, encodeModel } from "./trained-model.ts";

const model = modelFrom("mlp:3", { features: 2, task: "regression" });
const params = model.init(random(1));
const rows = parseFrame("a,b,y\n1,2,3\n2,5,4\n3,1,9\n4,4,1\n", { name: "rows", origin: "made up" });
const { preparation } = prepare(rows, { task: "regression", validation: 0, test: 0 });
const bytes = encodeModel({ model, params, preparation, extra: { note: "é" } });

test("there and back, to the same bytes", () => {
  const again = decodeModel(bytes);
  expect(again.params).toEqual(params);
  expect(JSON.stringify(again.model)).toBe(JSON.stringify(model));
  expect(JSON.stringify(again.preparation)).toBe(JSON.stringify(preparation));
  expect(again.extra).toEqual({ note: "é" });
  expect(encodeModel(again)).toEqual(bytes);
});

test("parameters of another model are not written", () => {
  const other = modelFrom("mlp:4", { features: 2, task: "regression" }).init(random(1));
  expect(() => encodeModel({ model, params: other })).toThrow(
    'the parameters are not those of mlp:3: "layer1.weight" has shape [2,4]; it must have [2,3]',
  );
  expect(() => encodeModel({ model, params: { layer1: 1 } })).toThrow('"layer1.weight" is missing');
  expect(() => encodeModel({ model, params: { ...(params as object), w: 1 } })).toThrow(
    'there is no "w" in it',
  );
});

test("what is no model, or no file", () => {
  const loss = (() => 0) as never;
  expect(() => encodeModel({ model: loss, params })).toThrow("is a function and cannot be saved");
  for (const wrong of [undefined, {}, { model, params, preparation: {} }])
    expect(() => encodeModel(wrong as never)).toThrow(OptionError);
  for (const wrong of [undefined, "text", bytes.buffer])
    expect(() => decodeModel(wrong as never)).toThrow("decodeModel: bytes must be a Uint8Array");
});

test("a file in which a bit is another is read, or refused with a typed error", () => {
  const codes = new Set<string>();
  for (let place = 0; place < bytes.length; place++) {
    const damaged = bytes.slice();
    damaged[place]! ^= 1 << (place % 8);
    try {
      decodeModel(damaged);
    } catch (error) {
      if (!(error instanceof CheckpointError) && !(error instanceof ModelError)) throw error;
      codes.add(error instanceof ModelError ? error.code : "checkpoint");
    }
  }
  expect([...codes].sort()).toEqual(["checkpoint", "file"]);
});
