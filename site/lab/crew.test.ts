import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { defaultExperiment } from "../engine/default-experiment.ts";
import type { Contestant, Experiment } from "../engine/experiment.ts";
import type { Reply, Request } from "../engine/protocol.ts";
import { Crew } from "./crew.ts";

/** A worker that does nothing by itself. */
class Idle {
  static all: Idle[] = [];
  readonly posted: Request[] = [];
  readonly isFirst: boolean;
  isEnded = false;
  onmessage: ((event: { data: Reply }) => void) | null = null;

  constructor(url: URL) {
    this.isFirst = url.pathname.includes("first-worker");
    Idle.all.push(this);
  }

  postMessage(request: Request): void {
    this.posted.push(request);
  }

  terminate(): void {
    this.isEnded = true;
  }

  says(reply: Reply): void {
    this.onmessage?.({ data: reply });
  }

  /** Who takes part in the race that it was given last. */
  get racing(): string[] {
    const { experiment } = this.posted.at(-1) as Request;
    return experiment.contestants.map(({ id }) => id);
  }
}

const at = (run: number, contestant: string): Reply => ({
  type: "alive",
  run,
  work: { on: "contestant", contestant, doing: "preparing", share: 0 },
});
const mine = (text: string): Experiment => {
  const [adam, yogi] = defaultExperiment.contestants as [Contestant, Contestant];
  return {
    ...defaultExperiment,
    contestants: [adam, { ...yogi, method: { kind: "rule", name: "mine", text } }],
  };
};

const typed: Experiment["problem"] = {
  kind: "function",
  text: "x^2 + y^2",
  start: [1, 1],
  window: { x: [-2, 2], y: [-2, 2] },
  noise: 0,
};

describe("the workers", () => {
  let heard: Reply[];
  let crew: Crew;
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("Worker", Idle);
    Idle.all = [];
    heard = [];
    crew = new Crew((reply) => heard.push(reply));
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
  const failures = () => heard.filter((reply) => reply.type === "failed");

  it("run the first race in the small one, and load the other when that is over", () => {
    crew.race(1, defaultExperiment);
    expect(Idle.all.map(({ isFirst }) => isFirst)).toEqual([true]);
    const losses = new Float64Array(1);
    Idle.all[0]?.says({
      type: "steps",
      run: 1,
      contestant: "a",
      from: 0,
      losses,
      points: null,
      isDiverged: false,
    });
    expect(Idle.all.map(({ isFirst }) => isFirst)).toEqual([true]);
    Idle.all[0]?.says({ type: "raced", run: 1, digest: "0" });
    expect(Idle.all.map(({ isFirst }) => isFirst)).toEqual([true, false]);
    Idle.all[0]?.says({ type: "done", run: 1 });
    expect(Idle.all[0]?.isEnded).toBe(true);
    crew.race(2, defaultExperiment);
    expect(Idle.all[1]?.posted).toHaveLength(1);
  });

  it("race again in the other one where the first race fails in the small one", () => {
    crew.race(1, defaultExperiment);
    Idle.all[0]?.says({
      type: "failed",
      run: 1,
      where: { contestant: "a" },
      message: "0",
      place: null,
      fixes: [],
    });
    expect(Idle.all.map(({ isEnded }) => isEnded)).toEqual([true, false]);
    expect(Idle.all[1]?.posted).toMatchObject([{ type: "race", run: 1, experiment: defaultExperiment }]);
    expect(failures()).toEqual([]);
  });

  it("are ended when they are silent, and leave out who is to blame until that is changed", () => {
    crew.race(1, mine("slow"));
    Idle.all[0]?.says(at(1, "b"));
    vi.advanceTimersByTime(3000);
    expect(Idle.all.map(({ isEnded }) => isEnded)).toEqual([true, false]);
    expect(failures()).toMatchObject([{ run: 1, where: { contestant: "b" } }]);
    expect(Idle.all[1]?.racing).toEqual(["a"]);
    crew.race(2, mine("slow"));
    expect(Idle.all[1]?.racing).toEqual(["a"]);
    crew.race(3, mine("quick"));
    expect(Idle.all[1]?.racing).toEqual(["a", "b"]);
  });

  it("are not asked about whom they were stuck with", () => {
    crew.race(1, mine("slow"));
    Idle.all[0]?.says(at(1, "b"));
    vi.advanceTimersByTime(3000);
    const ask = (contestant: string) =>
      crew.ask({ type: "equations", run: 1, experiment: mine("slow"), contestant });
    ask("a");
    ask("b");
    expect(Idle.all[1]?.posted.slice(1)).toMatchObject([{ type: "equations", contestant: "a" }]);
  });

  it("are asked again what one that was ended had not answered", () => {
    crew.race(1, mine("slow"));
    for (const contestant of ["a", "b"])
      crew.ask({ type: "text", run: 1, experiment: mine("slow"), contestant });
    Idle.all[0]?.says(at(1, "b"));
    vi.advanceTimersByTime(3000);
    expect(Idle.all[1]?.posted.map(({ type }) => type)).toEqual(["race", "text"]);
    expect(Idle.all[1]?.posted[1]).toMatchObject({ contestant: "a" });
  });

  it("blame what they were at, not what has been changed since", () => {
    crew.race(1, mine("slow"));
    Idle.all[0]?.says(at(1, "b"));
    crew.race(2, mine("quick"));
    vi.advanceTimersByTime(3000);
    expect(failures()).toEqual([]);
    expect(Idle.all[1]?.racing).toEqual(["a", "b"]);
  });

  it("have time while they load, while they talk, and when they are done", () => {
    crew.race(1, mine("good"));
    vi.advanceTimersByTime(60_000);
    for (let turn = 0; turn < 10; turn++) {
      Idle.all[0]?.says(at(1, "b"));
      vi.advanceTimersByTime(1500);
    }
    Idle.all[0]?.says({ type: "done", run: 1 });
    vi.advanceTimersByTime(60_000);
    expect(Idle.all.map(({ isEnded }) => isEnded)).toEqual([false]);
    expect(failures()).toEqual([]);
  });

  it("say so where a typed problem is too slow; what is not typed has time", () => {
    crew.race(1, mine("good"));
    Idle.all[0]?.says({ type: "alive", run: 1, work: { on: "problem" } });
    vi.advanceTimersByTime(3000);
    expect(failures()).toEqual([]);
    crew.race(2, { ...mine("good"), problem: typed });
    Idle.all[0]?.says({ type: "alive", run: 2, work: { on: "problem" } });
    vi.advanceTimersByTime(3000);
    expect(failures()).toMatchObject([{ where: "problem" }]);
  });
});
