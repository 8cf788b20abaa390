/**
 * The deterministic traces of Dive into Deep Learning, 12.3 to 12.10, in float64: end points to six decimals.
 */
import { describe, expect, it } from "vitest";
import { adadelta, adagrad, adam, type Optimizer, rmsprop, sgd, yogi } from "../../src/index.ts";
import { trace } from "../../src/train/index.ts";

type Gradient = (x: Float64Array, gradient: Float64Array) => void;

const round: Gradient = (x, gradient) => {
  gradient[0] = 2 * x[0]!;
  gradient[1] = 4 * x[1]!;
};
const narrow: Gradient = (x, gradient) => {
  gradient[0] = 0.2 * x[0]!;
  gradient[1] = 4 * x[1]!;
};
const square: Gradient = (x, gradient) => {
  gradient[0] = 2 * x[0]!;
};
const wavy: Gradient = (x, gradient) => {
  const c = 0.15 * Math.PI;
  gradient[0] = Math.cos(c * x[0]!) - c * x[0]! * Math.sin(c * x[0]!);
};

const like = "textbook";
const inPlane: [string, Gradient, Optimizer, [number, number]][] = [
  ["x1^2 + 2 x2^2, gradient descent .1", round, sgd({ learningRate: 0.1 }), [-0.057646, -0.000073]],
  ["gradient descent .4", narrow, sgd({ learningRate: 0.4 }), [-0.943467, -0.000073]],
  ["gradient descent .6", narrow, sgd({ learningRate: 0.6 }), [-0.387814, -1673.365109]],
  ["momentum .5 at .6", narrow, sgd({ learningRate: 0.6, momentum: 0.5, like }), [0.007188, 0.002553]],
  ["momentum .25 at .6", narrow, sgd({ learningRate: 0.6, momentum: 0.25, like }), [-0.12634, -0.186632]],
  ["Adagrad .4", narrow, adagrad({ learningRate: 0.4, like }), [-2.382563, -0.158591]],
  ["Adagrad 2", narrow, adagrad({ learningRate: 2, like }), [-0.002295, 0]],
  ["RMSProp .4, .9", narrow, rmsprop({ learningRate: 0.4, decay: 0.9, like }), [-0.010599, 0]],
  ["Adam .4", narrow, adam({ learningRate: 0.4, like }), [0.996029, -0.21275]],
  ["Adam 1", narrow, adam({ learningRate: 1, like }), [-0.531869, 0.477091]],
  ["Yogi .4", narrow, yogi({ learningRate: 0.4, like }), [0.982844, -0.207404]],
  ["Adadelta .9", narrow, adadelta({ rho: 0.9, like }), [-4.782488, -1.787589]],
];
const onLine: [string, Gradient, number, number][] = [
  ["x^2 at .2", square, 0.2, 0.060466],
  ["x^2 at .05", square, 0.05, 3.486784],
  ["x^2 at 1.1", square, 1.1, 61.917364],
  ["x cos(.15 pi x) at 2", wavy, 2, -1.528166],
];

describe("20 steps from (-5, -2)", () => {
  it.each(inPlane)("%s", async (_, gradient, optimizer, end) => {
    const points = await trace(gradient, optimizer, [-5, -2], 20);
    expect(points).toHaveLength(21);
    expect([...points[0]!]).toEqual([-5, -2]);
    expect(Math.abs(points[20]![0]! - end[0])).toBeLessThan(5.01e-7);
    expect(Math.abs(points[20]![1]! - end[1])).toBeLessThan(5.01e-7);
  });
});

describe("10 steps of gradient descent from 10", () => {
  it.each(onLine)("%s", async (_, gradient, learningRate, end) => {
    const points = await trace(gradient, sgd({ learningRate }), [10], 10);
    expect(Math.abs(points[10]![0]! - end)).toBeLessThan(5.01e-7);
  });
});
