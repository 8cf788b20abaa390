/** Names of rules in TeX. */
import { expect, test } from "vitest";
import { symbolTex } from "./symbol-tex.ts";

test.each([
  ["b", "t", "b_t"],
  ["b1", "", "\\beta_1"],
  ["b1T", "t", "\\beta_{1,t}"],
  ["beta", "", "\\beta"],
  ["QL", "t", "Q_{L,t}"],
  ["QL", "", "Q_{L}"],
  ["L", "t", "L_t"],
  ["mHat", "t", "\\hat{m}_t"],
])("%s at %s", (name, time, tex) => {
  expect(symbolTex(name, time)).toBe(tex);
});
