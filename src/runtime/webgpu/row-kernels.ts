/**
 * Kernels that copy rows of an array together, and back to their places. An array lies in one stretch or in several, one dispatch each, and is words, or
 * codes of which several share one: whoever writes a code leaves the others of its word as they are.
 */
import { combining } from "./host-kernels.ts";
import { type Declared, type Module, moduleOf, partBinding } from "./module.ts";

/** Bytes of a value. */
export type ValueBytes = 1 | 2 | 4;

const words = (at: number, name: string, kind: Declared["kind"], type = "u32"): Declared => ({
  binding: at,
  kind,
  buffer: name,
  name,
  type: `array<${type}>`,
});

/** `c`: values of the rows, values of one, what is added to the place of a value to find it in what is bound, where that ends. */
function kernel(isBack: boolean, type: string, lines: readonly string[]): Module {
  return moduleOf({
    lanes: 1,
    declared: [
      partBinding,
      words(2, "table", isBack ? "write" : "read", type),
      words(3, "copies", isBack ? "read" : "write"),
      words(4, "numbers", "read"),
    ],
    workgroup: combining,
    isGuarded: false,
    lines,
  });
}

const loop = (n: string, count: string, lines: readonly string[]): string[] => [
  `for (var ${n} = (group.y * groups.x + group.x) * ${combining}u + local; ${n} < ${count}; ${n} += groups.x * groups.y * ${combining}u) {`,
  ...lines.map((line) => `  ${line}`),
  "}",
];

const place = "let at = c.z + numbers[e / c.y] * c.y + e % c.y;";

/** A value of a buffer's words: where its bits begin in which word. */
const bitsOf = (bytes: ValueBytes, at: string) => ({
  word: bytes === 4 ? at : `${at} / ${4 / bytes}u`,
  from: bytes === 4 ? "0u" : `${at} % ${4 / bytes}u * ${8 * bytes}u`,
});

/** Copies the rows that `numbers` names together: whoever writes a word writes all of it. */
export function gatherKernel(bytes: ValueBytes): Module {
  const perWord = 4 / bytes;
  const { word, from } = bitsOf(bytes, "at");
  return kernel(
    false,
    "u32",
    loop("n", `(c.x + ${perWord - 1}u) / ${perWord}u`, [
      "var word = copies[n];",
      `for (var e = n * ${perWord}u; e < min(c.x, (n + 1u) * ${perWord}u); e++) {`,
      `  ${place}`,
      `  if (at < c.w) { word = insertBits(word, extractBits(table[${word}], ${from}, ${8 * bytes}u), ${bitsOf(bytes, "e").from}, ${8 * bytes}u); }`,
      "}",
      "copies[n] = word;",
    ]),
  );
}

/** Copies them back to their places. The bits of a code are changed by one invocation alone. */
export function scatterKernel(bytes: ValueBytes): Module {
  const [to, of] = [bitsOf(bytes, "at"), bitsOf(bytes, "e")];
  const code = `extractBits(copies[${of.word}], ${of.from}, ${8 * bytes}u)`;
  const changed = [
    `let old = extractBits(atomicLoad(&table[${to.word}]), ${to.from}, ${8 * bytes}u);`,
    `atomicXor(&table[${to.word}], (old ^ ${code}) << (${to.from}));`,
  ];
  const written = bytes === 4 ? ["table[at] = copies[e];"] : changed;
  return kernel(
    true,
    bytes === 4 ? "u32" : "atomic<u32>",
    loop("e", "c.x", [place, "if (at < c.w) {", ...written.map((line) => `  ${line}`), "}"]),
  );
}
