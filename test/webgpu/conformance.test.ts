/** Every optimizer, form and set of options of the conformance table, on a GPU, step by step. */
import { expect, test } from "vitest";
import { cases } from "../conformance/cases.ts";
import { shaped } from "../conformance/problems.ts";
import { testedGpu } from "./gpu.ts";
import { compareRow } from "./rows.ts";
import { checkRow, chosen, firstRows, rows } from "./table.ts";

const gpu = testedGpu();

const isPart = process.env.GLISSADE_WEBGPU !== "all";

test.each(chosen(process.env.GLISSADE_ROWS, isPart ? firstRows : rows))(
  "%s stays within the tolerances of WGSL's operations",
  async (_, row) => {
    const { elements } = await checkRow(row, gpu.device);
    expect(elements).toBeGreaterThan(0);
  },
);

test.each([
  ["shampoo", "shampooOfRows out: it lacks inverse roots by eigenvalues"],
  ["soap", "soapOfRows out: it lacks eigenvectors of matrices"],
  ["dion", "dion out: it lacks random matrices, QR factorisations,"],
])("%s is refused by what the device lacks", async (name, why) => {
  const [, row] = cases.find(([, { optimizer }]) => optimizer === name)!;
  const problem = shaped({ steps: 8, float32: true });
  await expect(compareRow(row, problem, gpu.device)).rejects.toThrow(`device "webgpu" cannot carry ${why}`);
});
