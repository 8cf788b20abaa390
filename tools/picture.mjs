/**
 * Draws the README's picture: how far the textbook's seven optimizers are above the least squares floor on airfoil, on a logarithmic
 * axis, as an SVG file that suits light and dark pages. Usage: GLISSADE_DATA=... npm run picture
 */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { line } from "@observablehq/plot";
import { draw, endLabels } from "../examples/figure.mjs";

const args = ["dist/cli/main.js", "textbook", "compare", "--data", "airfoil", "--seeds", "200", "--json"];
const { floor, results } = JSON.parse(
  execFileSync(process.execPath, args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    maxBuffer: 2 ** 26,
  }),
);
const curves = results
  .map(({ optimizer, curve }) =>
    curve.map(({ epochs, mean }) => ({ name: optimizer, epochs, excess: mean - floor })),
  )
  .sort((a, b) => b.at(-1).excess - a.at(-1).excess);
const names = curves.map(([{ name }]) => name);

/** A colour an optimizer, for the colour-blind too; the two that go the same way differ by dashes as well. */
const colors = {
  sgd: "#0072b2",
  momentum: "#d55e00",
  adagrad: "#009e73",
  rmsprop: "#cc79a7",
  adadelta: "#e69f00",
  adam: "#56b4e9",
  yogi: "currentColor",
};
const height = 420;
const at = { x: "epochs", y: "excess" };
const ends = curves.map((curve) => curve.at(-1));
const [least, most] = [Math.min(...ends.map(({ excess }) => excess)), curves[0][0].excess];

/** Pixels downwards by which the name of each line stands apart from the one above. */
function shifts() {
  const pixel = ({ excess }) => ((height - 64) * Math.log(most / excess)) / Math.log(most / least);
  let above = -Infinity;
  const shift = ends.map((end) => {
    above = Math.max(pixel(end), above + 15);
    return above - pixel(end);
  });
  // Half of what is missing goes upwards.
  return Object.fromEntries(ends.map(({ name }, index) => [name, shift[index] - Math.max(...shift) / 2]));
}

const figure = draw({
  height,
  marginRight: 90,
  x: { label: "epochs" },
  y: {
    type: "log",
    label: "loss above that of least squares",
    domain: [least, most],
    grid: true,
    ticks: 6,
    tickFormat: "~r",
  },
  color: { domain: names, range: names.map((name) => colors[name]) },
  marks: [
    ...curves.map((curve) =>
      line(curve, {
        ...at,
        stroke: "name",
        strokeWidth: 2,
        strokeDasharray: curve[0].name === "yogi" ? "6 4" : "none",
      }),
    ),
    endLabels(curves.flat(), at, shifts()),
  ],
});
writeFileSync("docs/losses.svg", figure);
