/** Loops over vectors of float64 as C, with the bits of `../kernels.ts`. They are to be compiled without contraction. */
import { panelColumns } from "../kernels.ts";
import { reflectionWords, rotationWords, updateWords } from "../vector-blocks.ts";
import { every, machines } from "./product.ts";

const address = (name: string, word: number): string =>
  `  double *const ${name} = (double *)pointer(called, at + ${word});\n`;

const begin =
  "  const uint32_t *const at = (const uint32_t *)(called->memory + (size_t)called->block * 16);\n";

/** Eight elements at a time, in as many vectors as the processor needs: `reflect` and `rotate`. */
const inEights = (vector: number): string => {
  const lanes = vector / 8;
  const each = (line: (part: number) => string) => every(8 / lanes, line);
  /** A lane of the eight. */
  const sum = (lane: number) => `sum${Math.floor(lane / lanes)}[${lane % lanes}]`;
  const at = (pointer: string, part: number) => `((lanes *)(${pointer}))[${part}]`;
  return `
typedef double lanes __attribute__((vector_size(${vector}), aligned(8), may_alias));

void reflect(const call *called) {
${begin}${address("v", reflectionWords.v)}${address("first", reflectionWords.first)}\
  const size_t stride = at[${reflectionWords.stride}] / sizeof(double), length = at[${reflectionWords.bytes}] / sizeof(double);
  double tau;
  memcpy(&tau, at + ${reflectionWords.tau}, sizeof tau);
  for (size_t r = called->first; r < called->last; r++) {
    double *const x = first + r * stride;
${each((part) => `    lanes sum${part} = {0};`)}
    for (size_t i = 0; i < length; i += 8) {
${each((part) => `      sum${part} += ${at("v + i", part)} * ${at("x + i", part)};`)}
    }
    const double even = (${sum(0)} + ${sum(2)}) + (${sum(4)} + ${sum(6)}), odd = (${sum(1)} + ${sum(3)}) + (${sum(5)} + ${sum(7)});
    const double factor = tau * (even + odd);
    for (size_t i = 0; i < length; i += 8) {
${each((part) => `      ${at("x + i", part)} -= factor * ${at("v + i", part)};`)}
    }
  }
}

void rotate(const call *called) {
${begin}${address("panels", rotationWords.panels)}${address("pairs", rotationWords.pairs)}\
  const int32_t *const runs = (const int32_t *)pointer(called, at + ${rotationWords.runs});
  const size_t panelSize = at[${rotationWords.panelBytes}] / sizeof(double), runCount = at[${rotationWords.runCount}];
  for (size_t panel = called->first; panel < called->last; panel++) {
    const double *turn = pairs;
    for (size_t run = 0; run < runCount; run++) {
      double *row = panels + panel * panelSize + ${panelColumns} * (size_t)runs[2 * run];
${each((part) => `      lanes carried${part} = ${at("row", part)};`)}
      for (int32_t left = runs[2 * run + 1]; left > 0; left--, turn += 2, row -= ${panelColumns}) {
        const double c = turn[0], s = turn[1];
${each((part) => `        const lanes x${part} = ${at(`row - ${panelColumns}`, part)};`)}
${each((part) => `        ${at("row", part)} = s * x${part} + c * carried${part};`)}
${each((part) => `        carried${part} = c * x${part} - s * carried${part};`)}
      }
${each((part) => `      ${at("row", part)} = carried${part};`)}
    }
  }
}
`;
};

/** The functions `reflect`, `update` and `rotate`. */
export const vectorsText = `
${machines.map(({ condition, vector }) => `${condition}${inEights(vector)}`).join("")}#endif

typedef double pair __attribute__((vector_size(16), aligned(8), may_alias));

void update(const call *called) {
${begin}${(["a", "v", "w", "u", "y"] as const).map((name) => address(name, updateWords[name])).join("")}\
  const size_t stride = at[${updateWords.stride}] / sizeof(double), size = at[${updateWords.size}];
  for (size_t i = 0; i < size; i += 2) {
    double *const p = a + i * stride, *const q = p + stride;
    const double v0 = v[i], v1 = v[i + 1], w0 = w[i], w1 = w[i + 1], u0 = u[i], u1 = u[i + 1];
    pair sum0 = {0}, sum1 = {0};
    for (size_t j = 0; j < i; j += 2) {
      const pair vj = *(const pair *)(v + j), wj = *(const pair *)(w + j), uj = *(const pair *)(u + j);
      const pair x0 = *(pair *)(p + j) - v0 * wj - w0 * vj;
      const pair x1 = *(pair *)(q + j) - v1 * wj - w1 * vj;
      *(pair *)(p + j) = x0;
      *(pair *)(q + j) = x1;
      sum0 += x0 * uj;
      sum1 += x1 * uj;
      *(pair *)(y + j) = *(pair *)(y + j) + u0 * x0 + u1 * x1;
    }
    // The corner: two rows and columns on the diagonal.
    const double x00 = p[i] - v0 * w0 - w0 * v0, x01 = p[i + 1] - v0 * w1 - w0 * v1;
    const double x10 = q[i] - v1 * w0 - w1 * v0, x11 = q[i + 1] - v1 * w1 - w1 * v1;
    p[i] = x00;
    p[i + 1] = x01;
    q[i] = x10;
    q[i + 1] = x11;
    y[i] = (sum0[0] + sum0[1]) + (x00 * u0 + x10 * u1);
    y[i + 1] = (sum1[0] + sum1[1]) + (x10 * u0 + x11 * u1);
  }
}
`;
