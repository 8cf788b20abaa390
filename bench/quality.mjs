/**
 * `npm run quality`: what moments in fewer bits cost in quality. Two real tasks, three seeds, the same order of examples: the final
 * validation loss beside that of float32 moments. Bits are the same on every device, so the load of the machine does not matter. Some
 * minutes. `npm run quality -- fashion-mlp` runs one task; bench/logs/quality.txt keeps what it printed.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { adamw, chain, clipByGlobalNorm, warmupCosine } from "glissade";
import { loadFashionMnist, loadTinyShakespeare } from "glissade/datasets";
import { characters, fit, modelFrom } from "glissade/train";

const seeds = [0, 1, 2];
const storages = [undefined, "bf16", "q8"];

async function fashionMlp() {
  const { train, test, classes } = await loadFashionMnist();
  const model = modelFrom("mlp:256", { task: "classes", features: 784, classes: classes.length });
  const steps = 1200;
  return {
    is: `mlp:256 on Fashion-MNIST, ${steps} steps of 128 examples, adamw`,
    run: (seed, moments) =>
      fit(model, train, {
        optimizer: adamw({ moments }),
        ...{ epochs: 10, steps, batchSize: 128, seed, validation: test, keepBest: false },
      }),
  };
}

/** Tiny Shakespeare; where it is not to be had, this project's documentation. */
async function textOf() {
  try {
    return ["Tiny Shakespeare", await loadTinyShakespeare()];
  } catch {
    const docs = fileURLToPath(new URL("../docs/", import.meta.url));
    const files = readdirSync(docs, { recursive: true })
      .filter((name) => name.endsWith(".md"))
      .sort();
    const text = files.map((name) => readFileSync(docs + name, "utf8")).join("\n");
    return ["the text of docs/", text.replaceAll(/[^\n\x20-\x7e]/g, "")];
  }
}

async function charTransformer() {
  const [name, text] = await textOf();
  const { alphabet, train, validationOnce } = characters(text, { context: 64 });
  const model = modelFrom("char-transformer", { vocabulary: alphabet.length });
  const steps = 300;
  const learningRate = warmupCosine({ peak: 1e-3, warmup: 20, total: steps, end: 1e-4 });
  const where = (_, shape) => shape.length > 1;
  const validation = { count: 300, batch: (indices) => validationOnce.batch(indices) };
  return {
    is: `char-transformer on ${name}, ${steps} steps of 12 windows, adamw, clipped`,
    run: (seed, moments) =>
      fit(model, train, {
        optimizer: chain(
          clipByGlobalNorm(1),
          adamw({ learningRate, b1: 0.9, b2: 0.99, weightDecay: 0.1, where, moments }),
        ),
        ...{ epochs: 1, steps, batchSize: 12, seed, validation, evaluationBatch: 100, keepBest: false },
      }),
  };
}

const tasks = { "fashion-mlp": fashionMlp, "char-transformer": charTransformer };
const asked = process.argv.slice(2);
const mean = (numbers) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;

console.log(`Final validation loss beside that of float32 moments, seeds ${seeds.join(", ")}`);
for (const [name, make] of Object.entries(tasks)) {
  if (asked.length && !asked.includes(name)) continue;
  const { is, run } = await make();
  console.log(is);
  let exact;
  for (const moments of storages) {
    const losses = [];
    for (const seed of seeds) {
      const { reason, message, history } = await run(seed, moments).result;
      if (reason === "diverged") throw new Error(message);
      losses.push(history.at(-1).validation.loss);
    }
    exact ??= losses;
    const ratios = losses.map((loss, index) => (loss / exact[index]).toFixed(3));
    const all = (mean(losses) / mean(exact)).toFixed(3);
    const shown = losses.map((loss) => loss.toFixed(4)).join(" ");
    console.log(`  ${(moments ?? "float32").padEnd(8)} ${shown}  ratio ${all} (${ratios.join(" ")})`);
  }
}
