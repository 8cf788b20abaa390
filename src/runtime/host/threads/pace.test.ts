/** How many threads a pass comes to, on made-up times. */
import { expect, test } from "vitest";
import { Pace } from "./pace.ts";

/** Calls a pass until it has decided, where a call on n threads takes so long; what it has come to. */
function decided(pace: Pace, isAwake: boolean, timeOf: (threads: number, call: number) => number): number {
  for (let call = 0; call < 200; call++) pace.took(timeOf(pace.next(isAwake), call));
  return pace.next(isAwake);
}

/** Times of a machine that other programs use too. */
const noise = (call: number) => 1 + ((call * 7919) % 13) / 10;

test.each([
  ["twice as fast", (n: number) => 1 / n, 4],
  ["hardly faster", (n: number) => 1 - n / 1000, 1],
  ["slower", (n: number) => n, 1],
  ["fastest on two", (n: number) => Math.abs(n - 2) + 1, 2],
  ["as fast, with noise", (_: number, call: number) => noise(call), 1],
] as const)("more threads that are %s", (_, timeOf, expected) => {
  expect(decided(new Pace(4, true), true, timeOf)).toBe(expected);
});

test("awake and asleep are decided apart", () => {
  const pace = new Pace(2, true);
  expect(decided(pace, false, (n) => n)).toBe(1);
  expect(decided(pace, true, (n) => 1 / n)).toBe(2);
  expect([pace.next(false), pace.next(true), pace.best]).toEqual([1, 2, 2]);
});

test("a number that is asked for is kept while workers are awake, and is measured where they must be woken", () => {
  const pace = new Pace(3, false);
  expect(decided(pace, true, (n) => n)).toBe(3);
  expect(decided(pace, false, (n) => n)).toBe(1);
});

test("passes that take long wake the workers for what pays once these are awake", () => {
  const pace = new Pace(2, true);
  expect(decided(pace, false, (n) => 10 / n)).toBe(2);
  expect(pace.best).toBe(2);
  expect(decided(new Pace(2, true), false, (n) => 10 * n)).toBe(1);
});

test("calls that have come to one thread where workers are asleep are handed over until the next trial", () => {
  const pace = new Pace(2, true);
  const handed: number[] = [];
  for (let call = 0; call < 200; call++) {
    pace.took(pace.next(false));
    const calls = pace.alone();
    if (calls > 0) handed.push(call, calls);
  }
  // 22 of 44 calls are timed, then 16 times as many follow, then 80 times.
  expect(handed).toEqual([43, 352, 87, 1760, 131, 1760, 175, 1760]);
  const fast = new Pace(2, true);
  expect(decided(fast, false, (n) => 1 / n)).toBe(2);
  expect(fast.alone()).toBe(0);
});

test("another answer than before, which may be chance, is tried again soon", () => {
  const pace = new Pace(2, true);
  const calls = (timeOf: (threads: number) => number, count: number) => {
    for (let call = 0; call < count; call++) pace.took(timeOf(pace.next(true)));
    return pace.best;
  };
  expect(calls((n) => 1 / n, 44 + 352 + 44 + 1760)).toBe(2);
  expect(calls((n) => n, 44)).toBe(1);
  expect(calls((n) => 1 / n, 352 + 44)).toBe(2);
});

test("later trials take the best number and its neighbours, and reach any other one by one", () => {
  const pace = new Pace(16, true);
  const used = (timeOf: (threads: number) => number, calls: number) => {
    const numbers = new Set<number>();
    for (let call = 0; call < calls; call++) {
      const threads = pace.next(true);
      numbers.add(threads);
      pace.took(timeOf(threads));
    }
    return [...numbers].sort((a, b) => a - b);
  };
  expect(used((n) => 1 / n, 110)).toEqual([1, 2, 4, 8, 16]);
  expect(used((n) => 1 / n, 5000)).toEqual([8, 16]);
  expect(used((n) => n, 20_000)).toEqual([1, 2, 4, 8, 16]);
  expect(pace.best).toBe(1);
});

test("calls are timed again: another program comes and goes", () => {
  const pace = new Pace(2, true);
  const times = { alone: (n: number) => 1 / n, crowded: (n: number) => n };
  const calls = 4000;
  const used = (timeOf: (threads: number) => number) => {
    let two = 0;
    for (let call = 0; call < calls; call++) {
      const threads = pace.next(true);
      if (threads === 2) two++;
      pace.took(timeOf(threads));
    }
    return two / calls;
  };
  expect(used(times.alone)).toBeGreaterThan(0.98);
  expect(used(times.crowded)).toBeLessThan(0.52);
  expect(used(times.crowded)).toBeLessThan(0.02);
  expect(used(times.alone)).toBeGreaterThan(0.48);
  expect(used(times.alone)).toBeGreaterThan(0.98);
});
