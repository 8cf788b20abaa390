/**
 * `glissade predict MODEL FILE`: what a saved model says of each row of a file, as CSV on stdout: a heading, and as many lines as the file has
 * rows, in its order, so that the two can be pasted side by side. A row that cannot be predicted is an empty cell.
 */
import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { stringify } from "csv-stringify/sync";
import { CheckpointError } from "../checkpoint/index.ts";
import { decodeModel, ModelError, type Preparation, predict, type TrainedModel } from "../train/index.ts";
import { addReadingOptions, type ReadingOptions } from "./options/data.ts";
import { addHelpParts } from "./options/help.ts";
import { loadFrame } from "./options/training-data.ts";
import { printable, type Terminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

/** Options of the command. */
interface PredictOptions extends ReadingOptions {
  readonly probabilities?: boolean;
}

/** Adds the command to the program. */
export function addPredict(program: Command, terminal: Terminal): void {
  const command = program
    .command("predict")
    .summary("predict the rows of a file by a saved model")
    .description("Writes what a saved model predicts for each row of a file, as CSV, to stdout.")
    .argument("<model>", "a file that glissade train --save wrote")
    .argument("<file>", "a CSV file with the columns that the model was trained on");
  addReadingOptions(command)
    .optionsGroup("Output:")
    .option("--probabilities", "the probability of each class too, in columns of their own");
  addHelpParts(command, {
    Examples: [
      "glissade train adamw --data houses.csv --target price --save model.safetensors",
      "glissade predict model.safetensors new.csv > out.csv",
    ],
  });
  command.action((model: string, file: string, options: PredictOptions) =>
    run(model, file, options, terminal),
  );
}

async function run(
  path: string,
  file: string,
  { probabilities = false, ...reading }: PredictOptions,
  { stdout, stderr }: Terminal,
): Promise<void> {
  const { model, params, preparation } = await readModel(path);
  if (!preparation)
    throw new UsageError(
      `the model in "${path}" was not trained on a table, so it cannot predict rows of a file`,
    );
  if (probabilities && preparation.task === "regression")
    throw new UsageError("--probabilities is for models of classes; this one predicts numbers");
  const frame = await loadFrame(file, { ...optionsOf(preparation), ...reading });
  const { x, rows, notes } = preparation.apply(frame, { optionPrefix: "--" });
  for (const note of notes) stderr.write(`${printable(note)}\n`);
  const outputs = rows.length > 0 ? await predict(model, params, { x }) : new Float32Array();
  const { heads, cells } = columnsOf(preparation, outputs, probabilities);
  const lines: (readonly string[])[] = Array.from({ length: frame.rows }, () => heads.map(() => ""));
  for (const [place, row] of rows.entries()) lines[row] = cells(place);
  stdout.write(stringify([heads, ...lines]));
}

/** A saved model. @throws UsageError for a file that is none. */
async function readModel(path: string): Promise<TrainedModel> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`cannot read the model "${path}" (${error.code}); glissade train --save writes one`);
  });
  try {
    return decodeModel(bytes);
  } catch (error) {
    const isOfFile = error instanceof ModelError || error instanceof CheckpointError;
    throw isOfFile
      ? new UsageError(`"${path}": ${error.message}; give a file that glissade train --save wrote`)
      : error;
  }
}

/** The file is read as that of the training was. */
function optionsOf({ reading: { missing, categories, dayFirst } }: Preparation) {
  return {
    ...(missing && { missing }),
    ...(categories && { categories }),
    ...(dayFirst !== undefined && { dayFirst }),
  };
}

/** The columns of the answer, and their cells for an example. */
function columnsOf(preparation: Preparation, outputs: Float32Array, probabilities: boolean) {
  const { task, target, classes } = preparation;
  if (task === "regression") {
    const values = preparation.restore(outputs);
    // Nine digits hold every float32.
    return { heads: [target], cells: (place: number) => [String(Number(values[place]!.toPrecision(9)))] };
  }
  const count = classes.length;
  const ofClasses = (place: number): number[] => {
    if (task === "classes") return [...outputs.subarray(place * count, (place + 1) * count)];
    const second = outputs[place]!;
    return [1 - second, second];
  };
  return {
    heads: [target, ...(probabilities ? classes.map((name) => `P(${target} = ${name})`) : [])],
    cells: (place: number) => {
      const shares = ofClasses(place);
      const likeliest = classes[shares.indexOf(Math.max(...shares))]!;
      return [likeliest, ...(probabilities ? shares.map((value) => value.toPrecision(6)) : [])];
    },
  };
}
