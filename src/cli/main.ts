#!/usr/bin/env node
/**
 * The executable: runs the program once, on this process. Everything else is program.ts's.
 */
import { runCli } from "./program.ts";

// A reader that leaves early (`glissade explain adam | head`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
process.exitCode = await runCli(process.argv.slice(2), process);
