/** Command lines that repeat a comparison, and one of its trials as a run of `glissade train`. Nothing is run here. */
import type { About, Header, Trial } from "../../compare/index.ts";
import { writtenOver } from "./rate-schedule.ts";

/** Options without a value. */
const flags = new Set(["wait", "json", "impute", "day-first"]);

/** Options that change how and where trials are run, but not which. */
const ofTheRun = new Set(["folder", "part", "workers", "report", "wait", "json"]);

/** Options that `glissade train` has too, besides the data and the target; those of optimizers stand with their hyperparameters. */
const ofTraining = new Set([
  ...["header", "delimiter", "decimal", "missing", "drop", "categories", "day-first", "dates", "impute"],
  ...["validation", "test", "test-seed", "model", "task", "batch-size", "device"],
]);

/** The command line that repeats a comparison. */
export const repeatable = (args: readonly string[]): string =>
  ["glissade", ...pick(args, (name) => !ofTheRun.has(name)).map(quoted)].join(" ");

/** The options of `glissade train` for the data and the model of a comparison. */
export const trainingOptions = (args: readonly string[], data: string, target: string | undefined): string =>
  [
    "--data",
    data,
    ...(target === undefined ? [] : ["--target", target]),
    ...pick(args, (name) => ofTraining.has(name)),
  ]
    .map(quoted)
    .join(" ");

/** The options of `glissade train` for a workload. */
export const workloadOptions = (args: readonly string[], workload: string): string =>
  ["--workload", workload, ...pick(args, (name) => ofTraining.has(name))].map(quoted).join(" ");

/** What a result says of itself. */
export function aboutOf({ version, command, problems, training }: Header): About {
  const optionsOf = new Map(problems.map(({ name }, index) => [name, training[index]!]));
  return {
    version,
    command,
    commandOf({ problem, optimizer, hyper, epochs, steps, seed }: Trial) {
      const total = steps && epochs * steps;
      const { learningRate, ...others } = total === undefined ? hyper : writtenOver(hyper, total);
      const words = [
        ...(learningRate === undefined ? [] : [`--learning-rate ${learningRate}`]),
        ...Object.entries(others).map(([name, value]) => `--option ${quoted(`${name}=${value}`)}`),
      ];
      return [
        `glissade train ${optimizer} ${optionsOf.get(problem)}`,
        ...words,
        `${total === undefined ? `--epochs ${epochs}` : `--steps ${total}`} --seed ${seed}`,
      ].join(" ");
    },
  };
}

/** The words of the options whose names are wanted; the name of the command counts as "". */
function pick(args: readonly string[], isWanted: (name: string) => boolean): string[] {
  const kept: string[] = [];
  for (let index = 0; index < args.length; ) {
    const [, name = "", inline] = /^--([\w-]+)(=.*)?$/s.exec(args[index]!) ?? [];
    const length = name === "" || inline !== undefined || flags.has(name) ? 1 : 2;
    if (isWanted(name)) kept.push(...args.slice(index, index + length));
    index += length;
  }
  return kept;
}

/** A word as a shell takes it. */
export const quoted = (word: string): string =>
  /^[\w./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
