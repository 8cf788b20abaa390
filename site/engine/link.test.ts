import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultExperiment } from "./default-experiment.ts";
import type { Contestant, Experiment } from "./experiment.ts";
import { decodeLink, encodeLink } from "./link.ts";
import { LinkError } from "./link-error.ts";
import { readExperiment } from "./read-experiment.ts";

const [adam] = defaultExperiment.contestants as [Contestant];
const rich: Experiment = {
  ...defaultExperiment,
  problem: {
    kind: "function",
    text: "sin(x)*exp(y)",
    start: [1, -2],
    window: { x: [-3, 3], y: [-2, 2] },
    noise: 0.1,
  },
  contestants: "abcdefgh".split("").map(
    (id, index): Contestant => ({
      ...adam,
      id,
      label: `contestant ${id}`,
      isHidden: index === 3,
      method:
        index % 2 === 0
          ? {
              kind: "rule",
              name: "mine",
              text: `hyper b = 0.${index}\nstate m = 0\nm = b*m + (1 - b)*g\nu = m # ${id}`,
            }
          : { kind: "optimizer", name: "adamw", options: { b1: 0.8, like: "torch", where: "*" } },
      schedule: { name: "cosineDecay", options: { exponent: 2 } },
      wrappers: [{ name: "lookahead", options: { syncPeriod: 5 } }],
      rate: index === 5 ? 0.125 : null,
      tuned: 0.315,
    }),
  ),
  seeds: 5,
  rates: "same",
};

describe("a link", () => {
  it("holds everything, with the digest, and is short", async () => {
    for (const [experiment, most] of [
      [defaultExperiment, 350],
      [rich, 1000],
    ] as const) {
      const link = await encodeLink(experiment, "0123456789abcdef");
      expect(link.length).toBeLessThan(most);
      expect(link).toMatch(/^1\.[\w-]+$/);
      expect(await decodeLink(`#${link}`)).toEqual({ experiment, digest: "0123456789abcdef" });
    }
  });

  it("holds infinite options and lists", async () => {
    const experiment: Experiment = {
      ...defaultExperiment,
      problem: { kind: "gradients", gradients: [4, -1, -1, -1, -0.5], start: 0, bounds: [-1, 1] },
      contestants: [
        { ...adam, method: { kind: "optimizer", name: "polyakSgd", options: { maxLearningRate: Infinity } } },
      ],
    };
    expect(await decodeLink(await encodeLink(experiment, null))).toEqual({ experiment, digest: null });
  });

  it("holds a race on a matrix, and refuses a condition that is none", async () => {
    const muon: Contestant = { ...adam, method: { kind: "optimizer", name: "muon", options: {} } };
    const problem = { kind: "matrix", condition: 4 } as const;
    const experiment: Experiment = { ...defaultExperiment, problem, contestants: [muon] };
    expect(await decodeLink(await encodeLink(experiment, null))).toEqual({ experiment, digest: null });
    expect(() => readExperiment({ ...experiment, problem: { kind: "matrix", condition: 0 } })).toThrow(
      /problem\.condition/,
    );
  });

  it("opens for ever", async () => {
    const old =
      "1.bY_LTsMwEEV_pbprUyWFQLHUBRILNnxB1cUknrZW_YjsCVRE_ndktYgisRzdM3PmzvjglG0M0K3CmGLv2EPPONlgoJGntKeBoRDIMzRSzBz6FIcTFLJQEujtXbvs1GpXFIYYhLNQkAy9nWHrEYKCo54dNF4MeSh4lmM0N6I4ivX2i9Ovii5oTWLIle1b6Ga5LkVBpsAGul2uuqKunv7G825D_drmN2sMB2hJE__jTZO7aecvW8Jngca02CwOKAp5OLKpoJ5_SGcDU6rhZ6Jx5HTpe00HZ8e_r3s6v7ITgm5L2SkkEq5lujpk4TFDt03TKBh74Fz1Tbu6f-gen9bP1A-G9yjf";
    const { experiment, digest } = await decodeLink(old);
    expect(digest).toBe("0123456789abcdef");
    expect(experiment.contestants[1]).toEqual({
      id: "b",
      label: "Mine",
      isHidden: true,
      method: { kind: "rule", name: "mine", text: "u = g" },
      schedule: { name: "linear", options: {} },
      wrappers: [{ name: "clip", options: { maxDelta: 1 } }],
      rate: 0.5,
      tuned: null,
    });
    expect(experiment).toMatchObject({ version: 1, steps: 1000, seeds: 1, rates: "own", sameRate: 0.01 });
  });

  it.each([
    ["", "no link of the lab"],
    ["1", "no link of the lab"],
    ["1.%%%", "no link of the lab"],
    ["2.abc", "format 2"],
    ["1.abc", "damaged"],
    [`1.${"a".repeat(200_000)}`, "at most 100000"],
  ])("that is %j is refused", async (link, message) => {
    await expect(decodeLink(link)).rejects.toThrow(message);
  });

  it("that grows without end is left", async () => {
    const experiment = { ...defaultExperiment, filler: " ".repeat(2_000_000) } as unknown as Experiment;
    await expect(encodeLink(experiment, null)).rejects.toThrow(LinkError);
    const stream = new Blob([JSON.stringify(experiment)])
      .stream()
      .pipeThrough(new CompressionStream("deflate-raw"));
    const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
    const bomb = `1.${Buffer.from(bytes).toString("base64url")}`;
    expect(bomb.length).toBeLessThan(10_000);
    await expect(decodeLink(bomb)).rejects.toThrow("more than 1000000 bytes");
  });

  it("never fails otherwise, whatever it holds", async () => {
    const link = await encodeLink(rich, null);
    const changed = fc
      .tuple(fc.nat(link.length - 1), fc.nat(20), fc.string({ maxLength: 5 }))
      .map(([at, remove, insert]) => link.slice(0, at) + insert + link.slice(at + remove));
    await fc.assert(
      fc.asyncProperty(fc.oneof(changed, fc.string(), fc.base64String()), async (text) => {
        for (const each of [text, `1.${text}`]) await decodeLink(each).catch(onlyLinkErrors);
      }),
      { numRuns: 500 },
    );
  });
});

const onlyLinkErrors = (error: unknown): void => {
  if (!(error instanceof LinkError)) throw error;
};

describe("an experiment from outside", () => {
  const withField = (path: string, value: unknown): unknown => {
    const copy = structuredClone(defaultExperiment) as unknown as Record<string, unknown>;
    const names = path.split(".");
    const last = names.pop() as string;
    let at = copy;
    for (const name of names) at = at[name] as Record<string, unknown>;
    if (value === undefined) delete at[last];
    else at[last] = value;
    return copy;
  };

  it.each([
    ["version", 2, "made by a newer lab"],
    ["version", undefined, "no experiment"],
    ["steps", 10_001, "steps must be a whole number from 1 to 10000; got 10001"],
    ["steps", "9", 'steps must be a whole number from 1 to 10000; got "9"'],
    ["filler", 1, 'the experiment has no field "filler"'],
    ["problem.kind", "toString", "problem.kind must be one of"],
    ["problem.start", [1, 2, 3], "problem.start must be a list of 2"],
    ["problem.start.0", Number.NaN, "problem.start[0] must be a number"],
    ["problem.start", undefined, "problem.start must be a list; got nothing"],
    ["contestants.0.id", "z", "contestants[0].id must be one of"],
    ["contestants.1.id", "a", '"a" is given twice'],
    ["contestants.0.rate", -1, "contestants[0].rate must be a number from 0"],
    ["contestants.0.label", "a".repeat(61), "contestants[0].label must be at most 60 characters; got 61"],
    ["contestants.0.label", "a\u202eb", "contestants[0].label must be a text without control characters"],
    ["contestants.0.method.options.b1", {}, "contestants[0].method.options.b1 must be a number"],
    ["contestants.0.method.options", { "a b": 1 }, 'a name that is none: "a b"'],
    ["contestants.0.method", { kind: "rule", name: "r", text: "a".repeat(4001) }, "at most 4000 characters"],
    ["contestants", Array(9).fill(adam), "contestants must be a list of 0 to 8"],
    [
      "problem",
      { kind: "regression", data: { name: "t", columns: ["a", "b"], rows: [[1]] }, batchSize: 1 },
      "rows[0]",
    ],
  ])("with %s %j is refused", (path, value, message) => {
    expect(() => readExperiment(withField(path, value))).toThrow(message);
    expect(() => readExperiment(withField(path, value))).toThrow(LinkError);
  });

  it("keeps what is right, and fills in what a link leaves out", () => {
    expect(readExperiment(structuredClone(rich))).toEqual(rich);
    const { wrappers: _, schedule: _s, ...short } = adam;
    expect(readExperiment({ ...defaultExperiment, contestants: [short] }).contestants).toEqual([adam]);
  });

  it("is never anything but read or refused", () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withNullPrototype: true, maxDepth: 6 }), (value) => {
        for (const each of [
          value,
          { version: 1, ...(value as object) },
          { ...defaultExperiment, problem: value },
        ])
          try {
            readExperiment(each);
          } catch (error) {
            onlyLinkErrors(error);
          }
      }),
      { numRuns: 2000 },
    );
  });
});
