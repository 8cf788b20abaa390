// A seeded generator of gradients that break plausible but wrong optimizers: sign flips, zeros, extreme scales, jumps.
// Deterministic to the bit on every engine: integer hashing, sums and parsed powers of ten, no libm. Never NaN, never
// infinite. It knows nothing of any optimizer.

/** How one element's gradient behaves over time. */
export type Pattern =
  /** Random magnitude, the sign flips at every step. */
  | "flip"
  /** One magnitude, the sign flips at every step. */
  | "alternate"
  /** Zero always. */
  | "zero"
  /** Zero at the first steps and in later stretches, random in between. */
  | "stretches"
  /** Random at one scale for good, drawn from the whole range. */
  | "scale"
  /** Random, the scale jumps anywhere in the range every 7 steps. */
  | "jump"
  /** One value always. */
  | "constant"
  /** Standard normal, nearly: twelve uniforms summed. */
  | "normal"
  /** Random at the smallest scale. */
  | "tiny"
  /** Random at the largest scale. */
  | "huge";

/** All patterns, in the order in which elements take turns. */
export const allPatterns: readonly Pattern[] = [
  "flip",
  "alternate",
  "zero",
  "stretches",
  "scale",
  "jump",
  "constant",
  "normal",
  "tiny",
  "huge",
];

/** What `gradients` takes; all but the number of elements have defaults. */
export interface GradientOptions {
  /** Number of steps; 200. */
  readonly steps?: number;
  /** Any integer; the same seed gives the same values. 1. */
  readonly seed?: number;
  /** Round every value to a float32, exactly representable in both widths; false. */
  readonly float32?: boolean;
  /** Powers of ten of the smallest and largest scale; [-20, 20]. A float32 squares safely in [-15, 15]. */
  readonly exponents?: readonly [number, number];
  /** Patterns that elements cycle through; `allPatterns`. */
  readonly patterns?: readonly Pattern[];
}

/** Gradients for `n` elements: one Float64Array of length `n` per step. Element i follows pattern i mod patterns. */
export function gradients(n: number, options: GradientOptions = {}): Float64Array[] {
  const { steps = 200, seed = 1, float32 = false, exponents = [-20, 20], patterns = allPatterns } = options;
  const rows = Array.from({ length: steps }, () => new Float64Array(n));
  for (let i = 0; i < n; i++) {
    const random = uniform(seed * 7919 + i);
    const value = element(patterns[i % patterns.length]!, random, exponents);
    for (let t = 0; t < steps; t++) {
      const g = value(t);
      rows[t]![i] = float32 ? Math.fround(g) : g;
    }
  }
  return rows;
}

/** One element's gradient as a function of the step, called once for each step in order. */
function element(
  pattern: Pattern,
  random: () => number,
  [low, high]: readonly [number, number],
): (t: number) => number {
  const power = (): number => Number(`1e${low + Math.floor(random() * (high - low + 1))}`);
  const sign = (t: number): number => (t % 2 === 0 ? 1 : -1);
  const start = 1 + random();
  const fixed = power();
  let scale = fixed;
  switch (pattern) {
    case "flip":
      return (t) => sign(t) * (0.1 + random());
    case "alternate":
      return (t) => sign(t) * start;
    case "zero":
      return () => 0;
    case "stretches":
      return (t) => (t < 5 || t % 23 > 11 ? 0 : normal(random));
    case "scale":
      return () => fixed * normal(random);
    case "jump":
      return (t) => {
        if (t % 7 === 0) scale = power();
        return scale * normal(random);
      };
    case "constant":
      return () => -start;
    case "normal":
      return () => normal(random);
    case "tiny":
      return () => Number(`1e${low}`) * normal(random);
    case "huge":
      return () => Number(`1e${high}`) * normal(random);
  }
}

/** Mean 0, variance 1, within 6 of 0. */
function normal(random: () => number): number {
  let sum = -6;
  for (let k = 0; k < 12; k++) sum += random();
  return sum;
}

/** Uniform in [0, 1) from a 32-bit counter through the finalizer of MurmurHash3. */
function uniform(seed: number): () => number {
  let counter = Math.imul(seed, 0x9e3779b9) | 0;
  return () => {
    counter = (counter + 0x6d2b79f5) | 0;
    let h = counter;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
  };
}
