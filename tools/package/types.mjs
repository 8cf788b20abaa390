/** The declarations in the compilers that users have: without DOM, with libraries checked. */
import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const program = `
import { adam, adamw, chain, clipByGlobalNorm, type Descent, type GpuDescent, type GpuDevice, minimize, rule, type Snapshot, warmupCosine } from "glissade";
import { type Expression, expression } from "glissade/language";
import * as alone from "glissade/static";
import { fit, jax, modelFrom } from "glissade/train";
import * as train from "glissade/train";
import { evaluator, gradientTransformation, lossGradient } from "glissade/adapters/jax-js";

const optimizer = chain(clipByGlobalNorm(1), adamw({ learningRate: warmupCosine({ peak: 1, warmup: 1, total: 9 }), where: "*.w" }));
const descent = await optimizer.init({ layer: { w: new Float32Array(2), b: [1, 2] }, scale: 1 });
const first: number = descent.params.layer.w[0]!;
const log = (some: Descent): number => some.count;
const saved: Snapshot = await descent.snapshot();
export async function onGpu(device: GpuDevice): Promise<GpuDescent<{ w: Float32Array }>> {
  const given = await adam().init({ w: new Float32Array(2) }, { device });
  const named = await adam().init({ w: new Float32Array(2) }, { device: "webgpu" });
  const offset: number = named.params.w.offset + given.grads.w.size;
  // @ts-expect-error values on a GPU are awaited
  named.params.w[offset];
  // @ts-expect-error what has no more than a queue is no device
  await adam().init({ w: new Float32Array(2) }, { device: { queue: device.queue } });
  // @ts-expect-error nor is an unknown name
  await adam().init({ w: new Float32Array(2) }, { device: "gpu" });
  // @ts-expect-error initSync cannot wait for one
  adam().initSync({ w: new Float32Array(2) }, { device });
  return given;
}
const { x } = await minimize((p: Float64Array | number[], g) => ((g[0] = p[0]!), 1), [0], { optimizer: adam(), steps: 1 });
const own = rule({ name: "own", hyper: { k: 1 }, state: { m: 0 }, text: "m = m + g\\n u = k*m" });
// @ts-expect-error a misspelt name does not compile
const misspelt = rule({ name: "own", hyper: { k: 1 }, text: "u = kk*g" });
const long = rule({ name: "long", hyper: { k: 1 }, text: "u = LONG + k*g" });
// @ts-expect-error a misspelt name at the end of a long line neither
const wrong = rule({ name: "long", hyper: { k: 1 }, text: "u = LONG + kk*g" });
const bowl = expression("(1 - x)^2 + 100*(y - x^2)^2");
const slope: number = bowl.derivative("x").toFunction(["y", "x"])(2, 1) + bowl.evaluate({ x: 1, y: 2 });
const computed: Expression = expression(String("x"));
const squares: number | Float64Array = expression("sum((y - w*x)^2)", { vectors: ["x", "y"] }).evaluate({ w: 2, x: [1], y: [2] });
// @ts-expect-error a name that is not in the text does not compile
bowl.derivative("z");
const { numpy: np, nn } = jax;
const some: jax.Array = np.zeros([2]);
const gradient = lossGradient(jax, (p, x: jax.Array) => nn.relu(np.matmul(x, p.layer.w)).sum().mul(p.scale), descent);
const loss: number = gradient({ data: new Float32Array(4), shape: [2, 2] });
// @ts-expect-error a batch is values or arrays
gradient("text");
const solver = gradientTransformation(jax, adam());
const moved: { w: jax.Array } = solver.update({ w: some }, await solver.init({ w: some }), { w: some })[0];
const outputs: ArrayLike<number> = evaluator(jax, (w: jax.Array) => np.exp(w))(new Float32Array(2)).data;
const data = { x: { data: new Float32Array(4), shape: [2, 2] }, y: { data: new Float32Array(2), shape: [2] } };
const options = { optimizer: adam(), epochs: 1, params: { w: new Float32Array(2) } };
const run = fit(({ w }, { x, y }) => np.square(np.matmul(x!, w).sub(y!)).mean(), data, options);
for await (const event of run) if (event.type === "epoch") log;
const fitted: Float32Array = (await run.result).params.w;
// @ts-expect-error a loss is an array of jax-js
fit(() => 5, data, options);
// @ts-expect-error a function takes parameters that are there
fit(({ v }) => v.sum(), data, options);
fit(modelFrom("linear", { features: 2 }), data, { optimizer: adam(), epochs: 1 });
export const trained = [loss, moved, outputs, fitted];
export const all = [slope, computed, squares, long, wrong, first, log(descent), saved, x, own({ k: 2 }), misspelt, alone.adam(), train.standardize];
`.replaceAll("LONG", Array(500).fill("k*g").join(" + ")); // lines of 3,000 characters

export function types({ user, here }) {
  writeFileSync(join(user, "types.ts"), program);
  return ["typescript-5.5", "typescript-6", "typescript-7"].flatMap((name) => {
    const { version } = JSON.parse(readFileSync(join(here, "node_modules", name, "package.json"), "utf8"));
    return ["nodenext", "esnext"].map((module) => {
      const options = {
        strict: true,
        exactOptionalPropertyTypes: true,
        target: "es2022",
        lib: ["es2022"],
        module,
        moduleResolution: module === "esnext" ? "bundler" : module,
        types: [],
        skipLibCheck: false,
        noEmit: true,
      };
      writeFileSync(
        join(user, "tsconfig.json"),
        JSON.stringify({ compilerOptions: options, files: ["types.ts"] }),
      );
      const tsc = join(here, "node_modules", name, name.endsWith("7") ? "lib/tsc.js" : "bin/tsc");
      const start = performance.now();
      const printed = execFileSync(process.execPath, [tsc, "-p", "."], { cwd: user, encoding: "utf8" });
      assert.equal(printed.trim(), "");
      return `TypeScript ${version}, ${module}, lib es2022 alone: ${((performance.now() - start) / 1000).toFixed(1)} s`;
    });
  });
}
