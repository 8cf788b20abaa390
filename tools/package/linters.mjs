/** publint and attw on the packed tarball: every warning counts. */
import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

export async function linters({ installed, here, tarball }) {
  const { messages, pkg } = await publint({
    pkgDir: installed,
    level: "suggestion",
    strict: true,
    pack: false,
  });
  assert.deepEqual(
    messages.map((message) => formatMessage(message, pkg)),
    [],
  );
  const attw = join(here, "node_modules/@arethetypeswrong/cli/dist/index.js");
  // Exits with 1 where there is a problem.
  execFileSync(process.execPath, [attw, tarball, "--profile", "esm-only"], { encoding: "utf8" });
  return ["publint has no suggestion", "attw --profile esm-only has no problem"];
}
