/**
 * A view that a program still holds after `dispose` can be read and written on every device: the engine frees its memory when nobody
 * holds one, and nothing unmaps it before. In a process of its own, which would end otherwise.
 */
import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { bundle } from "../bundle.ts";
import { missing } from "../native/available.ts";

/** Prints what old views hold, after others have asked for memory, and that they take new values. */
const program = (settings: readonly object[]) => `
  import { adam } from "glissade";
  const n = 2 ** 18;
  const found = [];
  for (const options of ${JSON.stringify(settings)}) {
    const descent = await adam({ learningRate: 1 }).init({ x: new Float32Array(n).fill(3) }, options);
    descent.grads.x.fill(2);
    descent.step();
    const views = [descent.params.x, descent.grads.x, descent.state.m.x];
    const { device, threads } = descent;
    descent.dispose();
    for (let i = 0; i < 5; i++) {
      gc();
      await new Promise((done) => setTimeout(done, 5));
      (await adam().init({ x: new Float32Array(n).fill(7) }, options)).dispose();
    }
    const held = views.map((view) => view.every((value) => value === view[0]) && view[0].toFixed(2));
    for (const view of views) view.fill(5);
    const takes = views.every((view) => view.length === n && view.every((value) => value === 5));
    found.push([device, threads, held.join(), takes].join(" "));
  }
  console.log(JSON.stringify(found));
`;

const settings = [
  { device: "js" },
  { device: "wasm" },
  { device: "wasm", threads: 2 },
  ...(missing ? [] : [{ device: "native" }, { device: "native", threads: 2 }]),
];

/** Runs the program; what it found of each setting. */
function found(code: string): string[] {
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    ["--expose-gc", "--input-type=module", "-"],
    { input: code, encoding: "utf8" },
  );
  expect({ status, signal, stderr }).toEqual({ status: 0, signal: null, stderr: "" });
  return JSON.parse(stdout) as string[];
}

/** Processes that are tried: where a busy machine does not start a worker within its second, a process goes on without it. */
const most = 5;

test("old views can be read and written after dispose, on every device", async () => {
  const code = await bundle({ code: program(settings) });
  const placed = settings.map((one) => `${one.device} ${"threads" in one ? one.threads : 1}`);
  let last: string[] = [];
  for (let tried = 0; tried < most; tried++) {
    last = found(code);
    // Whatever its threads are, every process must find the views as they were.
    expect(last.map((line) => line.replace(/^\w+ \d /, ""))).toEqual(placed.map(() => "2.00,2.00,0.20 true"));
    if (last.every((line, index) => line.startsWith(`${placed[index]} `))) break;
  }
  expect(last).toEqual(placed.map((place) => `${place} 2.00,2.00,0.20 true`));
});
