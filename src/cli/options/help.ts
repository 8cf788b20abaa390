/**
 * The parts of a command's help that commander does not write: defaults as they are typed, and lists below the options, as wide as the
 * terminal.
 */
import type { Command, Help, HelpConfiguration } from "commander";

/** Text that is wrapped, or what makes it when help is asked for; or lines, which are never broken, and terms with what they are. */
export type HelpPart = string | (() => string) | readonly (string | readonly [term: string, what: string])[];

/** How commander says what an option is. */
export const helpStyle: HelpConfiguration = {
  optionDescription({ description, defaultValue, defaultValueDescription }) {
    if (defaultValue === undefined) return description;
    return `${description} (default: ${defaultValueDescription ?? [defaultValue].flat().join(", ")})`;
  },
};

/** Adds parts below the options, by their headings. */
export function addHelpParts(command: Command, parts: Readonly<Record<string, HelpPart>>): Command {
  return command.addHelpText("after", () => {
    const helper = command.createHelp();
    const helpWidth = command.configureOutput().getOutHelpWidth?.() ?? 80;
    helper.prepareContext({ helpWidth });
    return Object.entries(parts)
      .map(([heading, part]) => `\n${heading}:\n${shown(part, helper, helpWidth)}`)
      .join("\n");
  });
}

function shown(part: HelpPart, helper: Help, width: number): string {
  if (typeof part === "function") return shown(part(), helper, width);
  if (typeof part === "string") return indented(helper.boxWrap(part, width - 2));
  const terms = part.filter((row) => typeof row !== "string").map(([term]) => term.length);
  return part
    .map((row) =>
      typeof row === "string" ? indented(row) : helper.formatItem(row[0], Math.max(...terms), row[1], helper),
    )
    .join("\n");
}

const indented = (text: string): string => text.replace(/^/gm, "  ");
