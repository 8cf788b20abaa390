/** The JavaScript of docs/other-libraries/README.md goes on with a state of torch's form, and writes one. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadSafetensors, saveSafetensors, stateFile, toTorch } from "../../src/checkpoint/index.ts";
import { adamw } from "../../src/index.ts";
import { blocksOf, printed } from "../markdown.ts";

test("the state of another run is taken over, and the file is written anew", async () => {
  const folder = mkdtempSync(join(tmpdir(), "states-"));
  try {
    const file = join(folder, "optimizer.safetensors");
    const descent = await adamw({ like: "torch" }).init({ weight: [3, 4], bias: [1] });
    descent.step({ weight: [1, -1], bias: [2] });
    await saveSafetensors(file, stateFile(await toTorch(descent, { names: ["weight", "bias"] })));
    const before = await loadSafetensors(file);
    const [block] = blocksOf("docs/other-libraries/README.md", "js");
    await printed(block!.code.replaceAll('"optimizer.safetensors"', JSON.stringify(file)));
    expect(await loadSafetensors(file)).toEqual(before);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
