/** The rows of the conformance table on a GPU and what must hold of each, the same in Node and in a page. */
import type { GpuDevice } from "../../src/index.ts";
import { cases } from "../conformance/cases.ts";
import { shaped } from "../conformance/problems.ts";
import type { OracleCase } from "../oracle/index.ts";
import { beginsOpen, type Compared, compareRow } from "./rows.ts";

/** Optimizers with eigenvectors or QR factorisations, which the device refuses. */
export const refused: ReadonlySet<string> = new Set(["shampoo", "soap", "dion"]);

/** Those of Shampoo by products, undivided, with an `eps` beside which eigenvalues are at most a thousand times larger (`whole.ts`). */
const byProducts = cases
  .filter(([, { optimizer }]) => optimizer === "shampoo")
  .map(([name, row]): (typeof cases)[number] => [
    `${name}, by products`,
    { ...row, options: { ...row.options, inverse: "newton", eps: 3000, blockSize: 1024 } },
  ]);

/** All rows by name that the device carries out. */
export const rows = [...cases.filter(([, { optimizer }]) => !refused.has(optimizer)), ...byProducts];

/** The first row of each optimizer. */
export const firstRows = rows.filter(
  ([, { optimizer }], index) => rows.findIndex(([, row]) => row.optimizer === optimizer) === index,
);

/** Those whose names begin in one of these ways, divided by spaces; where none is given, the others. */
export function chosen(starts: string | undefined, others: typeof rows): typeof rows {
  const wanted = (starts ?? "").split(" ").filter(Boolean);
  return wanted.length === 0
    ? others
    : rows.filter(([name]) => wanted.some((start) => name.startsWith(start)));
}

/**
 * Follows a row step by step. `isOwn`: parameters and gradients lie in buffers of the user's own.
 *
 * @throws Error where a step leaves what the tolerances of WGSL's operations allow, and where more than one element in a thousand is left
 *   out, since a comparison within tolerance of its threshold decides it.
 */
export async function checkRow(
  row: OracleCase,
  device: GpuDevice,
  { steps = 8, isOwn = false } = {},
): Promise<Compared> {
  // Gradients of the same size as before would leave Yogi's v where its sign turns.
  const isYogi = beginsOpen(row) || row.optimizer === "fedYogi";
  const problem = shaped({ steps, float32: true, ...(isYogi && { patterns: ["normal"] }) });
  const compared = await compareRow(row, problem, device, isOwn);
  const { elements, open } = compared;
  if (elements === 0) throw new Error("no element was compared");
  if (open > Math.ceil(elements / 1000))
    throw new Error(`${open} of ${elements} elements are left out: more than one in a thousand`);
  return compared;
}
