/** `glissade cost`: what a step of many ranks costs before they are there; or the constants of those that are. */
import type { Command } from "commander";
import { type GroupBytes, type Optimizer, tensor } from "../../index.ts";
import { isLaunched } from "../../mpi/launcher.ts";
import { heartbeatName, positiveNumber, wholeNumber } from "../options/arguments.ts";
import { addHelpParts } from "../options/help.ts";
import { givenHiddenWeights, lackingHiddenWeights } from "../options/hidden-weights.ts";
import { addOptimizerOptions, chosenOptimizer, type OptimizerOptions } from "../options/optimizer-options.ts";
import { createOptimizer, readOptimizerOptions } from "../options/registry.ts";
import type { Terminal } from "../terminal.ts";
import { UsageError } from "../usage-error.ts";
import { measureExchange } from "./measure.ts";
import {
  allToAll,
  calibrate,
  exchangesOf,
  type Hosts,
  type Link,
  type Memory,
  memoryOf,
  scalingOf,
} from "./model.ts";
import { calibrationText, costText } from "./text.ts";

/** Options of the command. */
export interface CostOptions extends OptimizerOptions {
  readonly parameters?: number;
  readonly ranks?: number;
  readonly bandwidth?: number;
  readonly latency?: number;
  readonly microBatches?: number;
  readonly compute?: number;
  readonly beyond?: number;
  readonly beyondBandwidth?: number;
  readonly hostRanks?: number;
  readonly hostBandwidth?: number;
  readonly hostLatency?: number;
  readonly calibrate?: boolean;
  readonly largest?: number;
  readonly heartbeat?: "off";
  readonly json?: boolean;
}

const defaultLargest = 4e7;

/** Adds the command to the program. */
export function addCost(program: Command, terminal: Terminal): void {
  const command = program
    .command("cost")
    .summary("what a step on many ranks costs in bytes and seconds")
    .description(
      "Says what a step on many ranks costs, before they are there: bytes of a rank, bytes on the wire, seconds by the alpha-beta model, and where more ranks help no longer. --calibrate measures the model's constants on the ranks at hand.",
    )
    .argument("[optimizer]", "such as adamw; glissade explain lists all");
  addOptimizerOptions(command)
    .optionsGroup("The job:")
    .option("--parameters <n>", "parameters in float32, such as 7e9", wholeNumber("--parameters", 1))
    .option("--ranks <n>", "processes that share a step", wholeNumber("--ranks", 1))
    .option(
      "--micro-batches <n>",
      "gradients of a step, over all ranks (default: one for each rank)",
      wholeNumber("--micro-batches", 1),
    )
    .option(
      "--compute <seconds>",
      "seconds that one rank would need for all gradients of a step",
      positiveNumber("--compute"),
    )
    .optionsGroup("The network:")
    .option(
      "--bandwidth <bytes>",
      "bytes a second that a rank sends, such as 25e9",
      positiveNumber("--bandwidth"),
    )
    .option("--latency <seconds>", "seconds of a message, such as 2e-6", positiveNumber("--latency"))
    .option(
      "--beyond <bytes>",
      "bytes in one direction beyond which the bandwidth is another",
      positiveNumber("--beyond"),
    )
    .option("--beyond-bandwidth <bytes>", "that bandwidth", positiveNumber("--beyond-bandwidth"))
    .option("--host-ranks <n>", "ranks of a host", wholeNumber("--host-ranks", 1))
    .option(
      "--host-bandwidth <bytes>",
      "bytes a second that a rank sends within its host",
      positiveNumber("--host-bandwidth"),
    )
    .option("--host-latency <seconds>", "seconds of a message there", positiveNumber("--host-latency"))
    .option("--calibrate", "measure bandwidth and latency on the ranks at hand: start it by mpirun")
    .option(
      "--largest <bytes>",
      `the largest exchange that is measured (default: ${defaultLargest})`,
      positiveNumber("--largest"),
    )
    .option(
      "--heartbeat <off>",
      "off: the ranks may not reach one another by TCP; one that stops is not noticed then",
      heartbeatName,
    )
    .optionsGroup("Output:")
    .option("--json", "print one line of JSON: bytes and seconds");
  addHelpParts(command, {
    Examples: [
      "glissade cost adamw --parameters 7e9 --ranks 1024 --bandwidth 25e9 --latency 2e-6",
      "glissade cost adamw --parameters 7e9 --ranks 1024 --bandwidth 25e9 --latency 2e-6 --compute 3000",
      "mpirun -n 2 node_modules/.bin/glissade cost --calibrate",
    ],
  });
  command.action((argument: string | undefined, options: CostOptions) =>
    options.calibrate ? measure(argument, options, terminal) : cost(argument, options, terminal),
  );
}

/** What is asked of `--json` and of the tables alike. */
async function cost(argument: string | undefined, options: CostOptions, { stdout }: Terminal): Promise<void> {
  const name = chosenOptimizer(argument, options);
  const { parameters, ranks, bandwidth, latency, compute } = options;
  for (const option of ["largest", "heartbeat"] as const)
    if (options[option] !== undefined) throw new UsageError(`--${option} needs --calibrate`);
  const needed = {
    "an optimizer": name,
    "--parameters": parameters,
    "--ranks": ranks,
    "--bandwidth": bandwidth,
    "--latency": latency,
  };
  const missing = Object.entries(needed).flatMap(([what, value]) => (value === undefined ? [what] : []));
  if (!name || !parameters || !ranks || !bandwidth || !latency)
    throw new UsageError(
      `cost needs ${missing.join(", ")}, as in glissade cost adamw --parameters 7e9 --ranks 1024 --bandwidth 25e9 --latency 2e-6 (bytes a second, seconds); --calibrate measures the last two`,
    );
  const microBatches = options.microBatches ?? ranks;
  if (microBatches < ranks)
    throw new UsageError(
      `--micro-batches must be at least ${ranks}, the number of ranks; got ${microBatches}`,
    );
  const hosts = hostsOf(options, ranks);
  const given = readOptimizerOptions(name, options.option, givenHiddenWeights([name], options));
  // The one matrix is a hidden weight, and its bytes are the same however it lies.
  const lacking = lackingHiddenWeights(name, given, {
    name: "the matrix",
    hiddenWeights: { matrices: "*", layout: "out,in" },
  });
  const optimizer = createOptimizer(name, { ...given, ...lacking }, options.wrap);
  const bytes = await bytesOf(optimizer, parameters);
  const link = { latency, bandwidth, ...beyondOf(options) };
  const load = { bytes: bytes.gradients, ranks, rounds: Math.ceil(microBatches / ranks) };
  const memory = { whole: memoryOf(bytes, ranks, false), sharded: memoryOf(bytes, ranks, true) };
  const exchanges = exchangesOf(load, link, hosts);
  const scaling = scalingOf(bytes.gradients, link, compute);
  if (options.json) {
    const given = { optimizer: name, parameters, ranks, microBatches, ...link, ...(hosts && { hosts }) };
    stdout.write(`${JSON.stringify({ ...given, memory, exchanges, scaling })}\n`);
    return;
  }
  const many = (count: number, noun: string) =>
    `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
  const title = `${name} on ${many(parameters, "parameter")} in float32, ${many(ranks, "rank")}, ${many(microBatches, "micro-batch").replace(/hs$/, "hes")} a step`;
  stdout.write(costText({ title, memory, exchanges, scaling }, stdout));
}

/** Parameters that stand for all: a matrix of so many rows and columns, as those of large models are. */
const side = 4096;

/** Bytes of so many parameters, by the optimizer's own plan. */
async function bytesOf(optimizer: Optimizer, parameters: number): Promise<Omit<Memory, "buffers">> {
  const params = { matrix: tensor(new Float32Array(side * side), [side, side]) };
  const groups = JSON.parse(await optimizer.explain({ params, format: "json" })) as readonly GroupBytes[];
  const of = (part: "parameters" | "gradients" | "state") =>
    (groups.reduce((sum, group) => sum + group[part], 0) / side ** 2) * parameters;
  return { parameters: of("parameters"), gradients: of("gradients"), state: of("state") };
}

/** A second bandwidth, where there is one. @throws UsageError for a part of it alone. */
function beyondOf({ beyond, beyondBandwidth }: CostOptions): Partial<Pick<Link, "beyond">> {
  if (beyond === undefined && beyondBandwidth === undefined) return {};
  if (beyond === undefined || beyondBandwidth === undefined)
    throw new UsageError("--beyond and --beyond-bandwidth belong together: give both");
  return { beyond: { bytes: beyond, bandwidth: beyondBandwidth } };
}

/** What connects the ranks of a host. @throws UsageError for a part of it alone, or ranks that do not divide all. */
function hostsOf({ hostRanks, hostBandwidth, hostLatency }: CostOptions, ranks: number): Hosts | undefined {
  if (hostRanks === undefined && hostBandwidth === undefined && hostLatency === undefined) return undefined;
  if (hostRanks === undefined || hostBandwidth === undefined || hostLatency === undefined)
    throw new UsageError(
      "--host-ranks, --host-bandwidth and --host-latency belong together: give all of them",
    );
  if (ranks % hostRanks !== 0)
    throw new UsageError(`--host-ranks must divide --ranks, ${ranks}; got ${hostRanks}`);
  return { ranks: hostRanks, bandwidth: hostBandwidth, latency: hostLatency };
}

/** What belongs to a job on paper. */
const ofPaper = [
  ...(["parameters", "ranks", "microBatches", "compute", "bandwidth", "latency"] as const),
  ...(["beyond", "beyondBandwidth", "hostRanks", "hostBandwidth", "hostLatency"] as const),
] as const;

/** Measures the constants on the ranks at hand; rank 0 prints. */
async function measure(
  argument: string | undefined,
  options: CostOptions,
  { stdout }: Terminal,
): Promise<void> {
  if (argument !== undefined || ofPaper.some((option) => options[option] !== undefined))
    throw new UsageError("--calibrate takes no job: it prints the options to give with one");
  if (!isLaunched(process.env))
    throw new UsageError(
      "--calibrate needs at least two ranks: mpirun -n 2 node_modules/.bin/glissade cost --calibrate",
    );
  const { connect } = await import("../../mpi/index.ts");
  const world = await connect({ heartbeat: options.heartbeat !== "off" });
  try {
    if (world.size === 1) throw new UsageError("--calibrate needs at least two ranks; there is one");
    const measured = measureExchange(world, options.largest ?? defaultLargest);
    if (world.rank !== 0) return;
    const found = calibrate(measured, world.size);
    const modelled = measured.map(
      ({ bytes }) => allToAll({ bytes, ranks: world.size, rounds: 1 }, found).seconds,
    );
    stdout.write(
      options.json
        ? `${JSON.stringify({ ranks: world.size, ...found, measured, modelled })}\n`
        : calibrationText(found, measured, modelled, world.size, stdout),
    );
  } finally {
    world.close();
  }
}
