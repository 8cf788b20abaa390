// Normal numbers of a seed and a counter, as docs/language.md says of normal(seed, 0, index): Threefry-2x32 of Salmon et al., SC 2011, with 20 rounds, on
// BigInt words, and the inverse of the normal distribution by Newton's steps on its series.
const word = (x: bigint): bigint => BigInt.asUintN(32, x);
const rotated = (x: bigint, by: bigint): bigint => word((x << by) | (x >> (32n - by)));

function threefry(key0: bigint, key1: bigint, counter: bigint): bigint {
  const keys = [key0, key1, key0 ^ key1 ^ 0x1bd11bdan];
  const by = [13n, 15n, 26n, 6n, 17n, 29n, 16n, 24n];
  let [x, y] = [word(counter + key0), key1];
  for (let round = 0; round < 20; round++) {
    x = word(x + y);
    y = rotated(y, by[round % 8]!) ^ x;
    if (round % 4 !== 3) continue;
    const count = (round + 1) / 4;
    x = word(x + keys[count % 3]!);
    y = word(y + keys[(count + 1) % 3]! + BigInt(count));
  }
  return x;
}

/** Half of a key, 24 bits: of seed, step 0 and the hash of a text without letters. */
function keyOf(half: bigint, seed: bigint): bigint {
  let hash = 0n;
  for (const one of [half + 1n, seed, seed >> 32n, 0n, 0x811c9dc5n, 0n]) {
    hash = word((hash ^ word(one)) * 0x21f0aaadn);
    hash ^= hash >> 15n;
  }
  return hash >> 8n;
}

/** Where the normal distribution is p. */
function quantile(p: number): number {
  let x = 0;
  for (let step = 0; step < 60; step++) {
    const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
    let [sum, term] = [0, x];
    for (let k = 1; Math.abs(term) > 1e-18; k++) {
      sum += term;
      term *= (x * x) / (2 * k + 1);
    }
    const next = x - Math.max(-1, Math.min(1, (0.5 + density * sum - p) / density));
    if (next === x) break;
    x = next;
  }
  return x;
}

export function normal(seed: number, index: number): number {
  const keys = [0n, 1n].map((half) => keyOf(half, BigInt(seed)));
  const bits = threefry(keys[0]!, keys[1]!, BigInt(index)) >> 9n;
  return quantile((2 * Number(bits) + 1) * 2 ** -24);
}
