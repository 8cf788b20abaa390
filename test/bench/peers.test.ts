/** The parts of the comparison with other libraries that compute: which cases, who races whom, statistics, the log, the words. */
import { describe, expect, test } from "vitest";
import { casesOf, sizeName } from "../../bench/peers/cases.mjs";
import { contendersOf } from "../../bench/peers/contenders.mjs";
import { lossesOf, ratioOf, summaryOf, timeOf } from "../../bench/peers/figures.mjs";
import { type Raced, readLog, writeLog } from "../../bench/peers/log.mjs";
import { differenceOf, heatsOf, seeded } from "../../bench/peers/race.mjs";
import { duration, factor, readmeOf, sectionOf, within } from "../../bench/peers/section.mjs";
import { Absent, Worker } from "../../bench/peers/worker.mjs";

const contenders = contendersOf({ threads: 2, python: "python", step: "step" });
/** Two heats: of three rounds and of two, in which one sat out. */
const raced: Raced = {
  optimizer: "adam",
  n: 1e6,
  count: 1000,
  difference: 0.00012,
  heats: [
    { "native-1": [1e-3, 2e-3, 4e-3], "c-1": [0.5e-3, 1e-3, 1e-3] },
    { "native-1": [1e-3, 1e-3], "torch-fused-1": [2e-3, Number.NaN] },
  ],
  missing: { "optax-1": "its process ended: out of memory" },
};
const run = { facts: { machine: "a machine: two", threads: "2", rounds: "3" }, cases: [raced] };

describe("statistics", () => {
  test("quartiles lie between values", () => {
    expect(summaryOf([4, 1, 3, 2])).toEqual({ median: 2.5, q1: 1.75, q3: 3.25 });
    expect(summaryOf([])).toBeUndefined();
  });

  test("ratios are of the same round of the same heat", () => {
    expect(ratioOf(raced, "c-1", "native-1")).toEqual({ median: 0.5, q1: 0.375, q3: 0.5 });
    expect(ratioOf(raced, "torch-fused-1", "native-1")?.median).toBe(2);
    expect(ratioOf(raced, "torch-fused-1", "c-1")).toBeUndefined();
  });

  test("times are of all heats, without rounds that were sat out", () => {
    expect(timeOf(raced, "native-1")?.median).toBe(1e-3);
    expect(timeOf(raced, "torch-fused-1")?.median).toBe(2e-3);
  });

  test("a loss is a peer on as many threads that is faster in three rounds of four", () => {
    const lost = lossesOf([raced], contenders);
    expect(lost.map(({ us, peer }) => [us.id, peer.id])).toEqual([["native-1", "c-1"]]);
  });
});

describe("a race", () => {
  test("cases have names, and are chosen by them", () => {
    expect(casesOf({ sizes: ["1000 x 1000"] })).toEqual([{ optimizer: "adam", n: 1e6, count: 1000 }]);
    expect(casesOf({ quick: true, sizes: ["1e8"] })).toHaveLength(1);
    expect(casesOf({ quick: true }).some(({ n }) => n > 1e7)).toBe(false);
    expect(casesOf({}).map(sizeName)).toContain("1e8");
    expect(() => casesOf({ optimizers: ["adm"] })).toThrow("--optimizers takes some of adam, sgd");
  });

  test("all race together where memory suffices, else in heats", () => {
    const others = contenders.filter(({ kind, id }) => kind !== "glissade" || id === "js-1");
    expect(heatsOf(contenders, 1e4, 1e10)).toEqual([others]);
    // Four of Glissade hold 8 GB, two others take as much.
    const heats = heatsOf(contenders, 1e8, 16e9);
    expect(heats.every((heat) => heat.length <= 2)).toBe(true);
    expect(heats.flat()).toEqual(others);
    expect(heatsOf(contenders, 1e8, 1e9).every((heat) => heat.length === 1)).toBe(true);
  });

  test("a difference is told in shares of the step; what is not shown is left out", () => {
    expect(differenceOf([1, 3, Number.NaN], [1, 2.5, 7], [1, 1, 1])).toBe(0.25);
    expect(differenceOf([1, 3], [1, Number.POSITIVE_INFINITY], [1, 1])).toBe(Number.POSITIVE_INFINITY);
  });

  test("the order is the same in every run", () => {
    const [a, b] = [seeded(1), seeded(1)];
    const drawn = Array.from({ length: 100 }, a);
    expect(Array.from({ length: 100 }, b)).toEqual(drawn);
    expect(drawn.every((value) => value >= 0 && value < 1)).toBe(true);
  });

  test("a worker that cannot, that ends or is silent is absent, and says why", async () => {
    const program = (text: string) => new Worker([process.execPath, "-e", text]);
    const answers = program(`process.stdin.on("data", () => console.log("ok"))`);
    expect(await answers.ask("free")).toBe("ok");
    answers.end();
    const cannot = program(`process.stdin.on("data", () => console.log("no yogi is lacking"))`);
    await expect(cannot.ask("begin")).rejects.toThrow(new Absent("yogi is lacking"));
    cannot.end();
    await expect(program(`console.error("out of memory"); process.exit(1)`).ask("begin")).rejects.toThrow(
      "its process ended: out of memory",
    );
    await expect(program("setInterval(() => {}, 1000)").ask("begin", 0.05)).rejects.toThrow(
      "no answer within 0.05 s",
    );
    await expect(new Worker(["no-such-program-here"]).ask("begin")).rejects.toThrow("its process ended");
  });
});

describe("what is written", () => {
  test("a log is read as it was written", () => {
    expect(readLog(writeLog(run))).toEqual(run);
  });

  test("durations and factors have three digits", () => {
    expect([2.5e-8, 1.234e-4, 0.0123, 12.3, 1234].map(duration)).toEqual([
      "25.0 ns",
      "123 us",
      "12.3 ms",
      "12.3 s",
      "1234 s",
    ]);
    expect([0.123, 12.34, 1234].map(factor)).toEqual(["0.12", "12.3", "1234"]);
  });

  test("the section has figures, losses and what is missing", () => {
    const text = sectionOf({ ...run, contenders });
    expect(text).toContain("| Glissade `native` | 1.00 ms ±50% |");
    expect(text).toContain("| C by hand | 0.50 ±13% |");
    expect(text).toContain("- Glissade `native`, one thread, to C by hand: Adam at 1000 x 1000 (0.50)");
    expect(text).toContain("optax, jit at 1000 x 1000 (its process ended: out of memory)");
    expect(readmeOf({ ...run, contenders })).toContain("| 1000 x 1000 | 1.00 ms | 0.50 | 2.00 | – | – | – |");
  });

  test("only what is between the comments is written anew", () => {
    const page = "a\n<!-- peers, written by npm run bench:peers -->\nold\n<!-- the end of peers -->\nb";
    const written = within(page, "peers", "new");
    expect(written).toBe(
      "a\n<!-- peers, written by npm run bench:peers -->\n\nnew\n\n<!-- the end of peers -->\nb",
    );
    expect(within(written, "peers", "new")).toBe(written);
    expect(() => within(page, "speed", "new")).toThrow('no "<!-- speed');
  });
});
