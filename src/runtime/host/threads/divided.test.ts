/** Which calls of passes run on which threads, by a clock that is made up. */
import { afterEach, expect, test, vi } from "vitest";
import type { PlacedPass } from "../placed-pass.ts";
import { segmentBytes } from "../placed-pass.ts";
import { type Crew, divided } from "./divided.ts";

afterEach(() => vi.restoreAllMocks());

const words = segmentBytes / 4;
const segments = 8;
/** Eight segments of a thousand elements. */
const placed = {
  pass: { kernel: { columnReductions: [] } },
  segmentList: Uint32Array.from({ length: segments * words }, (_, i) => (i % words === 1 ? 1000 : 0)),
  segments,
} as unknown as PlacedPass;

/** Passes of a step on a team of two, with a clock; a call on one thread and one on two take so long, and waking takes longer. */
function passesOf(count: number, { one, two, waking }: { one: number; two: number; waking: number }) {
  const clock = { now: 1000 };
  vi.spyOn(performance, "now").mockImplementation(() => clock.now);
  // Workers look for work for half a millisecond.
  const crew: Crew & { until: number } = {
    ...{ last: 0, pauses: 0, sleeps: false, until: 0 },
    isAwake: () => clock.now < crew.until,
  };
  let used: number[] = [];
  const passes = Array.from(
    { length: count },
    () =>
      divided(
        (_, first, last) => {
          clock.now += (one * (last - first)) / segments;
          used.push(1);
        },
        placed,
        { threads: 2, isAuto: true, leastPart: 1000 },
        crew,
        {
          isReady: () => true,
          run() {
            clock.now += two + (clock.now < crew.until ? 0 : waking);
            crew.until = clock.now + 0.5;
            used.push(2);
          },
        },
      )!,
  );
  return {
    passes,
    /** Steps with milliseconds before each; the threads of the last one's passes. */
    steps(times: number, between: number): number[] {
      for (let step = 0; step < times; step++) {
        clock.now += between;
        used = [];
        for (const { run } of passes) run(0, 0, segments);
      }
      return used;
    },
  };
}

test("all passes of steps far apart come to one thread where waking costs more than two threads gain, and stay there", () => {
  const { steps, passes } = passesOf(3, { one: 0.05, two: 0.03, waking: 0.05 });
  expect(steps(300, 20)).toEqual([1, 1, 1]);
  expect(passes.map(({ pace }) => pace.best)).toEqual([1, 1, 1]);
  // A short step that follows is one of those that are awake.
  steps(200, 0.01);
  expect(steps(1, 0.01)).toEqual([2, 2, 2]);
  expect(passes.map(({ pace }) => pace.best)).toEqual([2, 2, 2]);
  expect(steps(1, 20)).toEqual([1, 1, 1]);
  expect(passes.map(({ pace }) => pace.best)).toEqual([1, 1, 1]);
});

test("the first pass that wakes the workers wakes them for all", () => {
  const { steps } = passesOf(3, { one: 1, two: 0.5, waking: 0.05 });
  expect(steps(300, 20)).toEqual([2, 2, 2]);
});

test("pauses of a millisecond, in which workers go to sleep, are as longer ones", () => {
  const { steps } = passesOf(1, { one: 0.05, two: 0.03, waking: 0.05 });
  expect(steps(300, 20)).toEqual([1]);
  expect(steps(300, 1)).toEqual([1]);
});
