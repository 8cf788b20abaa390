/**
 * `node tools/checkpoints/python.mjs`: Python's safetensors reads a checkpoint, with all its names, shapes, values and texts. Makes a virtual
 * environment outside the repository; needs Python 3.11 (`PYTHON` names another command) and pip.
 */
import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { rolldown } from "rolldown";

const here = fileURLToPath(new URL(".", import.meta.url));
const src = fileURLToPath(new URL("../../src", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "python-"));
const run = (command, ...args) => execFileSync(command, args, { encoding: "utf8" });

try {
  const program = join(folder, "glissade.mjs");
  writeFileSync(
    join(folder, "entry.ts"),
    `export * from "${src}/index.ts"; export * from "${src}/checkpoint/index.ts";`,
  );
  const build = await rolldown({ input: join(folder, "entry.ts"), platform: "node" });
  await build.write({ format: "esm", file: program, codeSplitting: false });
  const { adamw, save, tensor } = await import(pathToFileURL(program).href);
  const descent = await adamw().init({
    layer: { weight: tensor(new Float32Array(6), [2, 3]), 'gr\u00f6\u00dfe/"1"': [1, 2] },
  });
  descent.step({ layer: { weight: [1, -2, 3, -4, 5, -6], 'gr\u00f6\u00dfe/"1"': [1e-3, -1e100] } });
  const path = join(folder, "run.safetensors");
  await save(descent, path, {
    extra: { epoch: 3, text: "\u{1f600}\n" },
    tensors: { order: Int32Array.of(2, 0, 1) },
  });

  run(process.env.PYTHON ?? "python3.11", "-m", "venv", join(folder, "environment"));
  const python = join(folder, "environment/bin/python");
  run(python, "-m", "pip", "install", "--quiet", "safetensors==0.8.0", "numpy==2.4.6");
  const { metadata, tensors } = JSON.parse(run(python, join(here, "read_checkpoint.py"), path));

  const snapshot = await descent.snapshot();
  const meant = { "extra/order": { shape: [3], dtype: "int32", values: [2, 0, 1] } };
  const kinds = [
    ["params", snapshot.params],
    ...Object.entries(snapshot.state).map(([name, values]) => [`state/${name}`, values]),
  ];
  for (const [kind, values] of kinds)
    for (const [name, array] of Object.entries(values)) {
      const dtype = array instanceof Float32Array ? "float32" : "float64";
      meant[`${kind}/${name}`] = { shape: [...snapshot.shapes[name]], dtype, values: [...array] };
    }
  assert.deepEqual(tensors, meant);
  assert.deepEqual(JSON.parse(metadata.extra), { epoch: 3, text: "\u{1f600}\n" });
  assert.deepEqual(JSON.parse(metadata.optimizer), JSON.parse(JSON.stringify(snapshot.optimizer)));
  console.log(
    `Python read ${Object.keys(tensors).length} tensors and ${Object.keys(metadata).length} texts as they are`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
