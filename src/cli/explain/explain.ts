/**
 * `glissade explain OPTIMIZER`: the library's `optimizer.explain()` or `descent.profile()`, and a drawing of a schedule of its
 * learning rate by curve.ts, or as a figure by the chart.ts of the textbook.
 */
import type { Command } from "commander";
import type { DeviceName, Hyper } from "../../index.ts";
import { choice, deviceName, outputName, repeated, wholeNumber } from "../options/arguments.ts";
import { addHelpParts } from "../options/help.ts";
import { givenHiddenWeights, lackingHiddenWeights } from "../options/hidden-weights.ts";
import { addOptimizerOptions, chosenOptimizer, type OptimizerOptions } from "../options/optimizer-options.ts";
import { createOptimizer, formsOf, optimizerNames, readOptimizerOptions } from "../options/registry.ts";
import { learningRate, parseSchedule, scheduleUsage } from "../options/schedule-spec.ts";
import { wrappersHeading, wrapperUsage } from "../options/wrapper-registry.ts";
import { openOutput } from "../output.ts";
import { printable, type Terminal } from "../terminal.ts";
import { UsageError } from "../usage-error.ts";
import { drawCurve } from "./curve.ts";
import { profile, type Shape, shape, tensorsOf } from "./profile.ts";

/** Options of the command. */
export interface ExplainOptions extends OptimizerOptions {
  readonly like?: string;
  readonly learningRate?: Hyper;
  readonly schedule?: string;
  readonly steps?: number;
  readonly svg?: string;
  readonly profile?: boolean;
  readonly shape?: readonly Shape[];
  readonly device?: DeviceName;
}

/** Adds the command to the program. */
export function addExplain(program: Command, terminal: Terminal): void {
  const command = program
    .command("explain")
    .summary("print an optimizer's equations, passes and code; draw a schedule")
    .description(
      "Prints an optimizer's equations, passes over memory, bytes a parameter and emitted code, or times its passes. Draws a schedule.",
    )
    .argument("[optimizer]", "such as adam; all names are below; may be left out with --schedule")
    .optionsGroup("Optimizer:")
    .option(
      "--like <library>",
      "the form of torch, optax, keras or of another that the optimizer has (default: the library's own)",
    )
    .option(
      "--lr, --learning-rate <rate>",
      "the learning rate: a number, or a schedule of it (default: the optimizer's)",
      learningRate("--learning-rate"),
    );
  addOptimizerOptions(command)
    .optionsGroup("Schedule:")
    .option("--schedule <schedule>", "a schedule as the learning rate, drawn over its steps")
    .option(
      "--steps <n>",
      "steps of the schedule to draw (default: up to its end)",
      wholeNumber("--steps", 1),
    )
    .option("--svg <file>", "also draw the schedule into an SVG file", outputName("--svg"))
    .optionsGroup("Tensors and times:")
    .option(
      "--shape <shape>",
      "a tensor to explain the optimizer on, such as 1024x1024; may be repeated",
      repeated(shape),
    )
    .option("--profile", "time each pass and the host's work on them (default shape: 1024x1024)")
    .option("--device <name>", "where to profile: auto, js, wasm or native (default: auto)", deviceName);
  addHelpParts(command, {
    Optimizers: optimizerNames.join(", "),
    "Schedules, also for --learning-rate (what stands in brackets may be left out)": scheduleUsage(),
    [wrappersHeading]: wrapperUsage(),
    Examples: [
      "glissade explain adam",
      "glissade explain adam --like torch --learning-rate 3e-4 --option b2=0.95",
      "glissade explain adamw --wrap cautious",
      "glissade explain adafactor --profile --shape 1024x1024",
      'glissade explain muon --matrices "*" --layout out,in --shape 256x64',
      "glissade explain --schedule warmupCosine:peak=3e-4,warmup=500,total=10000",
      "glissade explain --schedule multiStep:init=0.1,milestones=30/80 --svg rate.svg",
    ],
  });
  command.action((argument: string | undefined, options: ExplainOptions) =>
    explain(chosenOptimizer(argument, options), options, terminal),
  );
}

/** Runs the command. */
export async function explain(
  name: string | undefined,
  options: ExplainOptions,
  { stdout, stderr }: Terminal,
): Promise<void> {
  const { like, learningRate: rate, option, wrap, schedule: spec, svg } = options;
  const { profile: timed, shape: shapes, device } = options;
  checkCombination(name, options);
  const course = spec === undefined ? undefined : parseSchedule(spec);
  const figure = svg === undefined ? undefined : await openOutput(svg, "the figure");
  const chosen = course?.schedule ?? rate;
  if (name !== undefined) {
    if (like !== undefined && formsOf(name).length > 0) choice("--like", formsOf(name))(like);
    const beside = {
      ...(like && { like }),
      ...(chosen && { learningRate: chosen }),
      ...givenHiddenWeights([name], options),
    };
    const given = readOptimizerOptions(name, option, beside);
    const made = createOptimizer(name, { ...given, ...lackingHiddenWeights(name, given, undefined) }, wrap);
    const text = timed
      ? await profile(made, shapes ?? [[1024, 1024]], device ?? "auto")
      : await made.explain(shapes && { params: tensorsOf(shapes) });
    const lines = text.trimEnd().split("\n").map(printable);
    stdout.write(`${lines.join("\n")}\n${course ? "\n" : ""}`);
  }
  if (!course) return;
  const steps = options.steps ?? course.steps;
  stdout.write(`${printable(spec!)}\n\n${drawCurve(course.schedule, steps)}\n`);
  if (!figure) return;
  const { drawSchedule } = await import("../textbook/chart.ts");
  await figure.write(drawSchedule(course.schedule, steps));
  stderr.write(`figure written to ${printable(svg!)}\n`);
}

/** Options that need one another, or exclude one another. */
function checkCombination(name: string | undefined, options: ExplainOptions): void {
  const { like, learningRate: rate, option, wrap, matrices, layout, schedule, steps, svg } = options;
  if (name === undefined && schedule === undefined) {
    throw new UsageError(`name an optimizer (${optimizerNames.join(", ")}) or give a --schedule`);
  }
  if (schedule !== undefined && (rate !== undefined || option?.learningRate !== undefined)) {
    throw new UsageError("--schedule is the learning rate: give no other");
  }
  const stray = (given: Record<string, unknown>, needed: string) => {
    for (const [flag, value] of Object.entries(given)) {
      if (value !== undefined) throw new UsageError(`${flag} needs ${needed}`);
    }
  };
  if (name === undefined) {
    const given = { "--like": like, "--learning-rate": rate, "--option": option, "--wrap": wrap };
    stray({ "--matrices": matrices, "--layout": layout }, "an optimizer");
    stray({ ...given, "--shape": options.shape, "--profile": options.profile }, "an optimizer");
  }
  if (!options.profile) stray({ "--device": options.device }, "--profile");
  if (schedule === undefined) stray({ "--steps": steps, "--svg": svg }, "a --schedule");
}
