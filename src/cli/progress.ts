/**
 * Progress of a comparison on stderr: a bar on a terminal, at most eleven plain lines elsewhere, so that logs stay readable.
 */
import cliProgress from "cli-progress";
import type { Terminal } from "./terminal.ts";

/** `tick` after each run, `done` after the last. */
export interface Progress {
  tick(): void;
  done(): void;
}

/** Shows progress over `seeds` times `configurations` runs. */
export function showProgress({ stderr }: Terminal, configurations: number, seeds: number): Progress {
  if (!stderr.isTTY) return plainLines(stderr.write.bind(stderr), configurations, seeds);
  const bar = new cliProgress.SingleBar({
    stream: stderr as NodeJS.WriteStream,
    format: "training [{bar}] {value}/{total} runs",
    barCompleteChar: "━",
    barIncompleteChar: "─",
    clearOnComplete: true,
    // The library's handler of interrupts would keep the process alive.
    gracefulExit: false,
  });
  bar.start(configurations * seeds, 0);
  return { tick: () => bar.increment(), done: () => bar.stop() };
}

function plainLines(write: (text: string) => unknown, configurations: number, seeds: number): Progress {
  const every = Math.ceil(seeds / 10);
  let runs = 0;
  return {
    tick: () => {
      const seed = ++runs / configurations;
      if (seed % every === 0 || seed === seeds) write(`trained ${seed} of ${seeds} seeds\n`);
    },
    done: () => {},
  };
}
