/**
 * The log of a run: the raw times, from which all figures are computed. Facts first (`name: text`), then a line for each contender of each
 * heat of a case, with the seconds of a step in each round (`-` where it sat out), or why it is missing.
 */
import { sizeName } from "./cases.mjs";

const nameOf = (one) => `${one.optimizer} ${sizeName(one).replaceAll(" ", "")}`;

/** @param run - `facts`, texts by name; `cases`, what `raced` found of each. */
export function writeLog({ facts, cases }) {
  const lines = Object.entries(facts).map(([name, text]) => `${name}: ${text}`);
  for (const one of cases) {
    lines.push(
      "",
      `${nameOf(one)} of ${one.n} in ${one.count}, contenders differ by ${one.difference.toPrecision(2)}`,
    );
    for (const heat of one.heats) {
      for (const [id, seconds] of Object.entries(heat))
        lines.push(
          `${id} ${seconds.map((value) => (Number.isNaN(value) ? "-" : value.toPrecision(4))).join(" ")}`,
        );
      lines.push("end of heat");
    }
    for (const [id, reason] of Object.entries(one.missing)) lines.push(`without ${id}: ${reason}`);
  }
  return `${lines.join("\n")}\n`;
}

/** The run that a log is of. */
export function readLog(text) {
  const [head, ...parts] = text.trim().split("\n\n");
  const facts = Object.fromEntries(
    head.split("\n").map((line) => {
      const at = line.indexOf(": ");
      return [line.slice(0, at), line.slice(at + 2)];
    }),
  );
  return { facts, cases: parts.map(readCase) };
}

function readCase(part) {
  const [title, ...lines] = part.split("\n");
  const [, optimizer, n, count, difference] =
    /^(\w+) \S+ of (\d+) in (\d+), contenders differ by (\S+)$/.exec(title);
  const numbers = { n: Number(n), count: Number(count), difference: Number(difference) };
  const one = { optimizer, ...numbers, heats: [], missing: {} };
  let heat = {};
  for (const line of lines) {
    const without = /^without (\S+): (.*)$/.exec(line);
    if (without) one.missing[without[1]] = without[2];
    else if (line === "end of heat") {
      one.heats.push(heat);
      heat = {};
    } else {
      const [id, ...seconds] = line.split(" ");
      heat[id] = seconds.map((value) => (value === "-" ? Number.NaN : Number(value)));
    }
  }
  return one;
}
