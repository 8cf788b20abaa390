/** Reads gradients that someone pastes: numbers with anything sensible between them. */
import { bounds } from "../experiment.ts";

/**
 * The numbers of a text, which may be separated by spaces, line breaks, commas, semicolons, bars or tabs, and stand in brackets;
 * `-10*100` is -10 a hundred times.
 *
 * @throws RangeError that says what is no number and where; for none, and for more than the lab takes.
 */
export function readGradients(text: string): number[] {
  const numbers: number[] = [];
  for (const [index, line] of text.split("\n").entries())
    for (const word of line.replaceAll(/[[\](){}]/g, " ").split(/[\s,;|]+/)) {
      if (word === "") continue;
      const [, value, times = "1"] =
        /^([-+−–]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)(?:\*(\d+))?$/i.exec(word) ?? [];
      // The minus of typeset text.
      const number = value === undefined ? Number.NaN : Number(value.replace(/^[−–]/, "-"));
      if (!Number.isFinite(number))
        throw new RangeError(`"${word.slice(0, 40)}" in line ${index + 1} is no number`);
      if (numbers.length + Number(times) > bounds.gradients)
        throw new RangeError(`at most ${bounds.gradients} gradients are taken; these are more`);
      for (let count = 0; count < Number(times); count++) numbers.push(number);
    }
  if (numbers.length === 0) throw new RangeError("there are no numbers");
  return numbers;
}

/** A list as it is typed: what repeats stands once. */
export function gradientsText(gradients: readonly number[]): string {
  const parts: string[] = [];
  for (let at = 0; at < gradients.length; ) {
    let end = at;
    while (end < gradients.length && gradients[end] === gradients[at]) end++;
    const count = end - at;
    parts.push(count > 2 ? `${gradients[at]}*${count}` : Array(count).fill(gradients[at]).join(", "));
    at = end;
  }
  return parts.join(", ");
}
