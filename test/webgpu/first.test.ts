import { expect, test } from "vitest";
import { adam } from "../../src/index.ts";
import { plan } from "../../src/plan/plan.ts";
import { programOf } from "../../src/runtime/webgpu/program.ts";
import { GpuRun } from "../../src/runtime/webgpu/run.ts";
import { Hypers } from "../../src/descent/hypers.ts";
import { gpuDevice } from "./gpu.ts";
import { chain, clipByGlobalNorm, lamb, adafactor, skipNonFinite, sgd } from "../../src/index.ts";

const shape = { storageBuffers: 8, binding: 2 ** 27, workgroup: 256, workgroups: 65535, isGuarded: false };

test.each([["adam", adam()], ["clip", chain(clipByGlobalNorm(1), adam())], ["lamb", lamb()], ["adafactor", adafactor()], ["skip", chain(skipNonFinite(), sgd({learningRate: 0.1}))]] as const)("%s", async (_, optimizer) => {
  const device = await gpuDevice();
  const tensors = [{ path: "x", shape: [100, 7], size: 700, dtype: "float32" as const }, { path: "y", shape: [13], size: 13, dtype: "float32" as const }];
  const planned = plan(optimizer, tensors);
  const program = programOf(planned, shape);
  for (const { dispatches } of Object.values(program.phases)) for (const { label, code, workgroups } of dispatches) console.log(label, workgroups, code);
  const run = await GpuRun.make(device, program);
  const hypers = new Hypers(planned);
  const values = { x: Float32Array.from({ length: 700 }, (_, i) => Math.sin(i)), y: new Float32Array(13).fill(2) };
  const grads = { x: Float32Array.from({ length: 700 }, (_, i) => Math.cos(i)), y: new Float32Array(13).fill(-1) };
  const host = await optimizer.init({ x: { data: values.x, shape: [100, 7] }, y: values.y } as never, { device: "js" }) as any;
  for (const path of ["x", "y"] as const) { run.write("p", path, values[path]); run.write("g", path, grads[path]); }
  for (const { role, scope, groups } of planned.states) if (scope === "uniform") run.write(role, "", [0]);
  for (let t = 0; t < 3; t++) {
    hypers.evaluate(t);
    run.run("step", hypers.scalars, t);
    hypers.took();
    host.step({ x: { data: grads.x, shape: [100, 7] }, y: grads.y });
    const [x, y] = await run.read([["p", "x"], ["p", "y"]]);
    let worst = 0;
    for (const [a, b] of [[x!, host.params.x.data], [y!, host.params.y]]) for (let i = 0; i < a.length; i++) worst = Math.max(worst, Math.abs(a[i]! - b[i]!));
    console.log("worst", worst);
    expect(worst).toBeLessThan(1e-5);
  }
  run.dispose();
});
