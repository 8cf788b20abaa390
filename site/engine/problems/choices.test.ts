/** Everything that can be chosen can be raced from its start. */
import { expect, test } from "vitest";
import { problemChoices } from "./choices.ts";
import { prepare } from "./prepare.ts";

test.each(Object.entries(problemChoices))("%s", (kind, { setup, sentence }) => {
  expect(setup.kind).toBe(kind);
  expect(sentence).toMatch(/\.$/);
  const { dimension, start, loss, gradient } = prepare(setup).forSeed(1);
  const into = new Float64Array(dimension);
  expect(Number.isFinite(gradient(start, 1, into))).toBe(true);
  expect(Number.isFinite(loss(start))).toBe(true);
  expect(into.some((value) => value !== 0)).toBe(true);
  expect(into.every(Number.isFinite)).toBe(true);
});
