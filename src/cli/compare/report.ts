/** `glissade report`: the finished trials of folders, shown as `glissade compare` shows them. */
import type { Command } from "commander";
import { byKey, mergeFolders, type Result, resultOf } from "../../compare/index.ts";
import { outputName } from "../options/arguments.ts";
import { addHelpParts } from "../options/help.ts";
import { type Output, openOutput } from "../output.ts";
import { printable, type Terminal } from "../terminal.ts";
import { aboutOf } from "./repeatable.ts";
import { renderResult } from "./table.ts";

/** Where results go. */
export interface OutputOptions {
  readonly json?: boolean;
  readonly report?: string;
}

/** Adds the options that say where results go. */
export const addOutputOptions = (command: Command): Command =>
  command
    .option("--json", "print JSON and nothing else")
    .option("--report <file>", "write a self-contained HTML page", outputName("--report"));

/** Adds the command to the program. */
export function addReport(program: Command, terminal: Terminal): void {
  const command = program
    .command("report")
    .summary("show the finished trials of a comparison")
    .description("Shows the finished trials that glissade compare --folder kept, from one folder or several.")
    .argument("<folders...>", "folders of one comparison");
  addOutputOptions(command);
  addHelpParts(command, {
    Examples: [
      "glissade compare --data auto-mpg --folder trials",
      "glissade report trials --report page.html",
    ],
  });
  command.action((folders: string[], options: OutputOptions) => report(folders, options, terminal));
}

async function report(folders: readonly string[], options: OutputOptions, terminal: Terminal): Promise<void> {
  const output = options.report === undefined ? undefined : await openOutput(options.report, "the report");
  const { header, finished } = await mergeFolders(folders);
  const { problems, settings } = header;
  await show(resultOf(problems, settings, byKey(finished), aboutOf(header)), options, terminal, output);
}

/** Writes a result to where it is wanted. */
export async function show(
  result: Result,
  { json, report }: OutputOptions,
  { stdout, stderr }: Terminal,
  output: Output | undefined,
): Promise<void> {
  stdout.write(
    json
      ? `${JSON.stringify(result, null, 2).split("\n").map(printable).join("\n")}\n`
      : renderResult(result, stdout),
  );
  if (!output) return;
  const { renderReport } = await import("../../compare/report/page.ts");
  await output.write(renderReport(result));
  stderr.write(`report written to ${printable(report!)}\n`);
}
