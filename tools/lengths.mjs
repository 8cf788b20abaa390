/**
 * `npm run lengths`: no file of code above 300 lines, tests included, so that each can be read at one sitting. Files that a
 * program wrote are left out: lock files, snapshots, golden data. Documents are not code.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

const limit = 300;
const options = ["ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate"];
const code = ["*.ts", "*.tsx", "*.css", "*.vue", "*.mts", "*.js", "*.mjs", "*.py", "*.sh", ".ci/*"];
const files = execFileSync("git", [...options, ...code], { encoding: "utf8" })
  .trim()
  .split("\n");

const long = files
  .filter((file) => existsSync(file))
  .flatMap((file) => {
    const lines = readFileSync(file, "utf8").split("\n").length - 1;
    return lines > limit ? `${file}: ${lines} lines` : [];
  });
if (long.length > 0) {
  console.error(
    `${long.join("\n")}\nno file of code may have more than ${limit} lines: divide it by concept`,
  );
  process.exitCode = 1;
}
