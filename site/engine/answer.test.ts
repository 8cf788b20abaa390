import { describe, expect, it } from "vitest";
import { answer } from "./answer.ts";
import { defaultExperiment } from "./default-experiment.ts";
import { everything } from "./everything.ts";
import type { Contestant, Experiment, WrapperSetup } from "./experiment.ts";
import type { Question, Told } from "./protocol.ts";
import { parseRuleText } from "./rule-text.ts";
import { runExperiment } from "./run-experiment.ts";

const means = { registry: everything, device: "js" } as const;
const [adam] = defaultExperiment.contestants as [Contestant];
const wrapped = (...wrappers: WrapperSetup[]): Experiment => ({
  ...defaultExperiment,
  contestants: [{ ...adam, tuned: 0.1, wrappers }],
});

type Asked = Question extends infer Q
  ? Q extends Question
    ? Omit<Q, "run" | "experiment" | "contestant">
    : never
  : never;

/** The last thing that is told. */
async function answered<T extends Told["type"]>(
  asked: Asked,
  type: T,
  experiment: Experiment = defaultExperiment,
): Promise<Extract<Told, { type: T }>> {
  let last: Told | undefined;
  const question = { ...asked, run: 1, experiment, contestant: "a" } as Question;
  for await (const told of answer(question, means)) last = told;
  expect(last?.type).toBe(type);
  return last as Extract<Told, { type: T }>;
}

async function pointsOf(experiment: Experiment): Promise<number[]> {
  const points: number[] = [];
  for await (const told of runExperiment(experiment, means))
    if (told.type === "steps" && told.contestant === "a") points.push(...(told.points ?? []));
  return points;
}

it("is a failure of the problem where that is wrong, at its place", async () => {
  const { start } = defaultExperiment.problem as { start: readonly [number, number] };
  const window = { x: [-1, 1], y: [-1, 1] } as const;
  const problem = { kind: "function", text: "x^2 + yy^2", start, window, noise: 0 } as const;
  const failed = await answered({ type: "equations" }, "failed", { ...defaultExperiment, problem });
  expect(failed).toMatchObject({ where: "problem", place: { line: 1, column: 7, length: 2 } });
});

describe("one step", () => {
  it("is that of the race, with its numbers", async () => {
    const points = await pointsOf(defaultExperiment);
    for (const step of [1, 17, 1000]) {
      const { lines } = await answered({ type: "step", step, index: 1 }, "step");
      const last = lines.at(-1);
      expect(last?.tex).toContain("p_t = p_{t-1}");
      expect(last?.value).toBeCloseTo(points[2 * step + 1] as number, 10);
      expect(last?.numbers).toMatch(/^p_t = .* = /);
      expect(lines[0]).toMatchObject({ kind: "given", tex: "g_t" });
    }
  });

  it("can be explained where a step takes several gradients", async () => {
    for (const name of ["sam", "accumulate", "lookahead"]) {
      const { lines } = await answered(
        { type: "step", step: 8, index: 0 },
        "step",
        wrapped({ name, options: {} }),
      );
      expect(lines.length).toBeGreaterThan(3);
    }
  });

  it("that there is not is refused", async () => {
    expect((await answered({ type: "step", step: 1001, index: 0 }, "failed")).message).toContain(
      "steps 1 to 1000",
    );
    expect((await answered({ type: "step", step: 1, index: 2 }, "failed")).message).toContain("2 parameters");
  });
});

describe("the state over time", () => {
  it("has all states, the parameter, the gradient, the update and its length by the gradient's", async () => {
    const points = await pointsOf(defaultExperiment);
    const { steps, values } = await answered({ type: "state", index: 0 }, "state");
    expect(Object.keys(values)).toEqual(["m", "v", "parameter", "gradient", "update", "effective rate"]);
    expect([steps[0], steps.length]).toEqual([1, 1000]);
    expect([...(values.parameter as Float64Array)]).toEqual(
      Array.from({ length: 1000 }, (_, step) => points[2 * (step + 1)]),
    );
    expect(values["effective rate"]?.[0]).toBeCloseTo(
      (defaultExperiment.contestants[0]?.tuned as number) / Math.abs(values.gradient?.[0] as number),
      9,
    );
  });

  it("is thinned out in long races", async () => {
    const { steps } = await answered({ type: "state", index: 0 }, "state", {
      ...defaultExperiment,
      steps: 9999,
    });
    expect([steps[0], steps.length, steps.at(-1)]).toEqual([10, 999, 9990]);
  });
});

describe("the equations of a contestant", () => {
  it("are those of its optimizer, with its wrappers and the bounds of the problem", async () => {
    const tex = async (experiment: Experiment) =>
      (await answered({ type: "equations" }, "equations", experiment)).tex;
    const plain = await tex(defaultExperiment);
    expect(plain).toContain("\\hat{m}_t");
    expect(plain).not.toContain("\\Pi");
    expect(await tex(wrapped({ name: "ema", options: { decay: 0.9 } }))).not.toBe(plain);
    const setup = { kind: "gradients", gradients: [1], start: 0, bounds: [-1, 1] } as const;
    expect(await tex({ ...defaultExperiment, problem: setup })).toContain("\\Pi");
  });

  it("need no rate, and fail where there are none", async () => {
    const rule = (text: string): Experiment => ({
      ...defaultExperiment,
      contestants: [{ ...adam, tuned: null, method: { kind: "rule", name: "mine", text } }],
    });
    expect((await answered({ type: "equations" }, "equations", rule("u = 2*g"))).tex).toContain("2 g_t");
    expect((await answered({ type: "equations" }, "failed", rule("u = q"))).where).toEqual({
      contestant: "a",
    });
  });
});

describe("the text of a contestant", () => {
  it("can be typed", async () => {
    const { text } = await answered({ type: "text" }, "text");
    expect(parseRuleText(text as string).gives).toBe("direction");
  });

  it("is missing with a reason", async () => {
    const { text, reason } = await answered({ type: "text" }, "text", wrapped({ name: "sam", options: {} }));
    expect([text, reason]).toEqual([null, expect.stringContaining("several gradients")]);
  });
});

it("trials are told though the rate is known", async () => {
  const { rate, trials } = await answered({ type: "tune" }, "tuned");
  expect(rate).toBe(defaultExperiment.contestants[0]?.tuned);
  expect(trials.length).toBe(21);
});

describe("a method of whole matrices", () => {
  const muon = { ...adam, tuned: 0.02, method: { kind: "optimizer", name: "muon", options: {} } } as const;
  const problem = { kind: "matrix", condition: 4 } as const;
  const experiment: Experiment = { ...defaultExperiment, problem, steps: 20, contestants: [muon] };

  it("has equations, and states by element", async () => {
    const { tex } = await answered({ type: "equations" }, "equations", experiment);
    expect(tex).toContain("5 times");
    const { values, steps } = await answered({ type: "state", index: 3 }, "state", experiment);
    expect(steps).toHaveLength(20);
    const points = await pointsOf(experiment);
    expect(values.parameter?.at(-1)).toBe(points.at(-1));
    // The mean begins at zero.
    expect(values.B?.[0]).toBeCloseTo(0.05 * (values.gradient?.[0] as number), 12);
  });

  it("is no single text, and says why", async () => {
    const { text, reason } = await answered({ type: "text" }, "text", experiment);
    expect(text).toBeNull();
    expect(reason).toContain("whole matrices");
  });
});
