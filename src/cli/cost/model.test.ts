/** The model beside exchanges that are played message by message; its constants from times that are known. */
import { expect, test } from "vitest";
import { allToAll, bestHierarchy, calibrate, hierarchical, memoryOf, ring, scalingOf } from "./model.ts";

const link = { latency: 2e-6, bandwidth: 25e9 };

/** Ranks that send one message at a time: in a step each sends some bytes to one other, and all wait for the slowest. */
class Players {
  seconds = 0;
  readonly sent: number[];
  readonly messages: number[];
  constructor(ranks: number) {
    this.sent = Array(ranks).fill(0);
    this.messages = Array(ranks).fill(0);
  }

  step(
    messages: readonly (readonly [from: number, to: number, bytes: number])[],
    { latency, bandwidth } = link,
  ) {
    const senders = new Set(messages.map(([from]) => from));
    const receivers = new Set(messages.map(([, to]) => to));
    expect([senders.size, receivers.size]).toEqual([messages.length, messages.length]);
    let slowest = 0;
    for (const [from, , bytes] of messages) {
      this.sent[from]! += bytes;
      this.messages[from]!++;
      slowest = Math.max(slowest, latency + bytes / bandwidth);
    }
    this.seconds += slowest;
  }
}

const bytes = 12_000_000;

test.each([2, 3, 8, 12])("all-to-all and ring on %i ranks are what their messages take", (ranks) => {
  const [direct, around] = [new Players(ranks), new Players(ranks)];
  const all = [...Array(ranks).keys()];
  // Three rounds of shares, then the sums: each time to the next but `away`.
  for (let time = 0; time < 4; time++)
    for (let away = 1; away < ranks; away++)
      direct.step(all.map((from) => [from, (from + away) % ranks, bytes / ranks]));
  for (let time = 0; time < 2 * (ranks - 1); time++)
    around.step(all.map((from) => [from, (from + 1) % ranks, bytes / ranks]));
  for (const [found, played] of [
    [allToAll({ bytes, ranks, rounds: 3 }, link), direct],
    [ring({ bytes, ranks, rounds: 3 }, link), around],
  ] as const) {
    expect(found.seconds).toBeCloseTo(played.seconds, 12);
    expect(found.messages).toBe(played.messages[0]);
    expect(found.bytes).toBeCloseTo(played.sent[0]!, 3);
  }
});

test("a hierarchical exchange is what its messages take, within hosts and between them", () => {
  const hosts = { ranks: 4, latency: 5e-7, bandwidth: 3e11 };
  const [groups, size] = [3, 4];
  const players = new Players(groups * size);
  const all = [...players.sent.keys()];
  const near = () => {
    for (let away = 1; away < size; away++)
      players.step(
        all.map((from) => [from, from - (from % size) + ((from + away) % size), bytes / size]),
        hosts,
      );
  };
  near();
  for (let time = 0; time < 2; time++)
    for (let away = 1; away < groups; away++)
      players.step(all.map((from) => [from, (from + away * size) % all.length, bytes / size / groups]));
  near();
  const found = hierarchical({ bytes, ranks: 12, rounds: 1 }, link, hosts);
  expect(found.seconds).toBeCloseTo(players.seconds, 12);
  expect(found.bytes).toBeCloseTo(players.sent[0]!, 3);
  expect(found.far).toBeCloseTo((2 * 2 * bytes) / size / groups, 3);
  expect(found.messages).toBe(players.messages[0]);
});

test("without hosts the groups are those with the shortest exchange", () => {
  const load = { bytes: 1e6, ranks: 60, rounds: 1 };
  const every = [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60].map((ranks) =>
    hierarchical(load, link, { ...link, ranks }),
  );
  const best = bestHierarchy(load, link, undefined);
  expect(best.seconds).toBe(Math.min(...every.map(({ seconds }) => seconds)));
  expect(best.seconds).toBeLessThan(ring(load, link).seconds);
});

test("more ranks help as long as the exchange takes less than what they save", () => {
  const [gradients, compute] = [28e9, 3000];
  const { latencyBound, withCompute } = scalingOf(gradients, link, compute);
  expect(latencyBound).toBe(560_000);
  const at = (ranks: number) =>
    compute / ranks + allToAll({ bytes: gradients, ranks, rounds: 1 }, link).seconds;
  const powers = Array.from({ length: 25 }, (_, k) => 2 ** k);
  const best = powers.reduce((a, b) => (at(b) < at(a) ? b : a));
  expect(withCompute).toEqual({
    fastest: best,
    seconds: at(best),
    halfExchange: powers.find((ranks) => ranks > 1 && at(ranks) > (2 * compute) / ranks),
  });
  expect(scalingOf(gradients, link)).toEqual({ latencyBound });
  // A network that is slower than one rank: none is better than one.
  expect(scalingOf(28e9, { latency: 1, bandwidth: 1e9 }, 1).withCompute!.fastest).toBe(1);
});

test("a rank holds all, or an nth of the state", () => {
  const bytes = { parameters: 40, gradients: 40, state: 80 };
  expect(memoryOf(bytes, 1, false)).toEqual({ ...bytes, buffers: 40 });
  expect(memoryOf(bytes, 4, false)).toEqual({ ...bytes, buffers: 50 });
  expect(memoryOf(bytes, 4, true)).toEqual({ ...bytes, state: 20, buffers: 50 });
});

test("constants are found from times, and the worst factor is the least that there can be", () => {
  const sizes = [1e3, 1e4, 1e5, 1e6, 1e7, 1e8];
  const exact = sizes.map((size) => ({
    bytes: size,
    seconds: allToAll({ bytes: size, ranks: 4, rounds: 1 }, link).seconds,
  }));
  const found = calibrate(exact, 4);
  expect(found.latency / link.latency).toBeCloseTo(1, 3);
  expect(found.bandwidth / link.bandwidth).toBeCloseTo(1, 3);
  expect(found.factor).toBeCloseTo(1, 3);
  // At every second size twice the time: no line is nearer than a factor of the square root of 2.
  const uneven = exact.map(({ bytes, seconds }, k) => ({ bytes, seconds: seconds * (k % 2 === 0 ? 1 : 2) }));
  const { factor, ...near } = calibrate(uneven, 4);
  expect(factor).toBeCloseTo(Math.SQRT2, 2);
  expect(near.beyond).toBeUndefined();
  const factors = uneven.map(({ bytes, seconds }) => {
    const ratio = seconds / allToAll({ bytes, ranks: 4, rounds: 1 }, near).seconds;
    return Math.max(ratio, 1 / ratio);
  });
  expect(Math.max(...factors)).toBeCloseTo(factor, 9);
});

test("a second bandwidth is found where there is one", () => {
  const bent = { ...link, beyond: { bytes: 2e6, bandwidth: 3e9 } };
  const measured = Array.from({ length: 12 }, (_, k) => {
    const size = 1000 * 10 ** (k / 2);
    return { bytes: size, seconds: allToAll({ bytes: size, ranks: 2, rounds: 1 }, bent).seconds };
  });
  const found = calibrate(measured, 2);
  expect(found.factor).toBeLessThan(1.02);
  expect(found.latency / bent.latency).toBeCloseTo(1, 1);
  expect(found.bandwidth / bent.bandwidth).toBeCloseTo(1, 1);
  expect(found.beyond!.bytes / bent.beyond.bytes).toBeCloseTo(1, 1);
  expect(found.beyond!.bandwidth / bent.beyond.bandwidth).toBeCloseTo(1, 1);
  // 4 MB in each half: 2 MB at one bandwidth, 2 at the other.
  expect(ring({ bytes: 8e6, ranks: 2, rounds: 1 }, bent).seconds).toBeCloseTo(
    2 * (2e-6 + 2e6 / 25e9 + 2e6 / 3e9),
    12,
  );
});
