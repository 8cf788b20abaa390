/**
 * A step of Adam with moments in fewer bits beside float32's, on `wasm` and, where it is there, `native`, with one thread and two. All take
 * turns; ratios are float32's time over theirs, in the same round. Usage: npm run bench:moments -- [--only N] [--quick]
 */
import { parseArgs } from "node:util";
import { adam } from "../dist/index.js";
import { collectGarbage, shown, summary, takeTurns, tensorsOf } from "./timing.mjs";

const { values } = parseArgs({
  options: { only: { type: "string" }, quick: { type: "boolean", default: false } },
});
const storages = [undefined, "bf16", "q8"];

async function devices() {
  try {
    (await adam().init({ x: new Float32Array(1) }, { device: "native" })).dispose();
    return ["wasm", "native"];
  } catch (error) {
    console.log(`without native: ${error.message}`);
    return ["wasm"];
  }
}

console.log(
  `Adam, float32 parameters, Node ${process.version}. Ratios are medians of the rounds', with quartiles.`,
);
console.log(
  ["parameters", "device", "threads", "float32", "bf16", "q8", "float32/bf16", "float32/q8"]
    .map((cell) => cell.padStart(18))
    .join(""),
);
for (const n of [1e6, 1e7]) {
  if (values.only !== undefined && Number(values.only) !== n) continue;
  for (const device of await devices()) {
    for (const threads of [1, 2]) {
      const { p, g } = tensorsOf(n, 1);
      const steps = {};
      const descents = [];
      for (const moments of storages) {
        const descent = await adam({ learningRate: 1e-3, moments }).init({ x: p }, { device, threads });
        descent.grads.x.set(g);
        descents.push(descent);
        steps[moments ?? "float32"] = () => descent.step();
      }
      const rounds = values.quick ? 9 : 31;
      const samples = takeTurns(steps, { rounds, sampleMs: 30, warmMs: values.quick ? 200 : 600 });
      const ratio = (name) => {
        const ratios = summary(samples.float32.map((time, round) => time / samples[name][round]));
        return `${ratios.median.toFixed(2)} (${ratios.q1.toFixed(2)}-${ratios.q3.toFixed(2)})`;
      };
      const cells = [
        n,
        device,
        descents[0].threads,
        ...Object.values(samples).map((own) => shown(summary(own))),
      ];
      console.log([...cells, ratio("bf16"), ratio("q8")].map((cell) => String(cell).padStart(18)).join(""));
      for (const descent of descents) descent.dispose();
      collectGarbage();
    }
  }
}
