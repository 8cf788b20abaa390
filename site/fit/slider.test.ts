import { expect, test } from "vitest";
import { placeOn } from "../lab/panels/scale.ts";
import { sliderOf } from "./slider.ts";

const none = { min: null, max: null };

test("reaches what a search begins and ends at, with room, and both signs", () => {
  const scale = sliderOf([70, 4.09], none);
  for (const value of [70, 4.09, 0, -4]) {
    expect(placeOn(scale, value)).toBeGreaterThan(0);
    expect(placeOn(scale, value)).toBeLessThan(1);
  }
});

test("ends at bounds", () => {
  expect(sliderOf([0.1, 0.2], { min: 0, max: 1 })).toMatchObject({ from: 0, to: 1 });
  expect(sliderOf([5, 5], { min: 100, max: null }).to).toBeGreaterThan(100);
  expect(sliderOf([5, 5], { min: null, max: -100 }).from).toBeLessThan(-100);
});

test("is a slider for a parameter that is 0", () => {
  const { from, to } = sliderOf([0, 0], none);
  expect(to).toBeGreaterThan(from);
});
