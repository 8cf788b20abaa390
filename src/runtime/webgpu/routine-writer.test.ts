/** Routines for a GPU, without one: inverse roots, steps that may be declined, products in float16. */
import { describe, expect, test } from "vitest";
import { chain, matrixRule, muon, type Optimizer, shampoo, skipNonFinite } from "../../index.ts";
import { plan } from "../../plan/plan.ts";
import type { Dispatch } from "./module.ts";
import { iterations, rootBits } from "./newton-kernels.ts";
import type { Shape } from "./shape.ts";
import { leastShape, writtenProgram } from "./written.ts";

const matrix = [{ path: "w", shape: [20, 12], size: 240, dtype: "float32" as const }];

const routineOf = (optimizer: Optimizer, changed: Partial<Shape> = {}): readonly Dispatch[] =>
  writtenProgram(plan(optimizer, matrix), { ...leastShape, ...changed }).phases.step!.dispatches.filter(
    ({ over }) => over?.kind === "matrices",
  );

const codesOf = (dispatches: readonly Dispatch[]): string[] => [
  ...new Set(dispatches.map(({ code }) => code)),
];

const byNewton = shampoo({ inverse: "newton", every: 5, start: 5 });

describe("inverse roots", () => {
  const root = matrixRule({ name: "rooted", text: "u = newtonRoot(g @ g', 4, 0.1) @ g" })();

  test("have one kernel for all products, and their WGSL", () => {
    const dispatches = routineOf(root).filter(({ label }) => label === "step: rooted, inverse root");
    const codes = codesOf(dispatches);
    expect(codes).toHaveLength(7);
    expect(codes.join("\n")).toMatchSnapshot();
    const once = 4 + 3 * rootBits - 1;
    expect(dispatches).toHaveLength(4 + iterations * once);
    expect(new Set(dispatches).size).toBe(4 + once - 1);
  });

  test("of both sides use the same buffers, which are counted once", () => {
    const written = routineOf(byNewton).flatMap(({ bound }) => bound.map(({ buffer }) => buffer));
    const { buffers } = writtenProgram(plan(byNewton, matrix), leastShape);
    const shared = [...buffers].filter(([name]) => name.startsWith("shared/"));
    expect(new Set(written.filter((name) => name.startsWith("shared/")))).toEqual(
      new Set(shared.map(([name]) => name)),
    );
    // Four of the longer side for its root, and what is known of an iteration.
    expect(shared.filter(([, bytes]) => bytes === 20 * 20 * 4).length).toBeGreaterThanOrEqual(4);
    expect(shared.at(-1)![1]).toBe(64);
  });
});

describe("lines for some steps", () => {
  test("are left out by the host where it knows the count, and end at once in any case", () => {
    const roots = routineOf(byNewton).filter(({ label }) => label.endsWith("inverse root"));
    expect(new Set(roots.map(({ when }) => typeof when))).toEqual(new Set(["number"]));
    for (const { code } of roots) expect(code).toMatch(/if \(h\[\d+\]\.\w == 0f\) \{ return; \}/);
    const declined = routineOf(chain(skipNonFinite(), byNewton));
    expect(new Set(declined.map(({ when }) => when))).toEqual(new Set([undefined]));
  });

  test("change no state in a call that was declined", () => {
    const changing = routineOf(chain(skipNonFinite(), byNewton));
    for (const { code } of changing) expect(code).toContain("if (h[0].w == 0f) { return; }");
    // Without states of its own, a routine runs before the decision.
    const before = routineOf(chain(skipNonFinite(), muon({ matrices: "*", layout: "out,in" })));
    for (const { code } of before) expect(code).not.toContain("h[0].w == 0f");
  });
});

describe("products in float16", () => {
  const optimizer = muon({ matrices: "*", layout: "out,in" });
  const halves = codesOf(routineOf(optimizer, { precision: "f16" }));

  test("differ from others in nothing but their type and how long a sum in it is", () => {
    const plain = codesOf(routineOf(optimizer));
    const asPlain = halves.map((code) =>
      code
        .replace("enable f16;\n", "")
        .replaceAll("vec4h", "vec4f")
        .replaceAll("f16(", "f32(")
        .replace("% 16u == 0u) {\n      all", "% 256u == 0u) {\n      all"),
    );
    expect(asPlain).toEqual(plain);
    expect(halves.filter((code) => code.startsWith("enable f16;"))).toHaveLength(3);
  });

  test("have no part in inverse roots", () => {
    const root = matrixRule({ name: "rooted", text: "u = newtonRoot(g @ g', 4, 0.1) @ g" })();
    const roots = routineOf(root, { precision: "f16" }).filter(({ label }) => label.endsWith("inverse root"));
    for (const { code } of roots) expect(code).not.toContain("f16");
  });
});

test("a device with small workgroups has smaller tiles", () => {
  const optimizer = muon({ matrices: "*", layout: "out,in" });
  for (const [workgroup, side] of [
    [512, 16],
    [256, 16],
    [128, 8],
    [64, 8],
    [32, 4],
  ] as const) {
    const products = routineOf(optimizer, { workgroup }).filter(({ label }) => label.endsWith("product"));
    for (const { code } of products) expect(code).toContain(`@workgroup_size(${side * side})`);
  }
});
