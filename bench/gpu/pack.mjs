/** Packs a run for a machine with an NVIDIA GPU and no network: Node, what `assemble` lays together, and Debian's files of the Vulkan loader. */
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { assemble } from "./assemble.mjs";

/** NVIDIA's driver of Vulkan asks for those of OpenGL and of X as well. */
const debs = {
  loaders: ["libvulkan1", "libegl1", "libglvnd0", "libopengl0", "libgl1", "libglx0", "libgles2"],
  x: ["libx11-6", "libxext6", "libxcb1", "libxau6", "libxdmcp6", "libbsd0", "libmd0"],
};
/** What machines that are lent take at most. */
const most = 60 * 2 ** 20;

/**
 * @returns the bytes of what lies in the folder.
 * @throws Error if they are too many, or where a program is missing.
 */
export function pack(folder, say) {
  const work = mkdtempSync(join(tmpdir(), "glissade-pack-"));
  try {
    assemble(join(work, "repository"));
    const node = join(work, "node");
    copyFileSync(process.execPath, node);
    // Smaller by a third; where there is no strip, it stays.
    try {
      execFileSync("strip", [node], { stdio: "ignore" });
    } catch {
      say("without strip: Node is packed as it is");
    }
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const env = { ...process.env, XZ_OPT: "-T0 -6" };
    execFileSync("tar", ["cJf", join(folder, "run.tar.xz"), "-C", work, "repository", "node"], { env });
    copyFileSync(fileURLToPath(new URL("run.sh", import.meta.url)), join(folder, "run.sh"));
    for (const [name, list] of Object.entries(debs)) {
      mkdirSync(join(folder, name));
      try {
        execFileSync("apt-get", ["download", "-qq", ...list], {
          cwd: join(folder, name),
          stdio: ["ignore", "ignore", "pipe"],
        });
      } catch (error) {
        say(`without ${list.join(", ")}: the other machine must have them; ${error.message.split("\n")[0]}`);
      }
    }
    const files = readdirSync(folder, { recursive: true }).map((file) => statSync(join(folder, file)));
    const bytes = files.reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0);
    if (bytes > most)
      throw new Error(`${folder} has ${bytes} bytes, and ${most} are the most that it may have`);
    return bytes;
  } finally {
    rmSync(work, { recursive: true });
  }
}
