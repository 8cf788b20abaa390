/** The device `native` as users get it: without koffi it says what to install; with koffi beside the package it steps, and finds later what it compiled. */
import { strict as assert } from "node:assert";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const text = `
  import { adam } from "glissade";
  import { adam as staticAdam } from "glissade/static";
  for (const optimizer of [adam({ learningRate: 1 }), staticAdam({ learningRate: 1 })])
    await optimizer.init([1], { device: "native" }).then(
      (descent) => { descent.step([1]); console.log(descent.device, descent.params[0].toFixed(3)); },
      ({ name, message }) => console.log(name, /run "npm install koffi"/.test(message)));`;

/** A folder of its own with the package and its peer. */
export function nativeWithItsPeer({ root, user, tarball }) {
  if (spawnSync("cc", ["--version"]).error) return ["not here: there is no C compiler"];
  const beside = join(user, "../beside");
  mkdirSync(beside);
  writeFileSync(join(beside, "package.json"), JSON.stringify({ private: true, type: "module" }));
  execFileSync("npm", ["install", "--offline", "--no-audit", "--no-fund", tarball], {
    cwd: beside,
    stdio: "ignore",
  });
  const env = { ...process.env, XDG_CACHE_HOME: join(beside, "cache") };
  const run = () => {
    const args = ["--no-warnings", "--input-type=module", "-e", text];
    return execFileSync(process.execPath, args, { cwd: beside, env, encoding: "utf8" }).trim().split("\n");
  };
  assert.deepEqual(run(), Array(2).fill("DeviceError true"));
  for (const name of ["koffi", "@koromix"])
    cpSync(join(root, "node_modules", name), join(beside, "node_modules", name), { recursive: true });
  const kept = () => readdirSync(join(beside, "cache/glissade/native"));
  assert.deepEqual(run(), Array(2).fill("native 0.000"));
  const [file, ...others] = kept();
  assert.deepEqual(others, []);
  assert.deepEqual(run(), Array(2).fill("native 0.000"));
  assert.deepEqual(kept(), [file]);
  return ["without koffi what to install; with it glissade and glissade/static step, and compile once"];
}
