/**
 * The cost of a value of an expression: as a function made once and by name, beside the same arithmetic by hand; that of its
 * derivative, and that of reading it from its text each time. In turns, at seeded points.
 * Usage: npm run bench:language [-- --quick]
 */
import { parseArgs } from "node:util";
import { exp, expression, log, max, sqrt } from "../dist/language/index.js";
import { collectGarbage, shown, summary, takeTurns, tensorsOf } from "./timing.mjs";

const { values } = parseArgs({ options: { quick: { type: "boolean", default: false } } });
const options = { rounds: values.quick ? 11 : 61, sampleMs: 3, warmMs: values.quick ? 50 : 300 };

const square = (x) => x * x;
const byHand = {
  "(1 - x)^2 + 100*(y - x^2)^2": (x, y) => square(1 - x) + 100 * square(y - x * x),
  "x*exp(-y*x) + log(1 + x^2)/sqrt(y) + max(x, y)": (x, y) =>
    x * exp(-y * x) + log(1 + x * x) / sqrt(y) + max(x, y),
};
const points = 1024;
const { p } = tensorsOf(2 * points, 1);
const [xs, ys] = [p.slice(0, points), p.slice(points).map((y) => y + 2)];

console.log("Seconds a value. Medians ± half the interquartile range.\n");
for (const [text, hand] of Object.entries(byHand)) {
  collectGarbage();
  const read = expression(text);
  const made = read.toFunction(["x", "y"]);
  const slope = read.derivative("x").toFunction(["x", "y"]);
  const values = { x: 0, y: 0 };
  let at = 0;
  let sum = 0;
  const each = (value) => () => {
    at = (at + 1) % points;
    sum += value(xs[at], ys[at]);
  };
  const samples = takeTurns(
    {
      "by hand": each(hand),
      "a function": each(made),
      "its derivative": each(slope),
      evaluate: each((x, y) => {
        values.x = x;
        values.y = y;
        return read.evaluate(values);
      }),
      "read each time": each((x, y) => expression(text).toFunction(["x", "y"])(x, y)),
    },
    options,
  );
  if (!Number.isFinite(sum)) throw new Error(`${text} is ${sum}`);
  for (const [name, all] of Object.entries(samples)) {
    const ratio = summary(all.map((value, i) => value / samples["by hand"][i]));
    console.log(
      `${text.padEnd(48)}${name.padEnd(18)}${shown(summary(all))}   / by hand ${ratio.median.toFixed(1)}`,
    );
  }
}
