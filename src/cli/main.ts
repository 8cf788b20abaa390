#!/usr/bin/env node
/**
 * The executable: runs the program of program.ts once, in this process.
 */
import "./early-signals.ts";
import { runCli } from "./program.ts";

let failed = false;
for (const stream of [process.stdout, process.stderr]) {
  // A reader that leaves early (`glissade textbook compare --report losses.html | head`) is not a failure and no reason to stop.
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE" && !failed) {
      failed = true;
      console.error(`error: the output cannot be written: ${error.message}`);
    }
    process.exitCode ||= failed ? 1 : 0;
  });
}
runCli(process.argv.slice(2), process).then((code) => {
  process.exitCode = code || (failed ? 1 : 0);
});
