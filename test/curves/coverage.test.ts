/** Intervals and bands of 95 % cover the truth in 93 to 97 % of 2,000 simulated sets of a mildly nonlinear model. */
import { expect, test } from "vitest";
import { fitCurve } from "../../src/curves/index.ts";
import { normal } from "../../src/language/index.ts";

test("of a decay to an offset", () => {
  const x = Array.from({ length: 20 }, (_, i) => i / 4);
  const truth = { a: 3, b: 0.9, c: 1 };
  const curve = (at: number) => truth.a * Math.exp(-truth.b * at) + truth.c;
  const [sets, place] = [2000, 1.6];
  const hits = { a: 0, b: 0, c: 0, curve: 0, observation: 0 };
  for (let set = 0; set < sets; set++) {
    const y = x.map((at, i) => curve(at) + 0.1 * normal(set, 0, i));
    const fit = fitCurve("y ~ a*exp(-b*x) + c", { x, y }, { start: { a: 1, b: 1, c: 0 } });
    for (const name of ["a", "b", "c"] as const) {
      const { low, high } = fit.parameters[name].interval!;
      if (low <= truth[name] && truth[name] <= high) hits[name]++;
    }
    const { confidence, prediction } = fit.predict({ x: [place] });
    const covers = (band: typeof confidence, value: number) =>
      band!.low[0]! <= value && value <= band!.high[0]!;
    if (covers(confidence, curve(place))) hits.curve++;
    if (covers(prediction, curve(place) + 0.1 * normal(set, 1, 0))) hits.observation++;
  }
  for (const [what, count] of Object.entries(hits)) {
    expect(count / sets, what).toBeGreaterThan(0.93);
    expect(count / sets, what).toBeLessThan(0.97);
  }
});
