/**
 * The device `native` as users get it: without koffi it says what to install; with koffi beside the package, or in the folder where the
 * command line is called, it steps, and finds later what it compiled.
 */
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
  const addKoffi = (folder) => {
    for (const name of ["koffi", "@koromix"])
      cpSync(join(root, "node_modules", name), join(folder, "node_modules", name), { recursive: true });
  };
  const run = () => {
    const args = ["--no-warnings", "--input-type=module", "-e", text];
    return execFileSync(process.execPath, args, { cwd: beside, env, encoding: "utf8" }).trim().split("\n");
  };
  assert.deepEqual(run(), Array(2).fill("DeviceError true"));
  addKoffi(beside);
  const kept = () => readdirSync(join(beside, "cache/glissade/native"));
  assert.deepEqual(run(), Array(2).fill("native 0.000"));
  const [file, ...others] = kept();
  assert.deepEqual(others, []);
  assert.deepEqual(run(), Array(2).fill("native 0.000"));
  assert.deepEqual(kept(), [file]);
  // As npx does: the program lies elsewhere, koffi where it is called.
  const working = join(user, "../working");
  mkdirSync(working);
  const program = join(user, "node_modules/glissade/dist/cli/main.js");
  const call = (...args) =>
    spawnSync(process.execPath, [program, ...args, "--device", "native"], {
      cwd: working,
      env,
      encoding: "utf8",
    });
  const training = ["train", "adam", "--data", "auto-mpg", "--epochs", "1"];
  assert.match(call(...training).stderr, /run "npm install koffi"/);
  addKoffi(working);
  const compared = ["--data", "auto-mpg", "--optimizers", "sgd,adam", "--rates", "1e-2:1:1", "--seeds", "2"];
  for (const args of [training, ["compare", ...compared, "--epochs", "1", "--workers", "2"]]) {
    const { status, stderr } = call(...args);
    assert.equal(status, 0, stderr);
  }
  return [
    "without koffi what to install; with it glissade and glissade/static step, and compile once; the command line takes koffi from where it is called",
  ];
}
