/** Every optimizer, form and set of options of the conformance table, on a GPU, step by step. */
import { expect, test } from "vitest";
import { cases, ofMatrices } from "../conformance/cases.ts";
import { shaped } from "../conformance/problems.ts";
import { gpuDevice } from "./gpu.ts";
import { beginsOpen, compareRow } from "./rows.ts";

const wanted = (process.env.GLISSADE_ROWS ?? "").split(" ").filter(Boolean);
const isPart = process.env.GLISSADE_WEBGPU !== "all";

/** The first row of each optimizer, or all of them. */
const seen = new Set<string>();
const rows = cases.filter(([name, { optimizer }]) => {
  if (ofMatrices.has(optimizer)) return false;
  if (wanted.length > 0) return wanted.some((start) => name.startsWith(start));
  const isFirst = !seen.has(optimizer);
  seen.add(optimizer);
  return isFirst || !isPart;
});

test.each(rows)("%s stays within the tolerances of WGSL's operations", async (_, row) => {
  // Gradients of the same size as before would leave Yogi's v where its sign turns.
  const isYogi = beginsOpen(row) || row.optimizer === "fedYogi";
  const problem = shaped({ steps: 8, float32: true, ...(isYogi && { patterns: ["normal"] }) });
  const { elements, open } = await compareRow(row, problem, await sharedDevice());
  expect(elements).toBeGreaterThan(0);
  expect(open).toBeLessThanOrEqual(Math.ceil(elements / 1000));
});

test("rules of whole matrices are refused by what the device lacks", async () => {
  const [, row] = cases.find(([, { optimizer }]) => optimizer === "muon")!;
  const problem = shaped({ steps: 8, float32: true });
  await expect(sharedDevice().then((device) => compareRow(row, problem, device))).rejects.toThrow(
    /device "webgpu" cannot carry orthogonalize out: it lacks products of matrices/,
  );
});

let device: ReturnType<typeof gpuDevice> | undefined;
const sharedDevice = () => {
  device ??= gpuDevice();
  return device;
};
