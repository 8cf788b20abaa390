/** Headers of comparisons that were damaged: read or refused, never an error of another kind. */
import { expect, test } from "vitest";
import { CompareError } from "./compare-error.ts";
import { decodeHeader } from "./record.ts";

const header = {
  format: "glissade comparison 1",
  version: "1.2.3",
  settings: {
    entrants: [{ name: "adam", hyper: {}, search: ["learningRate"] }],
    baseline: "adam",
    space: { kind: "grid", low: 1e-3, high: 1, perDecade: 2, extensions: 4 },
    tuningSeeds: 2,
    seeds: 10,
    epochs: { first: 5, most: 640, gain: 0.01, seconds: 60 },
    confidence: 0.95,
  },
  problems: [{ name: "houses.csv", metric: { name: "rmse", better: "lower" }, fingerprint: "abc" }],
  command: "glissade compare --data houses.csv",
  training: ["--data houses.csv"],
};

test("a header comes back, and any bit of it may be damaged", () => {
  const text = JSON.stringify(header);
  expect(decodeHeader(text, "comparison.json")).toEqual(header);
  let refused = 0;
  for (let at = 0; at < text.length; at++) {
    for (const bit of [0, 3, 6]) {
      const damaged =
        text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << bit)) + text.slice(at + 1);
      try {
        decodeHeader(damaged, "comparison.json");
      } catch (error) {
        expect(error).toBeInstanceOf(CompareError);
        expect((error as Error).message).toContain("comparison.json");
        refused++;
      }
    }
  }
  expect(refused).toBeGreaterThan(text.length);
});
