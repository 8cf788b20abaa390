/**
 * The complete WebAssembly and C of a few kernels, so that a review shows every change. The engine must accept it; results are
 * tested elsewhere. Update with `npx vitest run test/kernels/snapshots -u`.
 */
import { expect, test } from "vitest";
import { adam, adamw, chain, clipByGlobalNorm, type Optimizer, rule, sgd, yogi } from "../../src/index.ts";
import { lowered } from "../../src/plan/lower.ts";
import { plan } from "../../src/plan/plan.ts";
import { emit } from "../../src/runtime/host/wasm/emit.ts";
import { native } from "../../src/runtime/host/wasm/operate.ts";
import { assemble } from "../../src/webassembly/assembler.ts";

const centred = rule({ name: "centred", text: "u = g - mean(g)" });
const sliced = rule({ name: "sliced", text: "u = rowMax(g) + columnSum(g) + columnMax(g)" });
const limited = rule({ name: "limited", text: "u = where(g > 1 && !(p < 0), exp(-g), log(p))" });

test.each<[name: string, optimizer: Optimizer, dtype: "float32" | "float64"]>([
  ["adam-float32", adam(), "float32"],
  ["adam-float64", adam(), "float64"],
  ["yogi-float32", yogi(), "float32"],
  ["clipped-sgd-float32", chain(clipByGlobalNorm(1), sgd()), "float32"],
  ["clipped-sgd-float64", chain(clipByGlobalNorm(1), sgd()), "float64"],
  ["centred-float32", chain(centred(), sgd()), "float32"],
  ["sliced-float32", sliced(), "float32"],
  ["limited-float64", limited(), "float64"],
])("%s", async (name, optimizer, dtype) => {
  const text = await optimizer.explain({ dtype, format: "wasm" });
  await expect(text).toMatchFileSnapshot(`./snapshots/${name}.wat`);
});

test.each<[name: string, optimizer: Optimizer, dtype: "float32" | "float64"]>([
  ["adam-float32", adam(), "float32"],
  ["clipped-sgd-float64", chain(clipByGlobalNorm(1), sgd()), "float64"],
  ["sliced-float32", sliced(), "float32"],
  ["limited-float64", limited(), "float64"],
])("%s in C", async (name, optimizer, dtype) => {
  const text = await optimizer.explain({ dtype, format: "c" });
  await expect(text).toMatchFileSnapshot(`./snapshots/${name}.c`);
});

test.each<[string, Optimizer]>([
  ["adam", adam()],
  ["adamw", adamw()],
  ["yogi", yogi()],
  ["clipped", chain(clipByGlobalNorm(1), centred(), sgd({ momentum: 0.9 }))],
  ["sliced", sliced()],
  ["limited", limited()],
])("the engine accepts every kernel of %s, measured or not", (_, optimizer) => {
  for (const dtype of ["float32", "float64"] as const) {
    for (const measure of [false, true]) {
      const { step } = plan(optimizer, [{ path: "x", shape: [8], size: 8, dtype }], measure).phases;
      const kernels = step.stages.flatMap(({ passes }) => passes.map(({ kernel }) => kernel));
      for (const kernel of kernels)
        expect(WebAssembly.validate(assemble(emit(lowered(kernel, native)).code))).toBe(true);
    }
  }
});
