import { parseHTML } from "linkedom";
import { expect, it } from "vitest";
import { defaultExperiment } from "../engine/default-experiment.ts";
import { everything } from "../engine/everything.ts";
import { runExperiment } from "../engine/run-experiment.ts";
import { firstFrame } from "./first-frame.ts";

it("shows the start and the end of the race as it is run", async () => {
  const { document } = parseHTML(`<html><body>${await firstFrame()}</body></html>`);
  /** Where the last marks of a group stand, as parts of the plot. */
  const places = (group: string, count: number) =>
    [...document.querySelectorAll(`.${group} > svg[x]`)]
      .slice(-count)
      .map((each) => ["x", "y"].map((name) => Number.parseFloat(each.getAttribute(name) ?? "") / 100));
  const last = new Map<string, [x: number, y: number]>();
  for await (const told of runExperiment(defaultExperiment, { registry: everything, device: "js" }))
    if (told.type === "steps")
      last.set(told.contestant, [...(told.points?.slice(-2) ?? [])] as [number, number]);
  // Rosenbrock's window: x from -2 to 2, y from -1 to 3.
  const ends = [...last.values()].map(([x, y]) => [(x + 2) / 4, (3 - y) / 4]);
  expect(ends.length).toBe(2);
  places("ended", 2).forEach((place, index) => {
    for (const axis of [0, 1]) expect(place[axis]).toBeCloseTo(ends[index]?.[axis] as number, 4);
  });
  expect(places("begun", 2)).toEqual([
    [0.2, 0.5],
    [0.2, 0.5],
  ]);
  expect(document.querySelectorAll(".ended > .growing > path").length).toBe(2);
  expect(document.querySelectorAll("body > svg > .growing > path").length).toBeGreaterThan(10);
});
