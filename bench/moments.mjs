/**
 * A step of Adam with moments in fewer bits, or with parameters in 16 bits, beside float32's, on `wasm` and, where it is there, `native`, with
 * one thread and two. All take turns; ratios are float32's time over theirs, in the same round.
 * Usage: npm run bench:moments -- [--only N] [--device NAME] [--threads N] [--quick]
 */
import { parseArgs } from "node:util";
import { adam, tensor } from "../dist/index.js";
import { codesOf } from "./gpu/workers/codes.mjs";
import { collectGarbage, shown, summary, takeTurns, tensorsOf } from "./timing.mjs";

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    device: { type: "string" },
    threads: { type: "string" },
    quick: { type: "boolean", default: false },
  },
});
/** What is stored how, by name. */
const forms = {
  float32: {},
  "moments bf16": { moments: "bf16" },
  "moments q8": { moments: "q8" },
  "parameters bfloat16": { dtype: "bfloat16" },
  "parameters float16": { dtype: "float16" },
  "bfloat16, moments q8": { dtype: "bfloat16", moments: "q8" },
};

async function devices() {
  try {
    (await adam().init({ x: new Float32Array(1) }, { device: "native" })).dispose();
    return ["wasm", "native"];
  } catch (error) {
    console.log(`without native: ${error.message}`);
    return ["wasm"];
  }
}

/** Parameters or gradients: as they are, or each in the nearest code below. */
const given = (numbers, dtype) =>
  dtype === undefined ? numbers : tensor(codesOf(numbers, dtype), [numbers.length], { dtype });

const isAsked = (value, asked) => asked === undefined || String(value) === String(asked);

console.log(`Adam, Node ${process.version}. Ratios are medians of the rounds', with quartiles.`);
const row = (cells) => console.log(cells.map((cell) => String(cell).padStart(22)).join(""));
row(["parameters", "device", "threads", "stored", "a step", "float32's / this"]);
for (const n of [1e6, 1e7]) {
  if (!isAsked(n, values.only && Number(values.only))) continue;
  for (const device of await devices()) {
    if (!isAsked(device, values.device)) continue;
    for (const threads of [1, 2]) {
      if (!isAsked(threads, values.threads)) continue;
      const { p, g } = tensorsOf(n, 1);
      const steps = {};
      const descents = [];
      for (const [name, { dtype, moments }] of Object.entries(forms)) {
        const descent = await adam({ learningRate: 1e-3, moments }).init(
          { x: given(p, dtype) },
          { device, threads },
        );
        descent.step({ x: given(g, dtype) });
        descents.push(descent);
        steps[name] = () => descent.step();
      }
      const rounds = values.quick ? 9 : 31;
      const samples = takeTurns(steps, { rounds, sampleMs: 30, warmMs: values.quick ? 200 : 600 });
      for (const [name, own] of Object.entries(samples)) {
        const { median, q1, q3 } = summary(samples.float32.map((time, round) => time / own[round]));
        const ratio = `${median.toFixed(2)} (${q1.toFixed(2)}-${q3.toFixed(2)})`;
        row([n, device, descents[0].threads, name, shown(summary(own)), ratio]);
      }
      for (const descent of descents) descent.dispose();
      collectGarbage();
    }
  }
}
