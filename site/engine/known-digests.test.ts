import { describe, expect, it } from "vitest";
import { defaultExperiment } from "./default-experiment.ts";
import { everything } from "./everything.ts";
import { knownDigests } from "./known-digests.ts";
import { runExperiment } from "./run-experiment.ts";

it("has the first race", () => {
  expect(knownDigests[0]?.experiment).toEqual(defaultExperiment);
});

describe.each(knownDigests)("$name", ({ experiment, digest }) => {
  it.each(["js", "wasm"] as const)("has the digest that is written down, on %s", async (device) => {
    let found: string | null = null;
    for await (const told of runExperiment(experiment, { registry: everything, device })) {
      if (told.type === "failed") throw new Error(told.message);
      if (told.type === "raced") found = told.digest;
    }
    expect(found).toBe(digest);
  });
});
