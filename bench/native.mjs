/**
 * A step of Adam as compiled C beside WebAssembly and beside C written by hand: plain loops with arguments that do not overlap, the
 * same flags, memory of its own on huge pages. Float32, one thread, in turns.
 * Usage: npm run bench:native -- [--only N] [--quick] [--json]
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { adam } from "../dist/index.js";
import { collectGarbage, shown, summary, takeTurns, tensorsOf } from "./timing.mjs";

const koffi = createRequire(import.meta.url)("koffi");

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    quick: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});

/** Bias corrections are the host's work, as in the library. The regions do not begin at the same place of a page. */
const source = `
#define _GNU_SOURCE
#include <math.h>
#include <stdlib.h>
#include <sys/mman.h>
static float *regions[4];
static long n, t;
static float *region(long index, long bytes) {
  char *memory = aligned_alloc(1 << 21, (bytes + 8192 + (1 << 21) - 1) >> 21 << 21);
#ifdef MADV_HUGEPAGE
  madvise(memory, bytes + 8192, MADV_HUGEPAGE);
#endif
  return (float *)(memory + index * 1088);
}
void begin(long elements, const float *p, const float *g) {
  n = elements;
  t = 0;
  for (int k = 0; k < 4; k++) {
    free(regions[k] ? (char *)regions[k] - k * 1088 : 0);
    regions[k] = region(k, 4 * n);
    for (long i = 0; i < n; i++) regions[k][i] = k == 0 ? p[i] : k == 1 ? g[i] : 0;
  }
}
static void adam(float *restrict p, const float *restrict g, float *restrict m, float *restrict v, float rate, float c1, float c2) {
  for (long i = 0; i < n; i++) {
    m[i] = .9f * m[i] + .1f * g[i];
    v[i] = .999f * v[i] + .001f * (g[i] * g[i]);
    p[i] = p[i] - rate * (m[i] * c1 / (sqrtf(v[i] * c2) + 1e-8f));
  }
}
void step(void) {
  t++;
  adam(regions[0], regions[1], regions[2], regions[3], 1e-3f, 1 / (1 - pow(.9, t)), 1 / (1 - pow(.999, t)));
}
`;

const folder = mkdtempSync(join(tmpdir(), "glissade-bench-"));
writeFileSync(join(folder, "adam.c"), source);
const flags = [
  "-O3",
  "-march=native",
  "-fPIC",
  "-shared",
  "-ffp-contract=off",
  "-fno-math-errno",
  "-fno-trapping-math",
];
execFileSync("cc", [...flags, "-o", join(folder, "adam.so"), join(folder, "adam.c"), "-lm"]);
const library = koffi.load(join(folder, "adam.so"));
const begin = library.func("void begin(long n, float *p, float *g)");
const byHand = library.func("void step()");
rmSync(folder, { recursive: true });

async function descentOn(n, device) {
  const { p, g } = tensorsOf(n, 1);
  const descent = await adam({ learningRate: 1e-3 }).init({ p }, { device });
  descent.grads.p.set(g);
  return descent;
}

const rounds = values.quick ? 15 : 51;
const found = [];
const cells = (all) => values.json || console.log(all.map((cell) => String(cell).padStart(18)).join(""));
if (!values.json)
  console.log(
    `Adam, float32, one thread, Node ${process.version}, ${rounds} rounds. Ratios are medians of the rounds'.`,
  );
cells(["parameters", "wasm", "native", "by hand", "wasm/native", "native/by hand"]);
for (const n of [1e4, 1e5, 1e6, 1e7]) {
  if (values.only !== undefined && Number(values.only) !== n) continue;
  collectGarbage();
  const [wasm, native] = [await descentOn(n, "wasm"), await descentOn(n, "native")];
  const { p, g } = tensorsOf(n, 1);
  begin(n, p, g);
  const samples = takeTurns(
    { wasm: () => wasm.step(), native: () => native.step(), byHand: () => byHand() },
    { rounds, sampleMs: values.quick ? 2 : 5, warmMs: values.quick ? 50 : 200 },
  );
  const ratio = (a, b) => summary(samples[a].map((seconds, round) => seconds / samples[b][round]));
  const times = Object.fromEntries(Object.entries(samples).map(([name, all]) => [name, summary(all)]));
  const ratios = { wasm: ratio("wasm", "native"), byHand: ratio("native", "byHand") };
  found.push({ n, times, ratios });
  const asText = ({ median, q1, q3 }) => `${median.toFixed(2)} (${q1.toFixed(2)}-${q3.toFixed(2)})`;
  cells([
    n,
    ...["wasm", "native", "byHand"].map((name) => shown(times[name])),
    asText(ratios.wasm),
    asText(ratios.byHand),
  ]);
  for (const descent of [wasm, native]) descent.dispose();
}
if (values.json) console.log(JSON.stringify(found));
