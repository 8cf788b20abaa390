/**
 * A language model of characters: a small transformer learns from Tiny Shakespeare, or from a few lines of its own where that is not there, for less than a minute.
 * Enough to spell like English, not enough to say something. `glissade train --workload char-transformer` is the full size.
 */
import { bisectRight, cumsum } from "d3-array";
import { adamw, chain, clipByGlobalNorm, warmupCosine } from "glissade";
import { loadTinyShakespeare } from "glissade/datasets";
import { characters, DataError, fit, modelFrom, predict, random } from "glissade/train";

const [context, steps, seed] = [32, 300, 1];

const text = await loadTinyShakespeare().catch((error) => {
  if (!(error instanceof DataError)) throw error;
  console.log(`${error.message}\nUntil then, a sentence many times over:`);
  return "The curve falls, the slope is small, and so the steps grow short. ".repeat(100);
});
const data = characters(text, { context });
const model = modelFrom(`char-transformer:2,2,48,${context}`, { vocabulary: data.alphabet.length });

// Matrices and embeddings decay, norms do not.
const learningRate = warmupCosine({ peak: 5e-3, warmup: 30, total: steps, end: 5e-4 });
const optimizer = chain(
  clipByGlobalNorm(1),
  adamw({ learningRate, b2: 0.99, weightDecay: 0.1, where: (_, shape) => shape.length > 1 }),
);

console.log(`${text.length} characters, ${data.alphabet.length} of them different; ${steps} steps`);
const run = fit(model, data.train, { optimizer, steps, batchSize: 16, seed });
for await (const event of run) {
  if (event.type === "step" && (event.step === 1 || event.step % 50 === 0))
    console.log(
      `step ${String(event.step).padStart(3)}  loss ${event.loss.toFixed(3)}  rate ${event.learningRate.toFixed(5)}`,
    );
}
const { params } = await run.result;

// One character after the other, each by the probabilities that the model gives after the last `context` characters.
const generator = random(seed).fork("sample");
const sample = [...data.encode(text.slice(0, context))];
for (let length = 0; length < 60; length++) {
  const x = { data: Int32Array.from(sample.slice(-context)), shape: [1, context] };
  const probabilities = await predict(model, params, { x });
  const next = probabilities.subarray(-data.alphabet.length);
  const chosen = bisectRight(cumsum(next), generator.uniform());
  sample.push(Math.min(chosen, next.length - 1));
}
console.log(`sample: ${data.decode(sample).replaceAll("\n", "\n        ")}`);
