/**
 * The floor under a step: a WebAssembly SIMD kernel that moves the same bytes and computes exclusive ors. It is not an optimizer: it measures
 * the cost of moving the bytes. Without more said, those of Adam or Yogi: it reads p, g, m, v and writes p, m, v, 28 bytes a float32 parameter.
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

/** Instructions on what stands at an address: local 1, from where a region starts. */
const at = [0x20, 1];
const load = (start) => [...at, 0xfd, 0x00, 4, ...leb(start)];
const store = (start) => [0xfd, 0x0b, 4, ...leb(start)];
const xor = [0xfd, 0x51];

/** i = 0; loop: body; i += 16 UNROLL; branch back while i < bytes. `body` is given the offset of each of its vectors. */
function loopOver(body) {
  const vectors = Array.from({ length: UNROLL }, (_, k) => body(16 * k)).flat();
  const next = [...at, 0x41, ...leb(16 * UNROLL), 0x6a, 0x22, 1, 0x20, 0, 0x49, 0x0d, 0];
  return [0x41, 0, 0x21, 1, 0x03, 0x40, ...vectors, ...next, 0x0b];
}

/** Reads regions; local 3 gathers what is read, and is written once, or the engine could leave the pass out. */
const sum = (regions, end) => [
  ...loopOver((k) => regions.flatMap((region) => [0x20, 3, ...load(region + k), ...xor, 0x21, 3])),
  ...[0x41, 0, 0x20, 3, ...store(end)],
];

/** Reads the first region; reads and writes the others. */
const move = ([first, ...others]) =>
  loopOver((k) => [
    ...[...load(first + k), 0x21, 2],
    ...others.flatMap((region) => [...at, ...load(region + k), ...[0x20, 2, ...xor], ...store(region + k)]),
  ]);

/** The module: `run(bytes)` for regions that start at `starts`, the number of bytes a multiple of 16 UNROLL. */
function floorModule(starts, end, { sums, writes }) {
  const body = [
    ...sums.flatMap((count) => sum(starts.slice(0, count), end)),
    ...move(starts.slice(0, writes + 1)),
  ];
  const pages = pagesFor(end);
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 1, 0x7f, 0]),
    ...section(2, [1, ...text("env"), ...text("memory"), 2, 1, ...leb(pages), ...leb(pages)]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...text("run"), 0, 0]),
    // Local 1 is an address, 2 and 3 are vectors.
    ...section(10, [1, ...sized([2, 1, 0x7f, 2, 0x7b, ...body, 0x0b])]),
  ]);
}

/** Pages that hold the regions and a vector at their end. */
const pagesFor = (end) => Math.ceil((end + 16) / PAGE);

/**
 * A function that moves the bytes of one step over n float32 parameters: passes that read so many arrays (`sums`), then one that reads the
 * gradient and reads and writes `writes` other arrays.
 * The regions start at different offsets modulo 4096: equal ones make loads wait for stores to other regions.
 */
export async function floor(n, { p, g }, traffic = { sums: [], writes: 3 }) {
  const bytes = Math.ceil((4 * n) / (16 * UNROLL)) * 16 * UNROLL;
  const apart = Math.ceil(bytes / 4096) * 4096 + 1088;
  const count = Math.max(traffic.writes + 1, ...traffic.sums);
  const starts = Array.from({ length: count }, (_, region) => region * apart);
  const end = count * apart;
  const pages = pagesFor(end);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  for (const [region, start] of starts.entries())
    new Float32Array(memory.buffer, start, n).set(region === 1 ? p : g);
  const { instance } = await WebAssembly.instantiate(floorModule(starts, end, traffic), { env: { memory } });
  const { run } = instance.exports;
  return () => run(bytes);
}
