/**
 * Steps as compiled C beside C written by hand (`native/by-hand.c`), the same flags but for the length of vectors, which C by hand leaves to the
 * compiler unless it is given: on one thread, on two, and a control of two threads that share nothing, each with half of the parameters. Adam
 * on WebAssembly stands beside. Float32, all in turns.
 * Usage: npm run bench:native -- [--only N] [--optimizer NAME] [--vectors 512: bits, by hand] [--quick] [--json]
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { adam, adamw, chain, clipByGlobalNorm, lion, yogi } from "../dist/index.js";
import { collectGarbage, shown, summary, takeTurns, tensorsOf } from "./timing.mjs";

const koffi = createRequire(import.meta.url)("koffi");

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    optimizer: { type: "string" },
    vectors: { type: "string" },
    quick: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});

/** Optimizers as the C has them. */
const optimizers = {
  adam: adam(),
  yogi: yogi(),
  clipped_adamw: chain(clipByGlobalNorm(1), adamw({ weightDecay: 0.01 })),
  lion: lion(),
};

/** The C of an optimizer. */
function byHand(name) {
  const folder = mkdtempSync(join(tmpdir(), "glissade-bench-"));
  const file = join(folder, "by-hand.so");
  const code = ["-std=gnu11", "-O3", "-march=native", "-fPIC", "-shared", "-pthread"];
  const bits = ["-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math"];
  if (values.vectors) code.push(`-mprefer-vector-width=${values.vectors}`);
  const source = fileURLToPath(new URL("./native/by-hand.c", import.meta.url));
  execFileSync("cc", [...code, ...bits, `-DOPTIMIZER=${name}`, "-o", file, source, "-lm"]);
  const library = koffi.load(file);
  rmSync(folder, { recursive: true });
  const of = (declaration) => library.func(declaration);
  return {
    begin: of("void begin(long n, float *p, float *g)"),
    params: of("void *params()"),
    one: of("void one(long times)"),
    two: of("void two(long times)"),
    control: of("void control(long times)"),
    start: of("void start()"),
    stop: of("void stop()"),
  };
}

async function descentOn(optimizer, n, options) {
  const { p, g } = tensorsOf(n, 1);
  const descent = await optimizer.init({ p }, options);
  descent.grads.p.set(g);
  return descent;
}

/** Both must do the same work: parameters are as near as rounding allows after some steps. */
function check(name, descent, hand) {
  for (let step = 0; step < 5; step++) descent.step();
  hand.one(3);
  hand.two(2);
  const { p } = descent.params;
  const found = new Float32Array(koffi.view(hand.params(), p.byteLength));
  const far = p.findIndex((value, i) => Math.abs(value - found[i]) > 1e-4);
  if (far >= 0) throw new Error(`${name}: parameter ${far} is ${p[far]}, by hand ${found[far]}`);
}

const repeat = (descent, times) => {
  for (let step = 0; step < times; step++) descent.step();
};

const rounds = values.quick ? 15 : 51;
const found = [];
const say = values.json ? () => {} : console.log;
const cells = (all) => say(all.map((cell) => String(cell).padStart(15)).join(""));
say(
  `Float32, Node ${process.version}, steps back to back, ${rounds} rounds. Ratios are medians of the rounds'.`,
);
cells([
  ...["optimizer", "parameters", "wasm", "native", "by hand", "native, two", "by hand, two", "control"],
  ...["wasm/native", "hand/native", "hand/native, two", "control/native, two"].map((text) => ` ${text}`),
]);
for (const [name, optimizer] of Object.entries(optimizers)) {
  if (values.optimizer !== undefined && values.optimizer !== name) continue;
  const hand = byHand(name);
  for (const n of [1e4, 1e5, 1e6, 1e7]) {
    if (values.only !== undefined && Number(values.only) !== n) continue;
    collectGarbage();
    const wasm = await descentOn(optimizer, n, { device: "wasm" });
    const native = await descentOn(optimizer, n, { device: "native" });
    const threads = n < 2 ** 15 ? 1 : 2;
    const nativeTwo = await descentOn(optimizer, n, { device: "native", threads });
    if (nativeTwo.threads !== threads) throw new Error(`${nativeTwo.threads} threads instead of ${threads}`);
    const { p, g } = tensorsOf(n, 1);
    hand.begin(n, p, g);
    hand.start();
    check(name, await descentOn(optimizer, n, { device: "native" }), hand);
    const times = Math.max(2, Math.round(1e7 / n));
    const candidates = {
      wasm: () => repeat(wasm, times),
      native: () => repeat(native, times),
      hand: () => hand.one(times),
      nativeTwo: () => repeat(nativeTwo, times),
      handTwo: () => hand.two(times),
      control: () => hand.control(times),
    };
    const samples = takeTurns(candidates, { rounds, sampleMs: 1, warmMs: values.quick ? 50 : 200 });
    hand.stop();
    const ratio = (a, b) => summary(samples[a].map((seconds, round) => seconds / samples[b][round]));
    const seconds = Object.fromEntries(
      Object.entries(samples).map(([who, all]) => [who, summary(all.map((one) => one / times))]),
    );
    const ratios = {
      wasm: ratio("wasm", "native"),
      hand: ratio("hand", "native"),
      handTwo: ratio("handTwo", "nativeTwo"),
      control: ratio("control", "nativeTwo"),
    };
    found.push({ optimizer: name, n, seconds, ratios });
    cells([
      name,
      n,
      ...Object.values(seconds).map(shown),
      ...Object.values(ratios).map(({ median }) => median.toFixed(2)),
    ]);
    for (const descent of [wasm, native, nativeTwo]) descent.dispose();
  }
}
if (values.json) console.log(JSON.stringify(found));
