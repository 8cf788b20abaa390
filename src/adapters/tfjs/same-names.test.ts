import { expect, test } from "vitest";
import { statesOf } from "./same-names.ts";

const named = (...names: string[]) => names.map((name) => ({ name, shape: [2, 3] }));
const found = (variables: string[], states: string[]) =>
  Object.fromEntries(statesOf(named(...variables), named(...states)));

test("the same names are the same variables, in any order", () => {
  expect(found(["b", "a"], ["a", "b"])).toEqual({ a: "a", b: "b" });
  expect(found(["a", "new"], ["a", "gone"])).toEqual({ a: "a" });
});

test("a name with a number behind it is that of a model beside the first", () => {
  expect(found(["d/bias_1", "d/kernel_1"], ["d/kernel", "d/bias"])).toEqual({
    "d/kernel_1": "d/kernel",
    "d/bias_1": "d/bias",
  });
  expect(found(["d/kernel", "d/bias"], ["d/kernel_2", "d/bias_2"])).toEqual({
    "d/kernel": "d/kernel_2",
    "d/bias": "d/bias_2",
  });
  expect(found(["d/kernel_3"], ["d/kernel_1"])).toEqual({ "d/kernel_3": "d/kernel_1" });
});

test("numbers of one's own stay apart", () => {
  expect(found(["w_1", "w_0"], ["w_0", "w_1"])).toEqual({ w_0: "w_0", w_1: "w_1" });
  expect(found(["w_0_1", "w_1_1"], ["w_0", "w_1"])).toEqual({ w_0_1: "w_0", w_1_1: "w_1" });
  expect(found(["w_1", "w_1_1"], ["w", "w_1"])).toEqual({ w_1: "w", w_1_1: "w_1" });
});

test("what could be either is neither", () => {
  expect(found(["w_5"], ["w_1", "w_2"])).toEqual({});
  expect(found(["w_5", "w_6"], ["w"])).toEqual({});
});

test("another shape is another variable", () => {
  expect(statesOf([{ name: "a", shape: [2] }], [{ name: "a", shape: [3] }]).size).toBe(0);
});
