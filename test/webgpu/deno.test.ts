/** The built package in Deno, on the GPU that Deno's own WebGPU finds. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";

const deno = join(import.meta.dirname, "node_modules/@deno/linux-x64-glibc/deno");
const index = join(import.meta.dirname, "../../dist/index.js");

/** Runs a program there; the lines that it prints. */
const run = (program: string): string[] =>
  execFileSync(deno, ["run", "--no-config", "--quiet", "--allow-env", "--allow-read", "-"], {
    input: program,
    encoding: "utf8",
  })
    .trim()
    .split("\n");

test("steps, null gradients, rows and edits in Deno", ({ skip }) => {
  if (!existsSync(deno)) skip("not here: Deno, since it is installed on Linux x64 alone");
  if (!existsSync(index)) throw new Error("there is no dist: npm run build");
  const [adapter] = run("console.log((await navigator.gpu?.requestAdapter()) ? 'there' : 'none')");
  if (adapter === "none") skip("not here: a GPU in Deno, which finds no adapter");
  const printed = run(`
    import { adam, rows, tensor } from ${JSON.stringify(pathToFileURL(index).href)};
    const start = () => ({ w: tensor(new Float32Array(12).fill(1), [4, 3]), b: new Float32Array(3) });
    for (const device of ["webgpu", "js"]) {
      const descent = await adam({ learningRate: 1 }).init(start(), { device });
      descent.step(start());
      descent.step({ ...start(), b: null });
      descent.step({ w: rows([2], [1, 2, 3]), b: null });
      await descent.edit("w", { keep: [2, 0], append: [5, 6, 7] });
      const { w, b } = descent.read ? await descent.read() : descent.params;
      console.log(descent.device, [...w.data, ...b].map((one) => one.toFixed(3)).join(" "));
      descent.dispose();
    }
    Deno.exit();
  `);
  const [gpu, host] = printed.map((line) => line.split(" "));
  expect([gpu![0], host![0]]).toEqual(["webgpu", "js"]);
  expect(gpu!.slice(1)).toEqual(host!.slice(1));
  expect(gpu!.length).toBe(13);
});
