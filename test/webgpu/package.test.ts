/** The device by its name, as users get it: the packed package beside the npm package `webgpu`, and its types beside those of WebGPU. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "glissade-webgpu-"));
afterAll(() => rmSync(folder, { recursive: true }));

const npm = (cwd: string, ...args: string[]) => execFileSync("npm", args, { cwd, encoding: "utf8" });

beforeAll(() => {
  if (!existsSync(join(root, "dist"))) throw new Error("there is no dist: npm run build");
  const printed = npm(root, "pack", "--ignore-scripts", "--json", "--pack-destination", folder);
  const [{ filename }] = JSON.parse(printed) as [{ filename: string }];
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  npm(folder, "install", "--offline", "--no-audit", "--no-fund", join(folder, filename));
}, 300_000);

/** Puts a package of this folder beside the packed one. */
function add(name: string): void {
  const to = join(folder, "node_modules", name);
  if (existsSync(to)) return;
  mkdirSync(join(to, ".."), { recursive: true });
  symlinkSync(join(import.meta.dirname, "node_modules", name), to);
}

/** Runs a program there; the lines that it prints. */
const run = (program: string, env: Readonly<Record<string, string>> = {}): string[] =>
  execFileSync(process.execPath, ["--input-type=module", "-e", program], {
    cwd: folder,
    env: { ...process.env, ...env },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  })
    .trim()
    .split("\n");

const program = `
  import { adam } from "glissade";
  import { adam as alone } from "glissade/static";
  for (const optimizer of [adam({ learningRate: 1 }), alone({ learningRate: 1 })])
    try {
      const descent = await optimizer.init({ x: new Float32Array(3) }, { device: "webgpu" });
      descent.step({ x: new Float32Array(3).fill(2) });
      const { x } = await descent.read();
      console.log(descent.device, [...x].map((one) => one.toFixed(3)).join());
      descent.dispose();
    } catch (error) {
      console.log(error.name, error.message.split(";")[0]);
    }`;

describe("in Node", () => {
  test("without the package webgpu the error says what to install", () => {
    const expected = 'DeviceError Node has no WebGPU of its own: npm install webgpu, or use device "auto"';
    expect(run(program)).toEqual([expected, expected]);
  });

  test("with it a step runs, and the process ends", () => {
    add("webgpu");
    expect(run(program)).toEqual(Array(2).fill("webgpu -1.000,-1.000,-1.000"));
  });

  test("with it and no GPU the error says so", () => {
    add("webgpu");
    const none = run(program, { VK_ICD_FILENAMES: join(folder, "none.json"), VK_DRIVER_FILES: "" });
    expect(none).toEqual(
      Array(2).fill(
        "DeviceError this engine has WebGPU, and no GPU for it: a driver is missing (on Linux one of Vulkan)",
      ),
    );
  });
});

describe("the types", () => {
  const options = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    target: "es2022",
    module: "nodenext",
    // @webgpu/types names what only a page's library has, and that of the compiler has another WebGPU by now.
    skipLibCheck: true,
  };
  /** What the compiler prints of a program, with these libraries and types. */
  function compile(text: string, lib: readonly string[], types: readonly string[]): string {
    writeFileSync(join(folder, "program.ts"), text);
    const config = { compilerOptions: { ...options, lib, types }, files: ["program.ts"] };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
    try {
      const tsc = join(root, "node_modules/typescript/bin/tsc");
      return execFileSync(process.execPath, [tsc, "-p", "."], { cwd: folder, encoding: "utf8" });
    } catch (error) {
      return (error as { stdout: string }).stdout;
    }
  }

  const text = `
import { adam, type GpuDescent, type GpuDevice } from "glissade";
export async function train(device: GPUDevice, encoder: GPUCommandEncoder, adapter: GPUAdapter, mine: GPUBuffer): Promise<Float32Array> {
  const ours: GpuDevice = device;
  const descent = await adam().init({ w: new Float32Array(4) }, { device });
  const same: GpuDescent<{ w: Float32Array }> = await adam().init({ w: new Float32Array(4) }, { device: ours });
  device.queue.writeBuffer(descent.grads.w.buffer as GPUBuffer, descent.grads.w.offset, new Float32Array(4));
  descent.step();
  const own = await adam().init({ w: { buffer: mine, offset: 20, size: 16 }, b: mine }, { device });
  own.step({ w: mine, b: { buffer: mine, offset: 4 } });
  own.step({ w: new Float32Array(4), b: new Float32Array(4) });
  own.encode(encoder, { w: mine, b: mine });
  const read: { readonly w: Float32Array; readonly b: Float32Array } = await own.read();
  const offset: number = own.params.b.offset + read.w.length;
  // @ts-expect-error an encoder takes no arrays
  own.encode(encoder, { w: new Float32Array(4), b: new Float32Array(offset) });
  // @ts-expect-error an encoder is no device
  await adam().init({ w: new Float32Array(4) }, { device: encoder });
  // @ts-expect-error nor is an adapter
  await adam().init({ w: new Float32Array(4) }, { device: adapter });
  return (await same.read()).w;
}
`;

  test("a GPUDevice of the compiler's own library fits", () => {
    expect(compile(text, ["es2022", "dom"], [])).toBe("");
  });

  test("one of @webgpu/types fits", () => {
    add("@webgpu/types");
    expect(compile(text, ["es2022"], ["@webgpu/types"])).toBe("");
  });
});
