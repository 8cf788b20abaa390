/** The mutants themselves: which changes of a text they make, and what the gate complains about. */
import { describe, expect, test } from "vitest";
import { matrixRule } from "../../src/compose/matrix-rule.ts";
import { defineRule } from "../../src/rule/define-rule.ts";
import type { Rule } from "../../src/rule/rule.ts";
import { mutantsOf, unchanged } from "./mutants.ts";
import { rulesOf } from "./optimizer-rules.ts";
import { complaints } from "./report.ts";

const rms = defineRule({
  name: "rms",
  hyper: { b: 0.9, eps: 1e-8 },
  state: { v: 0 },
  text: `
    v = b*v + (1 - b)*g^2
    u = g / (sqrt(v / (1 - b^t)) + eps)`,
})();

const byKind = (kind: string): string[] =>
  mutantsOf(rms.rule).flatMap((mutant) => (mutant.kind === kind ? [mutant.to] : []));

describe("mutants of a rule", () => {
  test("are the mistakes of each kind", () => {
    expect(byKind("sign")).toEqual([
      "v = b*v - (1 - b)*g^2",
      "v = b*v + (1 + b)*g^2",
      "u = g / (sqrt(v / (1 - b^t)) - eps)",
    ]);
    expect(byKind("function")).toEqual(["v = b*v + (1 - b)*g", "u = g / (v / (1 - b^t) + eps)"]);
    expect(byKind("state")).toEqual(["v = v"]);
    // The same as the old v in u, which is not made again.
    expect(byKind("order")).toHaveLength(1);
    expect(byKind("initial")).toEqual(["v starts at 1"]);
    expect(byKind("step")).toEqual([
      "u = g / (sqrt(v / (1 - b^(t - 1))) + eps)",
      "u = g / (sqrt(v / (1 - b^(t + 1))) + eps)",
    ]);
    expect(byKind("eps")).toContain("u = g / sqrt(v / (1 - b^t) + eps)");
    expect(byKind("eps")).toContain("u = g / sqrt(v / (1 - b^t))");
    expect(byKind("correction")).toContain("u = g / (sqrt(v) + eps)");
    expect(byKind("correction")).toContain("u = g / (sqrt(v*(1 - b^t)) + eps)");
    expect(byKind("correction")).toContain("u = g / (sqrt(v / (1 - eps^t)) + eps)");
    expect(byKind("constant")).toContain("v = b*v + (1 - b)*g^3");
    expect(byKind("operand")).toContain("eps, b");
  });

  test("differ from the rule and from each other, and keep its hyperparameters", () => {
    const changes = mutantsOf(rms.rule).map(({ to }) => to);
    expect(new Set(changes).size).toBe(changes.length);
    const square = defineRule({ name: "square", text: "u = g*abs(g)" })();
    expect(mutantsOf(square.rule).map(({ to }) => to)).not.toContain("u = abs(g)*g");
    expect(
      mutantsOf(rms.rule)[0]!.instance(defineRule({ name: "x", hyper: { b: 0.5 }, text: "u = b*g" })()).hyper,
    ).toMatchObject({ b: 0.5 });
  });

  test("tell lines for gradients before the step from those of the step", () => {
    const { rule } = defineRule({
      name: "climb",
      state: { start: "p" },
      before: "start = p\n u = g",
      text: "p = start\n start = start\n u = g",
    })();
    const changes = mutantsOf(rule).map(({ to }) => to);
    expect(changes).toContain("start = g");
    expect(changes).toContain("before: start = g");
    expect(new Set(changes).size).toBe(changes.length);
  });

  test("are mistakes in bounds, in what is done with them, and in steps without a gradient too", () => {
    const { rule } = defineRule({
      name: "box",
      hyper: { low: 0 },
      state: { total: 0 },
      project: "max(x, roundUp(low, 9))",
      flush: "total = 0\n u = total",
      text: "total = total + g\n u = where(outside(p + g), project(p + g) - p, g)",
    })();
    const changes = mutantsOf(rule).map(({ to }) => to);
    expect(changes).toContain("project = min(x, roundUp(low, 9))");
    expect(changes).toContain("project = max(x, roundUp(low, 18))");
    expect(changes).toContain("flush: total = 1");
    expect(changes).toContain("u = where(outside(p - g), project(p + g) - p, g)");
  });

  test("are mistakes in states of shapes of their own, which keep them", () => {
    const sides = matrixRule({
      name: "sides",
      hyper: { b: 0.9, every: 2 },
      state: { L: 0, Q: 1 },
      wide: true,
      squares: { L: "rows" },
      thin: { Q: "columns" },
      rank: 0.4,
      text: `
        L = b*L + (1 - b)*g @ g'
        when t == 1 { Q = randomNormal(Q, 7) }
        when t > every { Q = g' @ qr(g @ Q) }
        u = inverseRoot(L, 2, 0.1) @ g @ Q @ Q'`,
    });
    const [rule] = rulesOf(sides()) as [Rule];
    const mutants = mutantsOf(rule);
    const changes = mutants.map(({ to }) => to);
    expect(changes).toContain("L = b*L - (1 - b)*g @ g'");
    expect(changes).toContain("L = L + (1 - b)*g @ g'");
    expect(changes).toContain("Q = Q");
    expect(changes).toContain("u = inverseRoot(L, 3, 0.1) @ g @ Q @ Q'");
    expect(changes).toContain("Q starts at 2");
    expect(changes).toContain("L starts at 1");
    // A number is what such a matrix begins with.
    expect(changes.filter((to) => /^[LQ] starts at [a-z]/.test(to))).toEqual([]);
    for (const { instance } of [...mutants, { instance: unchanged(rule) }]) {
      const { matrices, lines } = instance(defineRule({ name: "x", text: "u = g" })()).rule;
      expect(matrices).toMatchObject({ turns: "wide", rank: 0.4 });
      expect(matrices!.own).toEqual(rule.matrices!.own);
      expect(lines.map(({ block }) => block?.head)).toEqual(rule.lines.map(({ block }) => block?.head));
    }
  });

  test("are lines that come into another block, too", () => {
    const turns = matrixRule({
      name: "turns",
      state: { Q: 0, S: 0 },
      squares: { Q: "rows", S: "rows" },
      text: `
        when t == 1 { Q = g @ g' }
        when t > 1 { S = 2*(g @ g') }
        u = S @ Q @ g`,
    });
    const [rule] = rulesOf(turns()) as [Rule];
    expect(mutantsOf(rule).map(({ to }) => to)).toContain("S = 2*(g @ g'); Q = g @ g'");
  });

  test("write norms as norms", () => {
    const { rule } = defineRule({ name: "unit", text: "u = g / (norm(g) + sqrt(sumSquares(p) + 1))" })();
    const changes = mutantsOf(rule).map(({ to }) => to);
    expect(changes).toContain("u = g*(norm(g) + sqrt(sumSquares(p) + 1))");
    expect(changes).toContain("u = g / (globalNorm(g) + sqrt(sumSquares(p) + 1))");
    expect(changes).toContain("u = g / (norm(g) + norm(p))");
  });

  test("are compared with the rule as it is", () => {
    expect(unchanged(rms.rule)(rms).rule.lines.map(({ text }) => text)).toEqual(
      rms.rule.lines.map(({ text }) => text),
    );
  });
});

describe("complaints", () => {
  const mutant = mutantsOf(rms.rule)[0]!;
  const verdict = { rule: "rms of rms/default", mutant, killer: undefined };
  const listed = [{ reason: "of a test", mutants: { [verdict.rule]: [mutant.to] } }];
  const nothing = { verdicts: [], failing: [], unfit: [] };

  test("name a survivor that is not listed", () => {
    const [first] = complaints({ ...nothing, verdicts: [verdict] }, [], []);
    expect(first).toContain(mutant.to);
    expect(complaints({ ...nothing, verdicts: [verdict] }, listed, [])).toEqual([]);
  });

  test("name entries that are not needed", () => {
    expect(complaints(nothing, listed, [])[0]).toContain("no such mutant");
    const killed = { ...verdict, killer: "rms/torch" };
    expect(complaints({ ...nothing, verdicts: [killed] }, listed, [])[0]).toContain("killed by rms/torch");
  });

  test("name rows whose optimizer fails by itself", () => {
    expect(complaints({ ...nothing, failing: ["rms/torch"] }, [], [])[0]).toContain("rms/torch");
  });

  test("name rows that newly leave the oracle's trajectory, and those that no longer do", () => {
    const unfit = ["rms/torch, extreme"];
    expect(complaints({ ...nothing, unfit }, [], [])[0]).toContain("rms/torch, extreme");
    expect(complaints({ ...nothing, unfit }, [], unfit)).toEqual([]);
    expect(complaints(nothing, [], unfit)[0]).toContain("but it can: rms/torch, extreme");
  });
});
