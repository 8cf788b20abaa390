/** Schedules as words: all that the library has, the same values, and what is refused. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  constant,
  cosineDecay,
  cyclic,
  exponentialDecay,
  inverseSqrt,
  join,
  linear,
  multiStep,
  oneCycle,
  piecewise,
  polynomial,
  product,
  type Schedule,
  sgdr,
  step,
  warmupCosine,
  warmupStableDecay,
} from "../../index.ts";
import { UsageError } from "../usage-error.ts";
import { learningRate, parseSchedule, scheduleNames, scheduleUsage } from "./schedule-spec.ts";

/** A spec, the schedule that it means, and the steps that are worth a look. */
const meanings: readonly (readonly [spec: string, schedule: Schedule, steps: number])[] = [
  ["0.25", constant(0.25), 1],
  ["constant:value=0.1", constant(0.1), 1],
  [
    "cosineDecay:init=1,steps=40,end=0.2,exponent=2",
    cosineDecay({ init: 1, steps: 40, end: 0.2, exponent: 2 }),
    40,
  ],
  ["cosineDecay:init=1,steps=40,alpha=0.5", cosineDecay({ init: 1, steps: 40, alpha: 0.5 }), 40],
  [
    "cyclic:init=1,peak=2,up=4,down=6,mode=expRange,decayRate=0.9",
    cyclic({ init: 1, peak: 2, up: 4, down: 6, mode: "expRange", decayRate: 0.9 }),
    30,
  ],
  ["cyclic:init=1,peak=2,up=4", cyclic({ init: 1, peak: 2, up: 4 }), 24],
  [
    "exponentialDecay:init=1,decayRate=0.5,steps=10,begin=3,staircase=true,end=0.3",
    exponentialDecay({ init: 1, decayRate: 0.5, steps: 10, begin: 3, staircase: true, end: 0.3 }),
    53,
  ],
  [
    "exponentialDecay:init=1,decayRate=0.5,steps=10,staircase=false",
    exponentialDecay({ init: 1, decayRate: 0.5, steps: 10 }),
    50,
  ],
  ["inverseSqrt:peak=1,warmup=5,init=0.5", inverseSqrt({ peak: 1, warmup: 5, init: 0.5 }), 50],
  ["linear:init=1,end=0,steps=20,begin=10", linear({ init: 1, end: 0, steps: 20, begin: 10 }), 30],
  ["linear: init=1, end=0, steps=20", linear({ init: 1, end: 0, steps: 20 }), 20],
  [
    "multiStep:init=1,milestones=10/30,decayRate=0.5",
    multiStep({ init: 1, milestones: [10, 30], decayRate: 0.5 }),
    38,
  ],
  [
    "oneCycle:peak=1,total=20,pctStart=0.4,divFactor=5,finalDivFactor=10,shape=linear,threePhase=true",
    oneCycle({
      peak: 1,
      total: 20,
      pctStart: 0.4,
      divFactor: 5,
      finalDivFactor: 10,
      shape: "linear",
      threePhase: true,
    }),
    20,
  ],
  ["piecewise:init=1,boundaries=8:0.5/16:0.1", piecewise({ init: 1, boundaries: { 8: 0.5, 16: 0.1 } }), 20],
  [
    "polynomial:init=1,end=0,power=2,steps=20,begin=5",
    polynomial({ init: 1, end: 0, power: 2, steps: 20, begin: 5 }),
    25,
  ],
  ["sgdr:peak=1,period=10,multiplier=2,end=0.1", sgdr({ peak: 1, period: 10, multiplier: 2, end: 0.1 }), 70],
  // Three periods of the library's own multiplier, 1.
  ["sgdr:peak=1,period=10", sgdr({ peak: 1, period: 10 }), 30],
  ["step:init=1,steps=10,decayRate=0.5", step({ init: 1, steps: 10, decayRate: 0.5 }), 40],
  [
    "warmupCosine:peak=3e-4,warmup=5,total=50,init=1e-5,end=1e-6,exponent=2",
    warmupCosine({ peak: 3e-4, warmup: 5, total: 50, init: 1e-5, end: 1e-6, exponent: 2 }),
    50,
  ],
  [
    "warmupStableDecay:peak=1,warmup=5,decay=10,total=50,init=0.1,end=0.2,shape=cosine",
    warmupStableDecay({ peak: 1, warmup: 5, decay: 10, total: 50, init: 0.1, end: 0.2, shape: "cosine" }),
    50,
  ],
  [
    "join:linear:init=0,end=1,steps=5@5@0.5@20@product:2*step:init=1,steps=3*0.1",
    join(
      [
        linear({ init: 0, end: 1, steps: 5 }),
        constant(0.5),
        product(constant(2), step({ init: 1, steps: 3 }), constant(0.1)),
      ],
      [5, 20],
    ),
    32,
  ],
];

it.each(meanings)("%s", (spec, expected, steps) => {
  const course = parseSchedule(spec);
  expect(course.steps).toBe(steps);
  for (let count = 0; count <= 60; count++) expect(course.schedule(count)).toBe(expected(count));
});

it("knows every schedule that the library exports, and writes down how each is used", () => {
  const index = readFileSync(new URL("../../index.ts", import.meta.url), "utf8");
  const exported = [...index.matchAll(/^export \{(.*)\} from "\.\/schedules\//gm)]
    .flatMap(([, names]) => names!.split(",").map((name) => name.trim()))
    .filter((name) => /^[a-z]/.test(name) && !name.startsWith("type "));
  expect(exported.length).toBeGreaterThanOrEqual(16);
  expect([...scheduleNames].sort()).toEqual(exported.sort());
  const usage = scheduleUsage();
  expect(usage).toContain("warmupCosine:peak=,warmup=,total=[,init=][,end=][,exponent=]");
  for (const name of scheduleNames) {
    expect(usage.filter((line) => line.startsWith(`${name}:`))).toHaveLength(1);
  }
});

describe("refused", () => {
  it.each([
    [
      "warmupCosin:peak=1",
      'unknown schedule "warmupCosin" (did you mean "warmupCosine"?); there are: constant,',
    ],
    ["toString", 'unknown schedule "toString"; there are: '],
    ["", 'unknown schedule ""; there are: '],
    ["Infinity", 'unknown schedule "Infinity"; there are: '],
    [
      "linear:init=1,ende=0,steps=5",
      'unknown option of linear "ende" (did you mean "end"?); there are: init, end, steps, begin',
    ],
    ["linear:init=1,toString=0", 'unknown option of linear "toString"'],
    ["linear:init=1", "linear needs init, end, steps; missing: end, steps"],
    [
      "linear:init=1,end=0,steps=5,init=2",
      'options of linear give init twice in "init=1,end=0,steps=5,init=2"; give it once',
    ],
    ["multiStep", "multiStep needs init, milestones; missing: init, milestones"],
    ["linear:1,0,5", 'options of linear must be name=value, such as init=0.1; got "1"'],
    ["linear:init=x,end=0,steps=5", 'init of linear must be a number; got "x"'],
    ["multiStep:init=1,milestones=5//9", 'milestones of multiStep must be a number; got ""'],
    ["piecewise:init=1,boundaries=5", 'boundaries of piecewise must be STEP:FACTOR/STEP:FACTOR; got "5"'],
    ["piecewise:init=1,boundaries=5:0.5/05:0.1", 'must name each step once; got "5:0.5/05:0.1"'],
    ["piecewise:init=1,boundaries=5:1:2", 'must be STEP:FACTOR/STEP:FACTOR; got "5:1:2"'],
    ["oneCycle:peak=1,total=9,threePhase=yes", 'unknown value for threePhase of oneCycle "yes"'],
    ["cyclic:init=1,peak=2,up=3,mode=sine", "there are: triangular, triangular2, expRange"],
    ["linear:init=1,end=0,steps=0", "linear: steps must be a whole number, at least 1; got 0"],
    ["join:0.1@5", 'join must be SCHEDULE@STEP@SCHEDULE; got "0.1@5"'],
    ["join:0.1@x@0.2", 'a step of join must be a number; got "x"'],
    ["join:0.1@5@0.2@5@0.3", "join: boundaries[1] must be a whole number, at least 6; got 5"],
    ["product:0.1*", 'unknown schedule ""'],
  ])("%s", (spec, message) => {
    expect(() => parseSchedule(spec)).toThrow(UsageError);
    expect(() => parseSchedule(spec)).toThrow(message);
  });
});

describe("a learning rate", () => {
  const parse = learningRate("--learning-rate");

  it("is a number or a schedule", () => {
    expect(parse("1e-3")).toBe(0.001);
    const schedule = parse("linear:init=1,end=0,steps=4");
    expect(typeof schedule === "function" && schedule(1)).toBe(0.75);
  });

  it.each([
    ["-1", '--learning-rate must be a number above 0 or a schedule; got "-1"'],
    ["O.1", '--learning-rate must be a number above 0 or a schedule; got "O.1"'],
    ["", '--learning-rate must be a number above 0 or a schedule; got ""'],
    ["linaer:init=1", 'unknown schedule "linaer" (did you mean "linear"?)'],
    ["cosineDecay", "cosineDecay needs init, steps; missing: init, steps"],
  ])("is not %s", (given, message) => {
    expect(() => parse(given)).toThrow(UsageError);
    expect(() => parse(given)).toThrow(message);
  });
});
