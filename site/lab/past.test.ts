import { expect, it } from "vitest";
import { Past } from "./past.ts";

it("undoes and does again; every change counts, however far one can go back", () => {
  const past = new Past<string>();
  for (let step = 1; step <= 300; step++) past.remember(`${step}`, "");
  expect(past.reach.value).toEqual({ undo: 200, redo: 0, changes: 300 });
  expect(past.back("301")).toBe("300");
  expect(past.forth("300")).toBe("301");
  expect(past.reach.value).toEqual({ undo: 200, redo: 0, changes: 302 });
});
