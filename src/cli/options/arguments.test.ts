/** Parsers of option values: what they accept, and how they refuse. */
import { describe, expect, it } from "vitest";
import { UsageError } from "../usage-error.ts";
import { assignment, choice, list, outputName, positiveNumber, wholeNumber } from "./arguments.ts";

describe("accepted", () => {
  it("numbers", () => {
    expect(wholeNumber("--seeds", 1)("20")).toBe(20);
    expect(wholeNumber("--seed", 0)("0")).toBe(0);
    expect(positiveNumber("--learning-rate")("1e-3")).toBe(0.001);
  });

  it("lists, with spaces", () => {
    expect(list("--rates", positiveNumber("--rates"))("1e-3, 0.01,")).toEqual([0.001, 0.01]);
  });

  it("assignments, collected", () => {
    const first = assignment("b1=0.8");
    expect(assignment("schedule=linear:init=1", assignment("like=torch", first))).toEqual({
      b1: "0.8",
      like: "torch",
      schedule: "linear:init=1",
    });
    expect(first).toEqual({ b1: "0.8" });
  });
});

describe("refused", () => {
  const device = choice("--device", ["auto", "js", "wasm"]);
  it.each([
    ["zero seeds", () => wholeNumber("--seeds", 1)("0"), '--seeds must be a whole number from 1; got "0"'],
    ["half a seed", () => wholeNumber("--seeds", 1)("1.5"), 'got "1.5"'],
    ["an empty number", () => wholeNumber("--seed", 0)(" "), '--seed must be a whole number from 0; got " "'],
    ["a negative rate", () => positiveNumber("--rates")("-1"), '--rates must be a number above 0; got "-1"'],
    ["an infinite rate", () => positiveNumber("--rates")("Infinity"), 'got "Infinity"'],
    [
      "an empty list",
      () => list("--optimizers", String)(","),
      '--optimizers must name at least one; got ","',
    ],
    ["another word", () => device("wsam"), 'unknown value for --device "wsam" (did you mean "wasm"?)'],
    ["no assignment", () => assignment("b1"), '--option must be name=value, such as b1=0.8; got "b1"'],
    [
      "an assignment twice",
      () => assignment("b1=0.9", assignment("b1=0.8")),
      "--option b1 is given twice: 0.8 and 0.9; give it once",
    ],
    [
      "an option in place of a file",
      () => outputName("--report")("--json"),
      '--report must be the name of a file; got "--json" (a file of that name is ./--json)',
    ],
    ["no name of a file", () => outputName("--svg")(""), '--svg must be the name of a file; got ""'],
  ])("%s", (_, parse, message) => {
    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(message);
  });
});
