/** Surfaces against published minima and finite differences. */

import fc from "fast-check";
import { expression } from "glissade/language";
import { expect, test } from "vitest";
import { preparePlane } from "./prepare-plane.ts";
import { readFunction } from "./read-function.ts";
import { rosenbrock, valley } from "./rosenbrock.ts";
import { surfaces } from "./surfaces.ts";

const all = Object.entries(surfaces);

test.each(all)("%s is lowest at its minima", (name, { text, minima, least, window, start, otherStarts }) => {
  const { at, dx, dy } = readFunction(text);
  const isIn = ([x, y]: readonly [number, number]) =>
    x >= window.x[0] && x <= window.x[1] && y >= window.y[0] && y <= window.y[1];
  expect(minima.length).toBeGreaterThan(0);
  for (const [x, y] of minima) {
    expect(at(x, y)).toBeCloseTo(least, 9);
    // At its point Ackley's function has no derivative, and sums of absolute values have that of 0.
    if (name !== "ackley") expect(Math.abs(dx(x, y)) + Math.abs(dy(x, y))).toBeLessThan(1e-7);
  }
  for (let i = 0; i <= 100; i++)
    for (let j = 0; j <= 100; j++) {
      const x = window.x[0] + ((window.x[1] - window.x[0]) * i) / 100;
      const y = window.y[0] + ((window.y[1] - window.y[0]) * j) / 100;
      expect(at(x, y)).toBeGreaterThanOrEqual(least - 1e-9);
    }
  expect([start, ...otherStarts, ...minima].every(isIn)).toBe(true);
});

/** Values that the functions have by their definitions, worked out by hand or with `Math`. */
test.each([
  ["rosenbrock", 0, 0, 1],
  ["rosenbrock", -1.2, 1, 24.2],
  ["beale", 0, 0, 14.203125],
  ["beale", 1, 1, 1.5 ** 2 + 2.25 ** 2 + 2.625 ** 2],
  ["himmelblau", 0, 0, 170],
  ["booth", 0, 0, 74],
  ["styblinskiTang", 1, 1, -10],
  ["rastrigin", 0.5, 0.5, 40.5],
  ["rastrigin", 1, -2, 5],
  ["ackley", 1, 1, 20 + Math.E - 20 * Math.exp(-0.2) - Math.E],
  ["bookRavine", -5, -2, 10.5],
  ["kink", -2, 3, 8],
])("%s at (%d, %d) is %d", (name, x, y, value) => {
  expect(readFunction(surfaces[name]!.text).at(x, y)).toBeCloseTo(value, 12);
});

test.each(all)("%s: its gradient is that of differences", (_, { text, window }) => {
  const { at, dx, dy } = readFunction(text);
  const h = 1e-4;
  // Five points: the error is of the order of h^4.
  const slope = (f: (d: number) => number) => (8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * h);
  for (let i = 0; i < 7; i++)
    for (let j = 0; j < 7; j++) {
      const x = window.x[0] + ((window.x[1] - window.x[0]) * (i + 0.37)) / 7;
      const y = window.y[0] + ((window.y[1] - window.y[0]) * (j + 0.61)) / 7;
      const scale = 1 + Math.abs(at(x, y));
      expect(Math.abs(dx(x, y) - slope((d) => at(x + d, y))) / scale).toBeLessThan(1e-8);
      expect(Math.abs(dy(x, y) - slope((d) => at(x, y + d))) / scale).toBeLessThan(1e-8);
    }
});

test("the valley that is written out has the bits of its text", () => {
  const { at, dx, dy, tex } = readFunction(rosenbrock.text);
  const same = (one: (x: number, y: number) => number, other: typeof one) =>
    fc.assert(fc.property(fc.double(), fc.double(), (x, y) => Object.is(one(x, y), other(x, y))));
  same(valley.at, at);
  same(valley.dx, dx);
  same(valley.dy, dy);
  const near = fc.double({ min: -3, max: 3, noNaN: true });
  fc.assert(fc.property(near, near, (x, y) => valley.at(x, y) === at(x, y) && valley.dx(x, y) === dx(x, y)));
  expect(valley.tex).toEqual(tex);
});

test("every surface says what it shows and where it is from", () => {
  for (const [, { sentence, source, title }] of all) {
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(source.length).toBeGreaterThan(10);
    expect(title).not.toContain("  ");
  }
  expect(all.filter(([, { noise }]) => noise > 0).length).toBeGreaterThanOrEqual(2);
});

test("a surface that there is not, also one that every object has", () => {
  for (const name of ["rosenbrok", "constructor", "__proto__"])
    expect(() => preparePlane({ kind: "surface", name, start: [0, 0], noise: 0 })).toThrow("no surface");
});

test("texts are those that people would write", () => {
  for (const [, { text }] of all)
    expect(expression(text).names.every((name) => /^[xy]$/.test(name))).toBe(true);
});
