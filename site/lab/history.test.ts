import { expect, it } from "vitest";
import { defaultExperiment } from "../engine/default-experiment.ts";
import { back, forth, reach, remember } from "./history.ts";

const numbered = (steps: number) => ({ ...defaultExperiment, steps });

it("undoes and does again; every change counts, however far one can go back", () => {
  for (let steps = 1; steps <= 300; steps++) remember(numbered(steps), "");
  expect(reach.value).toEqual({ undo: 200, redo: 0, changes: 300 });
  expect(back(numbered(301))?.steps).toBe(300);
  expect(forth(numbered(300))?.steps).toBe(301);
  expect(reach.value).toEqual({ undo: 200, redo: 0, changes: 302 });
});
