/** Curves in braille, each small enough to be read here. */
import { expect, it } from "vitest";
import { constant, linear, step } from "../../index.ts";
import { drawCurve } from "./curve.ts";

const size = { width: 6, height: 2 };
const drawn = (...lines: string[]) => lines.join("\n");

it("draws a falling line from the upper left to the lower right, with its scales", () => {
  expect(drawCurve(linear({ init: 3e-4, end: 0, steps: 120 }), 120, size)).toBe(
    drawn("0.0003 ┤⠓⠦⣄⠀⠀⠀", "     0 ┤⠀⠀⠈⠙⠲⢤", "       └──────", "        0step 120"),
  );
});

it("draws a jump as a vertical line", () => {
  expect(drawCurve(step({ init: 1, steps: 60, decayRate: 0.01 }), 120, size)).toBe(
    drawn("1 ┤⠉⠉⢹⠀⠀⠀", "0 ┤⠀⠀⢸⣀⣀⣀", "  └──────", "   0step 120"),
  );
});

it("draws constants, 0 too", () => {
  expect(drawCurve(constant(0.123456), 1, size)).toBe(
    drawn("0.123 ┤⠉⠉⠉⠉⠉⠉", "    0 ┤⠀⠀⠀⠀⠀⠀", "      └──────", "       0step 1"),
  );
  expect(drawCurve(constant(0), 1, size)).toContain("0 ┤⣀⣀⣀⣀⣀⣀");
});

it("makes room below 0", () => {
  const [first, second] = drawCurve(linear({ init: 1, end: -1, steps: 12 }), 12, size).split("\n");
  expect(first).toBe(" 1 ┤⠓⠦⣄⠀⠀⠀");
  expect(second).toBe("-1 ┤⠀⠀⠈⠙⠲⢤");
});

it("does not miss what lies between its columns", () => {
  const spike = (count: number) => (count === 333 ? 1 : 0);
  expect(drawCurve(spike, 600, size).split("\n").slice(0, 2)).toEqual(["1 ┤⠀⠀⠀⡇⠀⠀", "0 ┤⣀⣀⣀⣇⣀⣀"]);
});

it("looks at few steps of a long schedule", () => {
  let calls = 0;
  const counting = (count: number) => {
    calls++;
    return count;
  };
  expect(drawCurve(counting, 1e9, size)).toContain("1000000000 ┤");
  expect(calls).toBeLessThan(1000);
});
