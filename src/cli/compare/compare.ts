/**
 * `glissade compare`: optimizers on real data, tuned alike, tested once.
 */
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { Command } from "commander";
import { compare, type Header, memoryStore, openFolder, type Part, resultOf } from "../../compare/index.ts";
import { Interrupted, interruptible } from "../interrupt.ts";
import {
  choice,
  deviceName,
  list,
  named,
  positiveNumber,
  taskName,
  wholeNumber,
} from "../options/arguments.ts";
import { addManyDataOptions } from "../options/data.ts";
import { addHelpParts } from "../options/help.ts";
import { addHiddenWeightsOptions } from "../options/hidden-weights.ts";
import { trainedNames, trainedOptimizer } from "../options/registry.ts";
import { addTrainingDataOptions, given, trainingDataNames } from "../options/training-data.ts";
import { openOutput } from "../output.ts";
import { printable, type Terminal } from "../terminal.ts";
import { fitWorkloads, workloadSteps } from "../train/workload-data.ts";
import { UsageError } from "../usage-error.ts";
import { checkOptions, namedOptimizers } from "./check-options.ts";
import {
  type ProblemChoice,
  type ProtocolChoice,
  partOption,
  ratesOption,
  searchOption,
  settingsOf,
} from "./choice.ts";
import { problemsOf, targetOf } from "./problems.ts";
import { aboutOf, repeatable, trainingOptions, workloadOptions } from "./repeatable.ts";
import { addOutputOptions, type OutputOptions, show } from "./report.ts";
import { executorFor, progressOf, threadsOfTrials } from "./running.ts";

/** Options of the command. */
interface CompareOptions extends Omit<ProblemChoice, "data" | "targets">, ProtocolChoice, OutputOptions {
  readonly data?: readonly string[];
  readonly target?: readonly string[];
  readonly folder?: string;
  readonly part?: Part;
  readonly wait?: boolean;
  readonly workers: number;
}

/** Optimizers that are compared where none are named. */
const usual = ["sgd", "momentum", "rmsprop", "adam", "adamw"];
/** Milliseconds between looks for the trials of other parts. */
const LOOK_AGAIN = 2000;

/** Adds the command to the program; `args` is the whole command line. */
export function addCompare(
  program: Command,
  terminal: Terminal,
  version: string,
  args: readonly string[],
): void {
  const command = program
    .command("compare")
    .summary("tune optimizers alike on data, and say what differs")
    .description(
      "Tunes each optimizer alike: its learning rate is chosen on validation rows, then it is tested once, with fresh seeds.",
    )
    .argument("[optimizers...]", "those to compare, in place of --optimizers; all names are below");
  addTrainingDataOptions(addManyDataOptions(command, trainingDataNames.join(", ")))
    .optionsGroup("Data:")
    .option(
      "--workload <name>",
      `a public workload instead of data and model: ${fitWorkloads.join(", ")}`,
      choice("--workload", fitWorkloads),
    )
    .option(
      "--held-out <n>",
      "of a workload: how many of its held-out examples choose and test (default: all)",
      wholeNumber("--held-out", 2),
    )
    .optionsGroup("Model:")
    .option(
      "--model <model>",
      "linear, logistic, softmax, mlp:64,64 or lenet",
      named("--model", "the name of a model"),
      "linear",
    )
    .option(
      "--task <task>",
      "what mlp predicts: regression, binary or classes (default: regression)",
      taskName,
    )
    .optionsGroup("Comparison:")
    .option(
      "--optimizers <list>",
      "names with commas between them",
      list("--optimizers", trainedOptimizer),
      usual,
    )
    .option(
      "--rates <low:high:n>",
      "the grid of learning rates: lowest, highest, how many a decade; of a workload, multiples of each optimizer's default (default: 1e-4:1:2, of a workload 0.1:10:2)",
      ratesOption,
    )
    .option(
      "--grow <n>",
      "by how many points the grid may grow at each edge where a best rate lies there (default: 4, of a workload 0)",
      wholeNumber("--grow", 0),
    )
    .option(
      "--search <name=low:high:scale>",
      "search an interval of that hyperparameter, with quasirandom points, instead of the grid; the scale is log (default), linear or log1m; may be repeated",
      searchOption,
    )
    .option("--points <n>", "how many quasirandom points of --search", wholeNumber("--points", 1), 20)
    .option(
      "--tuning-seeds <n>",
      "how many seeds choose the hyperparameters (default: 2, of a workload 1)",
      wholeNumber("--tuning-seeds", 1),
    )
    .option(
      "--seeds <n>",
      "how many fresh seeds give the results (default: 10, of a workload 5)",
      wholeNumber("--seeds", 2),
    )
    .optionsGroup("Training:")
    .option(
      "--epochs <n>",
      "passes over the data (default: until the tuned sgd, or the first optimizer, has converged)",
      wholeNumber("--epochs", 1),
    )
    .option(
      "--seconds <n>",
      "without --epochs: about how many seconds all trials together may train",
      positiveNumber("--seconds"),
      60,
    )
    .option(
      "--steps <n>",
      "of a workload: steps, over which rates rise and fall (default: its own)",
      wholeNumber("--steps", 1),
    )
    .option("--batch-size <n>", "examples a step (default: 32)", wholeNumber("--batch-size", 1))
    .optionsGroup("Running:")
    .option(
      "--folder <folder>",
      "keep finished trials there; the same command goes on (default: kept nowhere)",
      named("--folder", "the name of a folder"),
    )
    .option("--part <i/n>", "run the i-th of n shares of the trials; all shares use one --folder", partOption)
    .option("--wait", "wait for the trials of other parts (default: end; the same command goes on later)")
    .option(
      "--workers <n>",
      "trials at a time, each in a thread; 0: in the main thread",
      wholeNumber("--workers", 0),
      Math.min(8, availableParallelism()),
    )
    .option("--device <name>", "auto, js, wasm or native (default: auto)", deviceName)
    .optionsGroup("Optimizers of whole matrices:");
  addHiddenWeightsOptions(command).optionsGroup("Output:");
  addOutputOptions(command);
  addHelpParts(command, {
    "Optimizers that can be compared": () => trainedNames().join(", "),
    Examples: [
      "glissade compare --data auto-mpg",
      "glissade compare --data houses.csv --target price --report page.html",
      "glissade compare --data airfoil,auto-mpg --model mlp:16 --optimizers adam,yogi",
      "glissade compare --data auto-mpg --model mlp:64,64 --optimizers adamw,muon",
      "glissade compare muon adamw soap --workload char-transformer --steps 500",
      "glissade compare --data auto-mpg --search lr=1e-4:1 --search b1=.5:.999:log1m",
      "glissade compare --data houses.csv --folder trials --part 2/8 --wait",
    ],
  });
  command.action(async (names: string[], options: CompareOptions) => {
    const written = Object.keys(options).filter((name) => command.getOptionValueSource(name) === "cli");
    const chosen = { ...options, ...namedOptimizers(names, written, options) };
    checkOptions(chosen, written);
    await run(chosen, terminal, version, args);
  });
}

async function run(
  options: CompareOptions,
  terminal: Terminal,
  version: string,
  args: readonly string[],
): Promise<void> {
  const { data = [], workload, folder, part, wait = false, workers, device } = options;
  const steps = options.steps ?? (workload && workloadSteps[workload]);
  const given = settingsOf({ ...options, ...(steps !== undefined && { steps }) });
  const chosen = { ...problemChoice(options, data), threads: threadsOfTrials(workers, device) };
  const output =
    options.report === undefined
      ? undefined
      : await openOutput(options.report, "the report", chosen.data.filter(existsSync));
  const loaded = await problemsOf(chosen);
  const say = (line: string) => void terminal.stderr.write(`${printable(line)}\n`);
  for (const line of loaded.flatMap(({ describe }) => describe())) say(line);
  for (const { check } of loaded) check(given);
  let settings = given;
  for (const { settle } of loaded) settings = (await settle?.(settings)) ?? settings;
  const problems = loaded.map(({ problem }) => problem);
  const header: Header = {
    format: "glissade comparison 1",
    version,
    settings,
    problems: problems.map(({ name, metric, fingerprint, protocol }) => ({
      name,
      metric,
      fingerprint,
      ...(protocol && { protocol }),
    })),
    command: repeatable(args),
    training:
      workload === undefined
        ? chosen.data.map((source, index) => trainingOptions(args, source, targetOf(chosen, index)))
        : [workloadOptions(args, workload)],
  };
  const store = folder === undefined ? memoryStore() : await openFolder(folder, header, say);
  const executor = executorFor(problems, chosen, workers);
  const standing = await interruptible(async (signal, stoppedBy) => {
    const onWait = async (missing: number) => {
      say(`waiting for ${missing} trials of other parts`);
      await sleep(LOOK_AGAIN, undefined, { signal });
      return true;
    };
    const how = { store, executor, part, signal, onTrial: progressOf(say), ...(wait && { onWait }) };
    return compare(problems, settings, how).catch((error: unknown) => {
      const by = stoppedBy();
      throw by ? new Interrupted(by, whereToGoOn(folder)) : error;
    });
  }).finally(() => executor.close());
  if (standing.missing > 0) {
    say(
      `${standing.missing} trials of other parts are missing; run the same command again when they are finished`,
    );
    return;
  }
  await show(resultOf(problems, settings, standing.known, aboutOf(header)), options, terminal, output);
}

const whereToGoOn = (folder: string | undefined): string =>
  folder === undefined
    ? "stopped; nothing was kept (--folder FOLDER keeps finished trials)"
    : `stopped; finished trials are in ${folder}, the same command goes on`;

/** What decides the problems, without what decides the protocol: workers get no more than that. */
function problemChoice(options: CompareOptions, data: readonly string[]): ProblemChoice {
  const { target: targets = [], model, workload, heldOut, device, task, batchSize, testSeed } = options;
  const { header, delimiter, decimal } = options;
  const { missing, drop, impute, dates, validation, test, categories, dayFirst } = options;
  if (targets.length > 1 && targets.length !== data.length)
    throw new UsageError(
      `--target is given ${targets.length} times for ${data.length === 1 ? "one data set" : `${data.length} data sets`}: give it once for all, or once for each in their order`,
    );
  const files = { header, delimiter, decimal, missing, categories, dayFirst };
  const tables = { drop, impute, dates, validation, test, testSeed };
  const ofRun = { workload, heldOut, device, task, batchSize };
  return { ...given({ ...files, ...tables, ...ofRun }), data, targets, model };
}
