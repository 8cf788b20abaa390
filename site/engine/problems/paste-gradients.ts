/** Reads gradients that someone pastes: numbers with anything sensible between them. */
import { bounds } from "../experiment.ts";

/**
 * The numbers of a text, which may be separated by spaces, line breaks, commas, semicolons, bars or tabs, and stand in brackets.
 *
 * @throws RangeError that says what is no number and where; for none, and for more than the lab takes.
 */
export function readGradients(text: string): number[] {
  const lines = text.split("\n");
  const numbers = lines.flatMap((line, index) =>
    line
      .replaceAll(/[[\](){}]/g, " ")
      .split(/[\s,;|]+/)
      .filter((word) => word !== "")
      .map((word) => {
        // The minus of typeset text.
        const value = Number(word.replace(/^[−–]/, "-"));
        if (!Number.isFinite(value) || !/\d/.test(word) || /^[-+]?0[xob]/i.test(word))
          throw new RangeError(`"${word.slice(0, 40)}" in line ${index + 1} is no number`);
        return value;
      }),
  );
  if (numbers.length === 0) throw new RangeError("there are no numbers");
  if (numbers.length > bounds.gradients)
    throw new RangeError(`at most ${bounds.gradients} gradients; these are ${numbers.length}`);
  return numbers;
}
