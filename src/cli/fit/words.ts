/** What the library says of a fit in words of the command: options as they are typed there. */

const phrases: readonly (readonly [said: RegExp, typed: string])[] = [
  [/^fitCurves?\b/, "fit"],
  [/^fit: bounds of (.*), which is/, "--bounds names $1, which is"],
  [/^fit: fixed of (.*), which is/, "--fix names $1, which is"],
  [/\bname it in fixed\b/, "name it in --fix"],
  [/\bas maxEvaluations says\b/, "as --max-evaluations says"],
  [/\babsolute needs sigmas,/, "--absolute needs --sigmas,"],
  [/\btakes weights or sigmas, not both\b/, "takes --weights or --sigmas, not both"],
  [
    /\bfScale needs (.*), such as loss: "soft_l1"; got (\S+) with "linear"/,
    "--f-scale needs $1, such as --loss soft_l1; got $2 with --loss linear",
  ],
  [/\bgive a start$/, "give --start"],
  [/\bgive start with\b/, "give --start with"],
];

/** A message of the library as a user of the command meets it. */
export function inWords(message: string): string {
  // Lines after the first quote a formula.
  const [first = "", ...rest] = message.split("\n");
  return [phrases.reduce((text, [said, typed]) => text.replace(said, typed), first), ...rest].join("\n");
}
