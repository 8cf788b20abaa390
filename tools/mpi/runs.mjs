/** Runs of `glissade train` on a small table, and their checkpoints. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The words of a command: `name` is the folder of its checkpoints. */
export function trainArgs({ root, folder, name, more = [] }) {
  const data = join(folder, "rows.csv");
  if (!existsSync(data)) {
    const rows = Array.from(
      { length: 300 },
      (_, i) => `${Math.sin(i)},${Math.cos(3 * i)},${Math.sin(2 * i)}`,
    );
    writeFileSync(data, `a,b,y\n${rows.join("\n")}\n`);
  }
  return [
    ...[join(root, "dist/cli/main.js"), "train", "adamw", "--data", data, "--target", "y"],
    ...["--model", "mlp:16", "--batch-size", "32", "--checkpoint", join(folder, name), ...more],
  ];
}

/** The last checkpoint of a folder: its name and bytes. */
export function lastOf(path) {
  const name = readdirSync(path)
    .filter((file) => /^step-\d+\.safetensors$/.test(file))
    .sort()
    .at(-1);
  return [name, readFileSync(join(path, name)).toString("base64")];
}

/** Waits until a run has written some checkpoints, half a minute at most. */
export async function written(path, job) {
  for (let tries = 0; tries < 300; tries++) {
    if (
      existsSync(path) &&
      readdirSync(path).filter((file) => /^step-\d+\.safetensors$/.test(file)).length > 1
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no checkpoints in ${path}:\n${job.printed}`);
}
