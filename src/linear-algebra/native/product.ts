/**
 * A product as C: the bits of `../product.ts`, in tiles of as many rows and two vectors as the processor has registers for. Vectors are
 * those of gcc and clang, named one by one so that compilers keep them in registers. It is to be compiled without contraction.
 */
import { bytesOf, type DType } from "../../language/dtype.ts";
import { blockDepth } from "../product.ts";
import { edgeBytes, packedColumns, rooms, words } from "../product-block.ts";

/** Bytes of a vector and rows of a tile, by what the processor has. Rows that are packed at a time are whole tiles. */
export const machines = [
  { condition: "#if defined __AVX512F__", vector: 64, rows: 12 },
  { condition: "#elif defined __AVX__", vector: 32, rows: 6 },
  { condition: "#else", vector: 16, rows: 4 },
] as const;
const packedRows = 240;

const realOf = { float32: "float", float64: "double" } as const;

/** What both types share: how an address is read, and packing by shuffles where the compiler has them. */
export const productPrelude = `
#ifdef __has_builtin
#if __has_builtin(__builtin_shufflevector)
#define SHUFFLES
#endif
#endif

static inline unsigned char *pointer(const call *called, const uint32_t *at) {
  return called->memory + (at[0] | (uint64_t)at[1] << 32);
}
`;

export const every = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join("\n");

/** The sums of a block, and what becomes of them: 0 stores, 1 adds, 2 subtracts. */
function tile(real: string, rows: number): string {
  const stored = (operator: string) =>
    every(
      rows,
      (r) => `    ((vec_${real} *)(to + ${r} * stride))[0] ${operator} s${r}_0;
    ((vec_${real} *)(to + ${r} * stride))[1] ${operator} s${r}_1;`,
    );
  return `
static void tile_${real}(const ${real} *p, const ${real} *q, size_t depth, ${real} *to, size_t stride, int manner) {
${every(rows, (r) => `  vec_${real} s${r}_0 = {0}, s${r}_1 = {0};`)}
  for (size_t k = 0; k < depth; k++, p += ${rows}, q += columns_${real}) {
    const vec_${real} b0 = ((const vec_${real} *)q)[0], b1 = ((const vec_${real} *)q)[1];
${every(rows, (r) => `    s${r}_0 += p[${r}] * b0, s${r}_1 += p[${r}] * b1;`)}
  }
  if (manner == 0) {
${stored("=")}
  } else if (manner == 1) {
${stored("+=")}
  } else {
${stored("-=")}
  }
}
`;
}

/** Two rows, whose elements lie side by side, become columns, and of float32 four; how many of their elements were taken. */
const turned = {
  float32: `
typedef float quad __attribute__((vector_size(16), aligned(4), may_alias));
static size_t two_float(const float *from, size_t across, float *to, size_t panel, size_t depth) {
  size_t k = 0;
  for (; k + 4 <= depth; k += 4, to += 4 * panel) {
    const quad x0 = *(const quad *)(from + k), x1 = *(const quad *)(from + across + k);
    const quad low = __builtin_shufflevector(x0, x1, 0, 4, 1, 5), high = __builtin_shufflevector(x0, x1, 2, 6, 3, 7);
    memcpy(to, &low, 8);
    memcpy(to + panel, (const char *)&low + 8, 8);
    memcpy(to + 2 * panel, &high, 8);
    memcpy(to + 3 * panel, (const char *)&high + 8, 8);
  }
  return k;
}
static size_t four_float(const float *from, size_t across, float *to, size_t panel, size_t depth) {
  size_t k = 0;
  for (; k + 4 <= depth; k += 4, to += 4 * panel) {
    const quad x0 = *(const quad *)(from + k), x1 = *(const quad *)(from + across + k);
    const quad x2 = *(const quad *)(from + 2 * across + k), x3 = *(const quad *)(from + 3 * across + k);
    const quad low0 = __builtin_shufflevector(x0, x1, 0, 4, 1, 5), low1 = __builtin_shufflevector(x2, x3, 0, 4, 1, 5);
    const quad high0 = __builtin_shufflevector(x0, x1, 2, 6, 3, 7), high1 = __builtin_shufflevector(x2, x3, 2, 6, 3, 7);
    *(quad *)to = __builtin_shufflevector(low0, low1, 0, 1, 4, 5);
    *(quad *)(to + panel) = __builtin_shufflevector(low0, low1, 2, 3, 6, 7);
    *(quad *)(to + 2 * panel) = __builtin_shufflevector(high0, high1, 0, 1, 4, 5);
    *(quad *)(to + 3 * panel) = __builtin_shufflevector(high0, high1, 2, 3, 6, 7);
  }
  return k;
}
`,
  float64: `
static size_t two_double(const double *from, size_t across, double *to, size_t panel, size_t depth) {
  typedef double two __attribute__((vector_size(16), aligned(8), may_alias));
  size_t k = 0;
  for (; k + 2 <= depth; k += 2, to += 2 * panel) {
    const two x0 = *(const two *)(from + k), x1 = *(const two *)(from + across + k);
    *(two *)to = __builtin_shufflevector(x0, x1, 0, 2);
    *(two *)(to + panel) = __builtin_shufflevector(x0, x1, 1, 3);
  }
  return k;
}
static size_t four_double(const double *from, size_t across, double *to, size_t panel, size_t depth) {
  two_double(from, across, to, panel, depth);
  return two_double(from + 2 * across, across, to + 2, panel, depth);
}
`,
} as const;

/** Packs rows or columns, so many in a panel, their elements side by side; zeros where there are fewer. */
const pack = (real: string): string => `
static void pack_${real}(const ${real} *from, ${real} *to, size_t across, size_t along, size_t count, size_t depth, size_t panel) {
  for (size_t p = 0; p < count; p += panel, to += panel * depth) {
    const ${real} *const source = from + p * across;
    const size_t present = count - p < panel ? count - p : panel;
    if (present == panel && across == 1) {
      for (size_t k = 0; k < depth; k++) memcpy(to + k * panel, source + k * along, panel * sizeof *to);
      continue;
    }
    size_t r = 0;
#ifdef SHUFFLES
    if (along == 1)
      for (size_t taken; r + 2 <= present; r += taken) {
        taken = r + 4 <= present ? 4 : 2;
        const ${real} *const rows = source + r * across;
        size_t k = (taken == 4 ? four_${real} : two_${real})(rows, across, to + r, panel, depth);
        for (; k < depth; k++)
          for (size_t lane = 0; lane < taken; lane++) to[k * panel + r + lane] = rows[lane * across + k];
      }
#endif
    for (size_t k = 0; k < depth; k++)
      for (size_t lane = r; lane < panel; lane++)
        to[k * panel + lane] = lane < present ? source[lane * across + k * along] : 0;
  }
}
`;

const main = (real: string, name: string): string => `
void ${name}(const call *called) {
  const uint32_t *const at = (const uint32_t *)(called->memory + (size_t)called->block * 16);
  ${real} *const out = (${real} *)pointer(called, at + ${words.out});
  const ${real} *const a = (const ${real} *)pointer(called, at + ${words.a});
  const ${real} *const b = (const ${real} *)pointer(called, at + ${words.b});
  unsigned char *const room = pointer(called, at + ${words.room}) + (size_t)(called->first % ${rooms}) * at[${words.roomBytes}];
  ${real} *const edge = (${real} *)room, *const left = (${real} *)(room + ${edgeBytes});
  ${real} *const right = (${real} *)(room + ${edgeBytes} + at[${words.packedBytes}]);
  const size_t inner = at[${words.inner}], stride = at[${words.outStride}];
  const size_t aRow = at[${words.aRow}], aColumn = at[${words.aColumn}], bRow = at[${words.bRow}], bColumn = at[${words.bColumn}];
  const int isHalf = at[${words.isHalf}] != 0, isSubtracted = at[${words.isSubtracted}] != 0;
  const size_t begun = at[${words.bounds} + called->first], done = at[${words.bounds} + called->last];
  const int isByColumns = at[${words.isByColumns}] != 0;
  const size_t top = isByColumns ? 0 : begun, bottom = isByColumns ? at[${words.rows}] : done;
  // No column beyond the last row is wanted of a half.
  const size_t begin = isByColumns ? begun : 0, end = isByColumns ? done : isHalf ? bottom : at[${words.columns}];
  const size_t tileColumns = columns_${real};

  for (size_t j0 = begin; j0 < end; j0 += ${packedColumns}) {
    const size_t wide = end - j0 < ${packedColumns} ? end - j0 : ${packedColumns};
    // An empty sum is zero: one block of no depth.
    size_t k0 = 0;
    do {
      const size_t depth = inner - k0 < ${blockDepth} ? inner - k0 : ${blockDepth};
      const int manner = isSubtracted ? 2 : k0 > 0;
      pack_${real}(b + k0 * bRow + j0 * bColumn, right, bColumn, bRow, wide, depth, tileColumns);
      for (size_t i0 = top; i0 < bottom; i0 += ${packedRows}) {
        const size_t high = bottom - i0 < ${packedRows} ? bottom - i0 : ${packedRows};
        if (isHalf && i0 + high <= j0) continue;
        pack_${real}(a + i0 * aRow + k0 * aColumn, left, aRow, aColumn, high, depth, ROWS);
        for (size_t j = 0; j < wide; j += tileColumns)
          for (size_t i = 0; i < high; i += ROWS) {
            if (isHalf && i0 + i + ROWS <= j0 + j) continue;
            ${real} *const to = out + (i0 + i) * stride + j0 + j;
            const ${real} *const p = left + i * depth, *const q = right + j * depth;
            if (i + ROWS <= high && j + tileColumns <= wide && !(isHalf && i0 + i + 1 < j0 + j + tileColumns)) {
              tile_${real}(p, q, depth, to, stride, manner);
              continue;
            }
            tile_${real}(p, q, depth, edge, tileColumns, 0);
            for (size_t r = 0; r < ROWS && i + r < high; r++) {
              size_t most = wide - j < tileColumns ? wide - j : tileColumns;
              if (isHalf) {
                const size_t wanted = i0 + i + r + 1 > j0 + j ? i0 + i + r + 1 - j0 - j : 0;
                if (wanted < most) most = wanted;
              }
              ${real} *const line = to + r * stride;
              const ${real} *const sums = edge + r * tileColumns;
              for (size_t c = 0; c < most; c++)
                line[c] = manner == 0 ? sums[c] : manner == 1 ? line[c] + sums[c] : line[c] - sums[c];
            }
          }
      }
      k0 += ${blockDepth};
    } while (k0 < inner);
  }
  if (!isHalf) return;
  // What lies below the diagonal, in the rows of these pieces, is written above it: some lines of the caches at a time.
  for (size_t i0 = top; i0 < bottom; i0 += 16) {
    const size_t high = bottom - i0 < 16 ? bottom : i0 + 16;
    for (size_t j = 0; j < high; j++)
      for (size_t i = j < i0 ? i0 : j + 1; i < high; i++) out[j * stride + i] = out[i * stride + j];
  }
}
`;

/** The product of a type's matrices, as a function of this name. */
export function productText(dtype: DType, name: string): string {
  const real = realOf[dtype];
  const tiles = machines.map(
    ({ condition, vector, rows }) => `${condition}
typedef ${real} vec_${real} __attribute__((vector_size(${vector}), aligned(${bytesOf[dtype]}), may_alias));
enum { columns_${real} = ${(2 * vector) / bytesOf[dtype]} };
#undef ROWS
#define ROWS ${rows}
${tile(real, rows)}`,
  );
  return [...tiles, "#endif\n", turnedText(dtype), pack(real), main(real, name)].join("");
}

const turnedText = (dtype: DType): string => `
#ifdef SHUFFLES${turned[dtype]}#endif
`;
