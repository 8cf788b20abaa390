/**
 * Two hosts out of one machine: network namespaces with names and addresses of their own, joined by a cable. Without a flag of mpirun's, a job
 * whose cable is cut ends in time; the run goes on from its last checkpoint. Over a slow cable exchanges take what `glissade cost` says. Where
 * namespaces are not allowed that is said.
 */
import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { calibration, near } from "./cost.mjs";
import { install } from "./install.mjs";
import { ends, start, succeeds } from "./jobs.mjs";
import { lastOf, trainArgs, written } from "./runs.mjs";

const names = ["glissade-a", "glissade-b"];
const network = "10.77.0";

function run(program, ...words) {
  const { error, status, stderr } = spawnSync(program, words, { encoding: "utf8" });
  if (error || status !== 0)
    throw new Error(`${program} ${words.join(" ")}: ${error?.message ?? stderr.trim()}`);
}
const ip = (...words) => run("ip", ...words);

/** Makes the two hosts. @returns why they cannot be made, if so. */
function make() {
  try {
    for (const [index, name] of names.entries()) {
      ip("netns", "add", name);
      mkdirSync(`/etc/netns/${name}`, { recursive: true });
      const lines = names.map((other, of) => `${network}.${of + 1} ${other}`);
      writeFileSync(`/etc/netns/${name}/hosts`, `127.0.0.1 localhost\n${lines.join("\n")}\n`);
      ip("-n", name, "link", "set", "lo", "up");
      if (index === 1)
        ip("link", "add", "cable", "netns", names[0], "type", "veth", "peer", "cable", "netns", name);
    }
    for (const [index, name] of names.entries()) {
      ip("-n", name, "address", "add", `${network}.${index + 1}/24`, "dev", "cable");
      ip("-n", name, "link", "set", "cable", "up");
    }
    return undefined;
  } catch (error) {
    return error.message;
  }
}

function remove() {
  for (const name of names) {
    spawnSync("ip", ["netns", "del", name]);
    rmSync(`/etc/netns/${name}`, { recursive: true, force: true });
  }
}

/** Starts ranks, half of them on each host. */
function launcher({ env, root, folder }) {
  const starter = join(folder, "starter");
  // What mpirun starts a daemon by on another host, instead of ssh.
  writeFileSync(
    starter,
    `#!/bin/sh\nhost=$1; shift\nexec ip netns exec $host unshare --uts sh -c "hostname $host; exec $*"\n`,
  );
  chmodSync(starter, 0o755);
  return (count, args) => {
    const where = names.map((name) => `${name}:${count / 2}`).join();
    const words = [
      ...["-n", String(count), "--host", where, "--bind-to", "none", "--mca", "plm_rsh_agent", starter],
      ...["--mca", "btl", "tcp,self,vader", "--mca", "btl_tcp_if_include", `${network}.0/24`],
      ...["--mca", "oob_tcp_if_include", `${network}.0/24`, process.execPath, ...args],
    ];
    const command = ["mpirun.openmpi", ...words].map((word) => `'${word}'`).join(" ");
    const within = `hostname ${names[0]}; exec ${command}`;
    return start("ip", ["netns", "exec", names[0], "unshare", "--uts", "sh", "-c", within], env, {
      cwd: root,
    });
  };
}

const cable = (state) => ip("-n", names[0], "link", "set", "cable", state);

/** Does something on two hosts, while they are there. */
async function onHosts(check, use) {
  install({ tc: "iproute2" });
  // What an earlier run has left.
  remove();
  const problem = make();
  try {
    if (problem) console.log(`not here: two hosts need network namespaces (${problem})`);
    else await use(launcher(check));
  } finally {
    remove();
  }
}

/** A job whose cable is cut. */
const isCut = (check) => async (launch) => {
  const { root, folder } = check;
  const args = (name, ...more) =>
    trainArgs({
      root,
      folder,
      name,
      more: ["--every", "1", "--epochs", "2000", "--micro-batches", "4", ...more],
    });
  const job = launch(4, args("cut", "--shard", "state"));
  await written(join(folder, "cut"), job);
  assert.match(job.printed, /4 ranks on 2 hosts/);
  const { printed, seconds } = await ends(job, () => cable("down"));
  assert.match(
    printed,
    /rank [01] of 4 on glissade-a has been silent for 5 s|rank [23] of 4 on glissade-b has been silent for 5 s/,
  );
  assert.match(printed, /--resume goes on after step \d+, the last checkpoint in/);
  cable("up");
  const [cut] = lastOf(join(folder, "cut"));
  const end = ["--steps", String(Number(/\d+/.exec(cut)[0]) + 20)];
  await succeeds(launch(4, args("cut", "--resume", ...end)));
  await succeeds(check.launch(1, args("cut-whole", ...end)));
  assert.deepEqual(lastOf(join(folder, "cut")), lastOf(join(folder, "cut-whole")));
  console.log(
    `two hosts whose cable is cut: the job ended after ${seconds.toFixed(1)} s and said which rank was silent; it went on from ${cut} to the same end`,
  );
};

export const hosts = (check) => onHosts(check, isCut(check));

/** A cable of 1 Gbit a second in each direction: the model of `glissade cost` beside exchanges of two ranks. */
export const gigabit = (check) =>
  onHosts(check, async (launch) => {
    try {
      // Packets that are longer than the burst are divided.
      for (const name of names)
        run(
          "ip",
          ...["netns", "exec", name, "tc", "qdisc", "add", "dev", "cable", "root"],
          ...["tbf", "rate", "1gbit", "burst", "16kb", "latency", "50ms"],
        );
    } catch (error) {
      console.log(`not here: a cable of 1 Gbit needs a queue of the kernel's (${error.message})`);
      return;
    }
    near(await succeeds(launch(2, calibration(check.root, "4e7"))), "two hosts and 1 Gbit");
  });
