/**
 * The floor under a step of Adam or Yogi: a WebAssembly SIMD kernel that reads p, g, m, v and writes p, m, v, 28
 * bytes a float32 parameter, and computes three exclusive ors. It is not an optimizer: it measures the cost of moving
 * the bytes.
 * Reference: WebAssembly Core Specification 2.0, chapter 5 (binary format).
 */

const PAGE = 65536;
/** Vectors of 16 bytes for each turn of the loop. */
const UNROLL = 4;

/** LEB128, signed; non-negative numbers below 2^31 read the same as unsigned ones with one byte to spare. */
function leb(value) {
  const bytes = [];
  for (; value > 63; value = Math.floor(value / 128)) bytes.push((value % 128) | 0x80);
  return [...bytes, value];
}

const sized = (bytes) => [...leb(bytes.length), ...bytes];
const section = (id, bytes) => [id, ...sized(bytes)];
const text = (name) => sized([...name].map((letter) => letter.charCodeAt(0)));

/** The module: `run(bytes)` for regions that start at `starts`, the number of bytes a multiple of 16 UNROLL. */
function floorModule(starts) {
  const at = [0x20, 1];
  const load = (start) => [...at, 0xfd, 0x00, 4, ...leb(start)];
  const store = (start) => [0xfd, 0x0b, 4, ...leb(start)];
  const xor = [0xfd, 0x51];
  const [p, g, m, v] = starts;
  const body = [];
  for (let k = 0; k < UNROLL; k++) {
    body.push(...load(g + 16 * k), 0x21, 2);
    for (const region of [p, m, v]) {
      body.push(...at, ...load(region + 16 * k), 0x20, 2, ...xor, ...store(region + 16 * k));
    }
  }
  // loop: body; i += 16 UNROLL; branch back while i < bytes.
  const loop = [
    0x03,
    0x40,
    ...body,
    ...at,
    0x41,
    ...leb(16 * UNROLL),
    0x6a,
    0x22,
    1,
    0x20,
    0,
    0x49,
    0x0d,
    0,
    0x0b,
  ];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 1, 0x7f, 0]),
    ...section(2, [
      1,
      ...text("env"),
      ...text("memory"),
      2,
      1,
      ...leb(pagesFor(starts)),
      ...leb(pagesFor(starts)),
    ]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...text("run"), 0, 0]),
    ...section(10, [1, ...sized([2, 1, 0x7f, 1, 0x7b, ...loop, 0x0b])]),
  ]);
}

/** Pages that hold the four regions. */
const pagesFor = ([first, second]) => Math.ceil((first + 4 * (second - first)) / PAGE);

/**
 * A function that moves the bytes of one step over n float32 parameters.
 * The regions start at different offsets modulo 4096: equal ones make loads wait for stores to other regions.
 */
export async function floor(n, { p, g }) {
  const bytes = Math.ceil((4 * n) / (16 * UNROLL)) * 16 * UNROLL;
  const apart = Math.ceil(bytes / 4096) * 4096 + 1088;
  const starts = [0, 1, 2, 3].map((region) => region * apart);
  const pages = pagesFor(starts);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  [p, g, g, g].forEach((values, region) => {
    new Float32Array(memory.buffer, starts[region], n).set(values);
  });
  const { instance } = await WebAssembly.instantiate(floorModule(starts), { env: { memory } });
  const { run } = instance.exports;
  return () => run(bytes);
}
