/**
 * Progress of a comparison on stderr: a line that changes on a terminal, at most eleven plain lines elsewhere, so that logs stay
 * readable.
 */
import createSpinner from "yocto-spinner";
import type { Terminal } from "../terminal.ts";

/** `tick` after each run, `done` after the last. */
export interface Progress {
  tick(): void;
  done(): void;
}

const WIDTH = 30;

/** Shows progress over `seeds` times `configurations` runs. */
export function showProgress({ stderr }: Terminal, configurations: number, seeds: number): Progress {
  const lively = stderr.isTTY && process.env.TERM !== "dumb" && process.env.CI === undefined;
  if (!lively) return plainLines(stderr.write.bind(stderr), configurations, seeds);
  const total = configurations * seeds;
  const text = (runs: number) => {
    const filled = Math.round((WIDTH * runs) / total);
    return `training ${"━".repeat(filled)}${"─".repeat(WIDTH - filled)} ${runs}/${total} runs`;
  };
  const spinner = createSpinner({ stream: stderr as NodeJS.WriteStream, text: text(0) }).start();
  let runs = 0;
  return {
    tick: () => {
      spinner.text = text(++runs);
    },
    done: () => {
      spinner.stop();
    },
  };
}

function plainLines(write: (text: string) => unknown, configurations: number, seeds: number): Progress {
  const every = Math.ceil(seeds / 10);
  let runs = 0;
  return {
    tick: () => {
      const seed = ++runs / configurations;
      if (seed % every === 0 || seed === seeds)
        write(`trained ${seed} of ${seeds} ${seeds === 1 ? "seed" : "seeds"}\n`);
    },
    done: () => {},
  };
}
