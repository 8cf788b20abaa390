/**
 * `glissade train` under mpirun: the last checkpoint is the same file on one process and on several, also where the run was stopped by SIGUSR2
 * and goes on with another number of ranks. One rank prints and writes.
 */
import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const epochs = 12;

/** The last checkpoint of a folder: its name and bytes. */
function lastOf(path) {
  const name = readdirSync(path).sort().at(-1);
  return [name, readFileSync(join(path, name)).toString("base64")];
}

/** Runs a command and sends SIGUSR2 to it once it has printed an epoch. @returns its exit code and what it printed. */
function stopped(program, args, env) {
  const child = spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  let isAsked = false;
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (data) => {
      printed += data;
      if (isAsked || !/^epoch /m.test(printed)) return;
      isAsked = true;
      child.kill("SIGUSR2");
    });
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, printed })));
}

export async function train({ root, folder, run, ranks, right, env }) {
  const program = join(root, "dist/cli/main.js");
  const data = join(folder, "rows.csv");
  const rows = Array.from({ length: 300 }, (_, i) => `${Math.sin(i)},${Math.cos(3 * i)},${Math.sin(2 * i)}`);
  writeFileSync(data, `a,b,y\n${rows.join("\n")}\n`);
  const at = (name) => join(folder, name);
  const args = (name, ...more) => [
    ...[program, "train", "adamw", "--data", data, "--target", "y", "--model", "mlp:16"],
    ...["--batch-size", "32", "--epochs", String(epochs), "--checkpoint", at(name), ...more],
  ];
  const one = right(run(process.execPath, args("one", "--micro-batches", "6")));
  const meant = lastOf(at("one"));
  const four = ranks(4, args("four", "--micro-batches", "6", "--save", at("four.safetensors")));
  assert.equal(right(four).replace(/ in [\d.]+ s.*/, ""), one.replace(/ in [\d.]+ s.*/, ""));
  assert.match(four.stderr, /4 ranks on 1 host/);
  assert.deepEqual(lastOf(at("four")), meant);
  console.log(`4 ranks print once, and write what one process writes: ${meant[0]}`);

  const shared = ["--shard", "state", "--micro-batches", "6"];
  right(ranks(4, args("shared", ...shared, "--epochs", "5")));
  assert.equal(readdirSync(at("shared")).filter((name) => /of-4/.test(name)).length % 4, 0);
  right(run(process.execPath, args("shared", "--resume", "--micro-batches", "6")));
  assert.deepEqual(lastOf(at("shared")), meant);
  console.log("4 ranks that share the optimizer's state, gone on with in one process: the same file");

  const two = ["-n", "2", "--oversubscribe", "--bind-to", "none", process.execPath];
  const { printed } = await stopped(
    "mpirun.openmpi",
    [...two, ...args("moved", "--micro-batches", "6", "--every", "1")],
    env,
  );
  assert.match(printed, /stopped after step \d+: checkpoint in/);
  const [name] = lastOf(at("moved"));
  assert.notEqual(name, meant[0], "the run was over before the signal came");
  right(ranks(3, args("moved", "--resume")));
  assert.deepEqual(lastOf(at("moved")), meant);
  console.log(`stopped by SIGUSR2 on 2 ranks at ${name}, gone on with 3: the same file`);

  const many = ranks(4, args("four", "--resume", "--micro-batches", "3"));
  assert.notEqual(many.status, 0);
  assert.match(many.stderr, /begun with micro-batches 6; got 3/);
  const few = ranks(3, args("few", "--micro-batches", "2"));
  assert.notEqual(few.status, 0);
  assert.match(few.stderr, /microBatches must be at least 3, the number of ranks; got 2/);
  console.log("more ranks than micro-batches, and other micro-batches than at the start, are refused");
}
