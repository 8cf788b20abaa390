/**
 * `npm run quality:halves`: what parameters and gradients in 16 bits cost in quality. A perceptron with one hidden layer on Fashion-MNIST,
 * three seeds, the same examples in the same order: the final loss on the test rows beside that of float32. The model reads the
 * parameters as they are in 16 bits and computes in float32, and its gradients become 16 bits; in float16 the loss is scaled. Bits are the
 * same on every device. bench/logs/quality-halves.txt keeps what it printed.
 */
import { adamw, chain, lossScale, tensor } from "glissade";
import { loadFashionMnist } from "glissade/datasets";
import { normal } from "glissade/language";

const seeds = [0, 1, 2];
const [steps, size, features, hidden, classes] = [600, 64, 784, 64, 10];
const shapes = { w1: [features, hidden], b1: [hidden], w2: [hidden, classes], b2: [classes] };

const numberOf = {
  bfloat16: (code) => new Float32Array(Uint32Array.of(code << 16).buffer)[0],
  float16: (code) => {
    const [sign, exponent, fraction] = [code >> 15 ? -1 : 1, (code >> 10) & 31, code & 1023];
    return sign * (exponent ? (1024 + fraction) * 2 ** (exponent - 25) : fraction * 2 ** -24);
  },
};
const tables = Object.fromEntries(
  Object.entries(numberOf).map(([dtype, of]) => [
    dtype,
    Float32Array.from({ length: 2 ** 16 }, (_, code) => of(code)),
  ]),
);

/** Initial values, the same for all types: those of bfloat16, which float16 has too, as they are of size 2^-14 and more or 0. */
function startOf(seed, dtype) {
  const entries = Object.entries(shapes).map(([name, shape]) => {
    const length = shape.reduce((product, extent) => product * extent, 1);
    const scale = shape.length > 1 ? Math.sqrt(2 / shape[0]) : 0;
    const values = Float32Array.from({ length }, (_, i) => {
      const value = scale * normal(seed, 1, i, name);
      return Math.abs(value) < 2 ** -14 ? 0 : value;
    });
    const bits = new Uint32Array(values.buffer);
    for (let i = 0; i < length; i++) bits[i] &= 0xffff0000;
    if (!dtype) return [name, tensor(values, shape)];
    const codes = Uint16Array.from(bits, (word, i) => {
      if (dtype === "bfloat16") return word >>> 16;
      const exponent = ((word >>> 23) & 255) - 112;
      return values[i] === 0 ? 0 : ((word >>> 16) & 0x8000) | (exponent << 10) | ((word >>> 13) & 1023);
    });
    return [name, tensor(codes, shape, { dtype })];
  });
  return Object.fromEntries(entries);
}

const readers = (params, dtype) =>
  Object.fromEntries(
    Object.entries(params).map(([name, { data }]) => [
      name,
      dtype ? Float32Array.from(data, (code) => tables[dtype][code]) : data,
    ]),
  );

/** The mean loss of some rows; where `grads` are given, they get its gradient times `scale`. */
function lossOf({ w1, b1, w2, b2 }, x, labels, grads, scale) {
  const count = labels.length;
  let loss = 0;
  const [h, z, dh] = [new Float32Array(hidden), new Float32Array(classes), new Float32Array(hidden)];
  for (const values of Object.values(grads ?? {})) values.fill(0);
  for (let n = 0; n < count; n++) {
    h.set(b1);
    for (let i = 0; i < features; i++) {
      const value = x[n * features + i];
      if (value !== 0) for (let j = 0; j < hidden; j++) h[j] += value * w1[i * hidden + j];
    }
    z.set(b2);
    for (let j = 0; j < hidden; j++)
      if (h[j] > 0) for (let k = 0; k < classes; k++) z[k] += h[j] * w2[j * classes + k];
    const most = Math.max(...z);
    const sum = z.reduce((total, value) => total + Math.exp(value - most), 0);
    loss += Math.log(sum) + most - z[labels[n]];
    if (!grads) continue;
    dh.fill(0);
    for (let k = 0; k < classes; k++) {
      const share = Math.exp(z[k] - most) / sum - (k === labels[n] ? 1 : 0);
      const d = (scale * share) / count;
      grads.b2[k] += d;
      for (let j = 0; j < hidden; j++) {
        if (h[j] <= 0) continue;
        grads.w2[j * classes + k] += d * h[j];
        dh[j] += d * w2[j * classes + k];
      }
    }
    for (let j = 0; j < hidden; j++) grads.b1[j] += dh[j];
    for (let i = 0; i < features; i++) {
      const value = x[n * features + i];
      if (value !== 0) for (let j = 0; j < hidden; j++) grads.w1[i * hidden + j] += value * dh[j];
    }
  }
  return loss / count;
}

const { train, test } = await loadFashionMnist();
const rowsOf = (data, indices) => {
  const [x, y] = Object.values(data.batch(indices));
  return [x.data ?? x, y.data ?? y];
};
const tested = rowsOf(
  test,
  Uint32Array.from({ length: 2000 }, (_, i) => i),
);

async function finalLoss(dtype, seed) {
  const optimizer = adamw({ learningRate: (count) => 1e-3 * (1 - count / steps), weightDecay: 0.01 });
  const isScaled = dtype === "float16";
  const descent = await (isScaled ? chain(lossScale(), optimizer) : optimizer).init(startOf(seed, dtype));
  const grads = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, new Float32Array(shape.reduce((a, b) => a * b, 1))]),
  );
  const given = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, tensor(grads[name], shape)]),
  );
  for (let at = 0; descent.count < steps; at++) {
    const indices = Uint32Array.from(
      { length: size },
      (_, i) => (7919 * (seed + 1) * (at * size + i)) % train.count,
    );
    const [x, labels] = rowsOf(train, indices);
    lossOf(readers(descent.params, dtype), x, labels, grads, descent.lossScale);
    descent.step(given);
  }
  const loss = lossOf(readers(descent.params, dtype), ...tested);
  const { skipped } = descent;
  descent.dispose();
  return { loss, skipped };
}

const mean = (numbers) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
console.log(
  `${features}-${hidden}-${classes} on Fashion-MNIST, ${steps} steps of ${size} examples, adamw; loss of ${tested[1].length} test rows, seeds ${seeds.join(", ")}`,
);
let exact;
for (const dtype of [undefined, "bfloat16", "float16"]) {
  const found = [];
  for (const seed of seeds) found.push(await finalLoss(dtype, seed));
  const losses = found.map(({ loss }) => loss);
  exact ??= losses;
  const ratios = losses.map((loss, index) => (loss / exact[index]).toFixed(3));
  const skipped = dtype === "float16" ? `, ${found.map((one) => one.skipped).join(" ")} steps skipped` : "";
  console.log(
    `  ${(dtype ?? "float32").padEnd(8)} ${losses.map((loss) => loss.toFixed(4)).join(" ")}  ratio ${(mean(losses) / mean(exact)).toFixed(3)} (${ratios.join(" ")})${skipped}`,
  );
}
