/** Programs from Debian, where they are missing and this process may install them. */
import { spawnSync } from "node:child_process";

/** Whether a program is there. */
export const has = (program) => !spawnSync(program, ["--version"]).error;

/** Installs the packages of programs that are missing: `{ "mpirun.mpich": "mpich" }`. What cannot be installed is still missing afterwards. */
export function install(packages) {
  if (Object.keys(packages).every(has) || process.getuid?.() !== 0 || !has("apt-get")) return;
  const options = { stdio: "ignore", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
  spawnSync("apt-get", ["update", "-q"], options);
  const names = [...new Set(Object.values(packages))];
  spawnSync("apt-get", ["install", "-y", "-q", "--no-install-recommends", ...names], options);
}
