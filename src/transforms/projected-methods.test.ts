/** Optimizers in a box are the projected methods, written down one element after the other in float64. */
import { expect, test } from "vitest";
import {
  adam,
  chain,
  emaParams,
  lookahead,
  madgrad,
  projectionBox,
  scheduleFreeAdamw,
  scheduleFreeSgd,
  sgd,
} from "../index.ts";

const gradientAt = (x: number, t: number) => 2 * (x - 3) + Math.sin(5 * t);
const clamp = (x: number) => Math.min(Math.max(x, -1), 1);
const optimizers = {
  sgd: [
    sgd({ learningRate: 0.3 }),
    () => ({
      p: 0,
      step(g: number) {
        this.p = clamp(this.p - 0.3 * g);
      },
      x() {
        return this.p;
      },
    }),
  ],
  adam: [
    adam({ learningRate: 0.3 }),
    () => ({
      p: 0,
      m: 0,
      v: 0,
      t: 0,
      step(g: number) {
        this.t++;
        this.m = 0.9 * this.m + 0.1 * g;
        this.v = 0.999 * this.v + 0.001 * g * g;
        const [m, v] = [this.m / (1 - 0.9 ** this.t), this.v / (1 - 0.999 ** this.t)];
        this.p = clamp(this.p - (0.3 * m) / (Math.sqrt(v) + 1e-8));
      },
      x() {
        return this.p;
      },
    }),
  ],
  scheduleFreeSgd: [
    scheduleFreeSgd({ learningRate: 0.3, weightPower: 0 }),
    () => ({
      p: 0,
      z: 0,
      mean: 0,
      t: 0,
      step(g: number) {
        this.t++;
        this.z = clamp(this.z - 0.3 * g);
        this.mean = this.mean + (this.z - this.mean) / this.t;
        this.p = 0.9 * this.mean + 0.1 * this.z;
      },
      x() {
        return this.mean;
      },
    }),
  ],
  "scheduleFreeSgd like optax": [
    scheduleFreeSgd({ learningRate: 0.3, weightPower: 0, like: "optax" }),
    () => optimizers.scheduleFreeSgd[1](),
  ],
  scheduleFreeAdamw: [
    scheduleFreeAdamw({ learningRate: 0.3, weightPower: 0 }),
    () => ({
      p: 0,
      z: 0,
      mean: 0,
      v: 0,
      t: 0,
      step(g: number) {
        this.t++;
        this.v = 0.999 * this.v + 0.001 * g * g;
        this.z = clamp(this.z - (0.3 * g) / (Math.sqrt(this.v / (1 - 0.999 ** this.t)) + 1e-8));
        this.mean = this.mean + (this.z - this.mean) / this.t;
        this.p = 0.9 * this.mean + 0.1 * this.z;
      },
      x() {
        return this.mean;
      },
    }),
  ],
  lookahead: [
    lookahead(sgd({ learningRate: 0.3 }), { syncPeriod: 3, slowStepSize: 0.5 }),
    () => ({
      p: 0,
      slow: 0,
      t: 0,
      step(g: number) {
        this.p = clamp(this.p - 0.3 * g);
        if (++this.t % 3 === 0) {
          this.slow += 0.5 * (this.p - this.slow);
          this.p = this.slow;
        }
      },
      x() {
        return this.slow;
      },
    }),
  ],
  madgrad: [
    madgrad({ learningRate: 0.3, momentum: 0.5, eps: 0 }),
    () => ({
      p: 0,
      s: 0,
      v: 0,
      t: 0,
      step(g: number) {
        const rate = 0.3 * Math.sqrt(++this.t);
        this.s += rate * g;
        this.v += rate * g * g;
        this.p += 0.5 * (clamp(-this.s / Math.cbrt(this.v)) - this.p);
      },
      x() {
        return this.p;
      },
    }),
  ],
  emaParams: [
    emaParams(sgd({ learningRate: 0.3 }), { decay: 0.5 }),
    () => ({
      p: 0,
      mean: 0,
      step(g: number) {
        this.p = clamp(this.p - 0.3 * g);
        this.mean += 0.5 * (this.p - this.mean);
      },
      x() {
        return this.mean;
      },
    }),
  ],
} as const;

test.each(Object.entries(optimizers))("%s is the projected method", async (_, [optimizer, oracle]) => {
  const descent = await chain(optimizer, projectionBox({ min: -1, max: 1 })).init([0]);
  const meant = oracle();
  for (let t = 0; t < 40; t++) {
    const g = gradientAt(meant.p, t) * (t % 11 < 5 ? -1 : 1);
    descent.step([g]);
    meant.step(g);
    expect(descent.params[0]).toBeCloseTo(meant.p, 11);
    expect((await descent.evalParams())[0]).toBeCloseTo(meant.x(), 11);
  }
  descent.dispose();
});
