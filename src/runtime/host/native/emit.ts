/**
 * A kernel as C11: a loop over segments, within it one over elements, which compilers turn into vectors of the processor's full
 * width. Pure: from kernel to text. It is to be compiled without contraction and without fast-math.
 */
import { operation } from "../../../language/operations.ts";
import { codingOf, type StorageName } from "../../../language/storage.ts";
import { type InputKind, type Kernel, typeOfValue, type Value } from "../../../plan/kernel.ts";
import { neutral } from "../accumulators.ts";
import { unit } from "../alignment.ts";
import { blockLayout, segmentBytes } from "../placed-pass.ts";
import { functionsIn } from "./functions.ts";
import { constantOf, expressionOf } from "./operate.ts";
import { laneType, prelude, takes } from "./prelude.ts";

/** Elements at most whose reduced values wait in the processor's first-level cache; whole turns of the lanes. */
const blockSize = 1024;

/** What a kernel's function takes: one pointer to these, since every argument of a call costs time. Addresses count units. */
export const callType = `
typedef struct {
  unsigned char *memory;
  uint32_t block, first, last;
} call;
`;

const addressOf = `
static inline unsigned char *address(unsigned char *memory, uint32_t units) {
  return memory + (size_t)units * ${unit};
}
`;

/** A file of kernels of one dtype. Their functions are called run0, run1 and so on. */
export function emit(kernels: readonly Kernel[]): string {
  const reductions = new Set(kernels.flatMap((kernel) => kernel.reductions.map(({ op }) => op)));
  const functions = kernels.map((kernel, index) => functionOf(kernel, `run${index}`));
  const { dtype } = kernels[0]!;
  const text = functions.join("");
  return [prelude(dtype, reductions), functionsIn(text, dtype), callType, addressOf, text].join("");
}

type Lines = readonly string[];

const indented = (lines: Lines): string[] => lines.map((line) => `  ${line}`);
const loop = (head: string, body: Lines): string[] => [`for (${head}) {`, ...indented(body), "}"];

/** Words of a row of the list of segments. */
const words = segmentBytes / 4;

/** A function on the segments of a call. Where all elements are alike these lie side by side and are taken as one. */
function functionOf(kernel: Kernel, name: string): string {
  const body = [
    "unsigned char *const memory = called->memory;",
    "const uint32_t *const at = (const uint32_t *)address(memory, called->block);",
    ...inputsOf(kernel, "uniform", `(const unsigned char *)at + ${blockLayout(kernel).firstUniform}`),
    `const uint32_t *segment = (const uint32_t *)address(memory, at[0]) + ${words} * (size_t)called->first;`,
    ...(kernel.reductions.length
      ? reducing(kernel)
      : kernel.segments === "any"
        ? atOnce(kernel)
        : each(kernel)),
  ];
  return `\nvoid ${name}(const call *called) {\n${indented(body).join("\n")}\n}\n`;
}

/** What a segment has for itself. */
const segmentOf = (kernel: Kernel): string[] => [
  ...pointersOf(kernel),
  ...inputsOf(kernel, "segment", "address(memory, at[2]) + segment[2] * sizeof(real)"),
];

/** From the first segment to the end of the last. */
const atOnce = (kernel: Kernel): string[] => [
  "if (called->first == called->last) return;",
  `const uint32_t *const end = segment + ${words} * (size_t)(called->last - called->first - 1);`,
  "const size_t count = (size_t)end[0] + end[1] - segment[0];",
  ...segmentOf(kernel),
  ...elements(kernel, "0", "count"),
];

/** Segment by segment. What is stored in bytes may lie anywhere in C's eyes: the count is read before. */
const each = (kernel: Kernel): string[] =>
  loop(`uint32_t s = called->first; s < called->last; s++, segment += ${words}`, [
    ...segmentOf(kernel),
    "const size_t count = segment[1];",
    ...elements(kernel, "0", "count"),
  ]);

/** Names of the pointers to a segment's elements, one for each role. */
const pointerNames = ({ roles }: Kernel): string[] => {
  const names = roles.map((role) => `at_${role.replace(/^.*\./, "").replace(/\W/g, "_")}`);
  return names.map((name, index) => (names.indexOf(name) < index ? `${name}_${index}` : name));
};

/** The C type of a role's elements: numbers, or codes. */
const typeOf = (storage: StorageName): string => {
  const bytes = codingOf(storage)?.bytes;
  return bytes === undefined ? "real" : `uint${8 * bytes}_t`;
};

/** What is loaded or stored as a number, where a role is stored in codes. */
function transferred(storage: StorageName, way: "load" | "store", text: string): string {
  const coding = codingOf(storage);
  if (!coding) return text;
  return coding.c[way].replace(/\bx\b/g, way === "load" ? `(word)${text}` : text);
}

/** Pointers to the elements of a segment and to its columns. No two arrays overlap. */
function pointersOf(kernel: Kernel): string[] {
  const { columns, columnReductions, storages } = kernel;
  const { firstRole, firstColumn, firstColumnSum } = blockLayout(kernel);
  const array = (type: string, name: string, word: number, offset: string): string =>
    `${type} *restrict const ${name} = (${type} *)address(memory, at[${word}]) + ${offset};`;
  return [
    ...pointerNames(kernel).map((name, role) =>
      array(typeOf(storages[role]!), name, firstRole / 4 + role, "segment[0]"),
    ),
    ...Array.from({ length: columns }, (_, c) =>
      array("const real", `column${c}`, firstColumn / 4 + c, "segment[3]"),
    ),
    ...columnReductions.map(({ op }, c) => {
      const type = laneType(op);
      return array(type, `columnSum${c}`, firstColumnSum / 4 + c, "segment[5]");
    }),
  ];
}

/** Declares a value of a kernel. */
const declare = (value: Value, index: number, text: string): string =>
  `const ${typeOfValue(value) === "boolean" ? "_Bool" : "real"} v${index} = ${text};`;

/** The same for one in memory: a comparison made by the host comes as 1 or 0. */
const declareLoaded = (value: Value, index: number, loaded: string): string =>
  declare(value, index, typeOfValue(value) === "boolean" ? `${loaded} != 0` : loaded);

/** Declares the inputs that are the same for all elements of a call or of a segment. */
function inputsOf({ values }: Kernel, kind: Exclude<InputKind, "column">, address: string): string[] {
  const declared = values.flatMap((value, index) =>
    value.kind === kind ? [declareLoaded(value, index, `${kind}s[${value.index}]`)] : [],
  );
  return declared.length ? [`const real *const ${kind}s = (const real *)(${address});`, ...declared] : [];
}

/** Declares the values of element `i`. */
function valuesOf(kernel: Kernel): string[] {
  const { values, storages } = kernel;
  const pointers = pointerNames(kernel);
  return values.flatMap((value, index) => {
    if (value.kind === "load") {
      const loaded = transferred(storages[value.role]!, "load", `${pointers[value.role]}[i]`);
      return [declareLoaded(value, index, loaded)];
    }
    if (value.kind === "column") return [declareLoaded(value, index, `column${value.index}[i]`)];
    if (value.kind !== "call") return [];
    const args = value.args.map((arg) => nameOf(kernel, arg));
    return [declare(value, index, expressionOf(value.op, args))];
  });
}

/** A value where it is used. */
function nameOf({ dtype, values }: Kernel, index: number): string {
  const value = values[index]!;
  return value.kind === "constant" ? constantOf(dtype, value.value) : `v${index}`;
}

/** The loop over elements from `start` to before `end`; `reduced` are lines that keep what is reduced over the segment. */
function elements(kernel: Kernel, start: string, end: string, reduced: Lines = []): string[] {
  const { stores, columnReductions, storages } = kernel;
  const pointers = pointerNames(kernel);
  const body = [
    ...valuesOf(kernel),
    ...reduced,
    ...columnReductions.map(({ op, value }, c) => {
      const taken = takes[op]
        .replace(/\bv\b/g, `(${laneType(op)})${nameOf(kernel, value)}`)
        .replace(/\ba\b/g, `columnSum${c}[i]`);
      return `columnSum${c}[i] = ${taken};`;
    }),
    ...stores.map(({ role, value }) => {
      const stored = transferred(storages[role]!, "store", nameOf(kernel, value));
      return `${pointers[role]}[i] = ${stored};`;
    }),
  ];
  // A counter of 32 bits for itself: one that is cut from `i` costs vectors of 64 bits.
  const isDrawn = kernel.values.some((value) => value.kind === "call" && operation(value.op).isDrawn);
  const [counter, step] = isDrawn
    ? [[`uint32_t element = segment[4] + (uint32_t)${start};`], ", element++"]
    : [[], ""];
  return [...counter, "INDEPENDENT", ...loop(`size_t i = ${start}; i < ${end}; i++${step}`, body)];
}

/**
 * Segments one by one, or two of one length side by side, block by block: values that are reduced wait in an array, unless they lie in
 * memory as they are.
 */
function reducing(kernel: Kernel): string[] {
  const { dtype, values, storages, stores, columnReductions, reductions } = kernel;
  const pointers = pointerNames(kernel);
  const isStored = new Set(stores.map(({ role }) => role));
  const places = reductions.map(({ value: index }, r) => {
    const value = values[index]!;
    const isKept =
      value.kind !== "load" || isStored.has(value.role) || codingOf(storages[value.role]!) !== undefined;
    return {
      isKept,
      from: isKept ? `reduced${r}[k]` : `${pointers[(value as Value & { kind: "load" }).role]} + start`,
    };
  });
  const kept = places.flatMap(({ isKept }, r) =>
    isKept ? [`reduced${r}[k][i - start] = ${nameOf(kernel, reductions[r]!.value)};`] : [],
  );
  const needsLoop = kept.length + stores.length + columnReductions.length > 0;
  const neutralOf = (r: number) => constantOf(dtype, neutral[reductions[r]!.op]);
  return [
    `double *results = (double *)address(memory, at[1]) + ${reductions.length} * (size_t)called->first;`,
    ...reductions.map(({ op }, r) => `${laneType(op)} lanes${r}[2][stride];`),
    ...places.map((_, r) => `const real *from${r}[2];`),
    ...places.flatMap(({ isKept }, r) => (isKept ? [`real reduced${r}[2][${blockSize}];`] : [])),
    ...loop("uint32_t s = called->first; s < called->last;", [
      "const size_t count = segment[1];",
      `const int width = s + 1 < called->last && segment[${words + 1}] == count ? 2 : 1;`,
      ...loop("int k = 0; k < width; k++", [
        "for (int lane = 0; lane < stride; lane++) {",
        ...indented(reductions.map((_, r) => `lanes${r}[k][lane] = ${neutralOf(r)};`)),
        "}",
      ]),
      `const size_t block = ${needsLoop ? blockSize : "count"};`,
      ...loop("size_t start = 0; start < count; start += block", [
        "const size_t end = count - start < block ? count : start + block;",
        ...loop(`int k = 0; k < width; k++, segment += ${words}`, [
          ...segmentOf(kernel),
          ...(needsLoop ? elements(kernel, "start", "end", kept) : []),
          ...places.map(({ from }, r) => `from${r}[k] = ${from};`),
        ]),
        `segment -= ${words} * width;`,
        ...places.map(({ isKept }, r) => {
          const ahead = isKept ? "0" : `2 * (from${r}[width - 1] - from${r}[0])`;
          return `${reductions[r]!.op}(lanes${r}, from${r}, width, end - start, ${ahead});`;
        }),
      ]),
      ...loop(`int k = 0; k < width; k++, results += ${reductions.length}`, [
        ...reductions.map(
          ({ op }, r) => `results[${r}] = ${op === "max" ? "maximum" : "total"}(lanes${r}[k]);`,
        ),
      ]),
      `s += width, segment += ${words} * width;`,
    ]),
  ];
}
