/**
 * Fits Gaussians to a photograph on a GPU, in Node: `npm ci --prefix tools/examples`, then `node examples/splats/main.mjs`. Writes the picture and the
 * curve of its PSNR. `--side 64 --rows 12 --sizes 200,250,300 --steps 300 --out FOLDER` makes a smaller one elsewhere.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { line, ruleX } from "@observablehq/plot";
import { draw } from "../figure.mjs";
import { Fit, gridOf, optimizerOf } from "./fit.mjs";
import { findDevice, photograph, writePicture } from "./node.mjs";
import { squareOf } from "./photograph.mjs";
import { run } from "./run.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const { values } = parseArgs({
  options: {
    side: { type: "string", default: "512" },
    rows: { type: "string", default: "30" },
    sizes: { type: "string", default: "1800,3200,4600,6000" },
    steps: { type: "string", default: "1500" },
    out: { type: "string", default: here },
  },
});
const [side, rows, steps] = [values.side, values.rows, values.steps].map(Number);

const { device, name } = await findDevice();
const square = squareOf(await photograph(), side);
const code = readFileSync(join(here, "splats.wgsl"), "utf8");
const params = gridOf(square, side, rows);
const fit = await Fit.begin(device, {
  code,
  photograph: square,
  side,
  params,
  optimizer: optimizerOf(steps),
});
console.log(`${side} x ${side} pixels, ${fit.size} Gaussians at first, on ${name}`);

const points = [];
const rounds = [];
const sizes = values.sizes.split(",").map(Number);
for await (const event of run(fit, { steps, sizes })) {
  if (event.type === "measured") {
    points.push(event);
    console.log(`step ${event.step}: ${event.psnr.toFixed(2)} dB, ${event.size} Gaussians`);
  } else {
    rounds.push(event);
    console.log(`step ${event.step}: ${event.dropped} dropped, ${event.divided} divided`);
  }
}
const { psnr, size, stepsPerSecond } = points.at(-1);
const bytes = await writePicture(join(values.out, "fitted.png"), await fit.picture(), side);
const error = bytes.reduce((sum, byte, i) => sum + (i % 4 < 3 ? (byte / 255 - square[i]) ** 2 : 0), 0);
const stored = -10 * Math.log10(error / (3 * side * side));
console.log(
  `${psnr.toFixed(2)} dB with ${size} Gaussians (${stored.toFixed(2)} as PNG of 8 bits), ${stepsPerSecond.toFixed(2)} steps a second`,
);

writeFileSync(
  join(values.out, "psnr.svg"),
  draw({
    x: { label: "step" },
    y: { label: "PSNR (dB)", grid: true },
    marks: [
      ruleX(rounds, { x: "step", stroke: "#e8871e", strokeDasharray: "4 4" }),
      line(points, { x: "step", y: "psnr", stroke: "#4269d0", strokeWidth: 2 }),
    ],
  }),
);
fit.dispose();
device.destroy();
