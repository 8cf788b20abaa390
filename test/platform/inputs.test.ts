/** The inputs of `init`, `step` and `restore` are not kept: the garbage collector, called in a process of its own, frees them. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { expect, test } from "vitest";

const index = fileURLToPath(new URL("../../src/index.ts", import.meta.url));

/** Prints the names of what is still there although only descents are left. */
const program = `
  import { adafactor, adam, emaParams, partition, freeze, tensor, sgd } from ${JSON.stringify(index)};
  const optimizers = [adam(), adafactor(), emaParams(sgd()), partition([["a.*", freeze()], ["*", adam()]])];
  const watched = [];
  const watch = (name, value) => { watched.push([name, new WeakRef(value)]); return value; };
  const descents = [];
  const begin = async (optimizer, device) => {
    const shape = watch("shape", [4, 250]);
    const tree = watch("tree", {
      a: watch("inner", { w: watch("tensor", tensor(watch("data", new Float32Array(1000)), shape)) }),
      list: watch("list", [watch("array", new Float64Array(1000)), watch("numbers", [1, 2, 3])]),
      scalar: 1,
    });
    const descent = await optimizer.init(tree, { device });
    descent.step(watch("gradients", { a: { w: watch("gradient", new Float32Array(1000)) }, list: [new Float64Array(1000), [1, 2, 3]], scalar: 0 }));
    await descent.restore(watch("snapshot", await descent.snapshot()));
    await descent.evalParams();
    descents.push(descent);
  };
  for (const device of ["js", "wasm"]) for (const optimizer of optimizers) await begin(optimizer, device);
  for (let i = 0; i < 5; i++) { await new Promise((done) => setTimeout(done, 10)); gc(); }
  console.log(JSON.stringify(watched.filter(([, reference]) => reference.deref()).map(([name]) => name)));
  for (const descent of descents) descent.step();
`;

test("nothing that was given stays for the life of a descent", async () => {
  const bundle = await rolldown({
    input: "program",
    platform: "node",
    plugins: [
      {
        name: "program",
        resolveId: (id) => (id === "program" ? id : null),
        load: (id) => (id === "program" ? program : null),
      },
    ],
  });
  const { output: chunks } = await bundle.generate({ format: "esm", codeSplitting: false });
  const output = execFileSync(process.execPath, ["--expose-gc", "--input-type=module", "-"], {
    input: chunks[0].code,
  });
  expect(JSON.parse(output.toString())).toEqual([]);
}, 60_000);
