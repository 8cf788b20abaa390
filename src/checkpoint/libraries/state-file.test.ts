/** States through safetensors files: one that `optimizer_state.py` wrote from torch, and those of `stateFile`. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { kerasOptimizers, optaxOptimizers, torchOptimizers } from "../../../test/golden/states/optimizers.ts";
import { advance, begin, type Case, distance, golden } from "../../../test/golden/states/states.ts";
import { storedTensor } from "../dtypes.ts";
import { readSafetensors, writeSafetensors } from "../safetensors.ts";
import { fromTorch } from "./from-torch.ts";
import { fromKeras, type KerasVariables, toKeras } from "./keras.ts";
import { fromOptax, type OptaxState, toOptax } from "./optax.ts";
import { stateFile } from "./state-file.ts";
import { toTorch } from "./to-torch.ts";
import type { TorchState } from "./torch-state.ts";

const torch = golden<Case<TorchState>>("torch");
const { before, after } = torch.cases["two groups, named"]!;
const written = readFileSync(new URL("../../../test/golden/states/torch.safetensors", import.meta.url));

const through = (state: Parameters<typeof stateFile>[0]) =>
  readSafetensors(writeSafetensors(stateFile(state)));

test("torch: a file of the Python script, and the one that it reads", async () => {
  const descent = await begin(torchOptimizers["two groups"]!, torch, before);
  await descent.restore(await fromTorch(descent, readSafetensors(written)));
  const names = [["layer.weight"], ["layer.bias", "scale", "late"]];
  const again = await begin(torchOptimizers["two groups"]!, torch, before);
  await again.restore(await fromTorch(again, through(await toTorch(descent, { names })), { names }));
  for (const of of [descent, again]) {
    advance(of, torch, torch.before);
    expect(await distance(of, after)).toBeLessThan(1e-13);
  }
});

test("optax and Keras", async () => {
  const optax = golden<Case<OptaxState>>("optax");
  const ofOptax = optax.cases.partition!;
  const one = await begin(optaxOptimizers.partition!, optax, ofOptax.before);
  await one.restore(await fromOptax(one, ofOptax.state));
  await one.restore(await fromOptax(one, through(await toOptax(one))));
  advance(one, optax, optax.before);
  expect(await distance(one, ofOptax.after)).toBeLessThan(1e-13);
  const keras = golden<Case<KerasVariables> & { readonly paths: Readonly<Record<string, string>> }>("keras");
  const ofKeras = keras.cases["RMSprop, momentum"]!;
  const names = ofKeras.paths;
  const other = await begin(kerasOptimizers["RMSprop, momentum"]!, keras, ofKeras.before);
  await other.restore(await fromKeras(other, ofKeras.state, { names }));
  await other.restore(await fromKeras(other, through(await toKeras(other, { names })), { names }));
  advance(other, keras, keras.before);
  expect(await distance(other, ofKeras.after)).toBeLessThan(1e-13);
});

test("files that hold no state of torch", async () => {
  const descent = await begin(torchOptimizers.Adam!, torch, before);
  const attempt = (metadata: Readonly<Record<string, string>>, name = "weight") =>
    fromTorch(descent, {
      tensors: new Map([[name, storedTensor(Float32Array.of(1))]]),
      metadata: new Map(Object.entries(metadata)),
    });
  await expect(attempt({})).rejects.toThrow(
    "torch: the file has no param_groups in its metadata; write it with",
  );
  await expect(attempt({ param_groups: "{" })).rejects.toThrow("param_groups that are no JSON");
  await expect(attempt({ param_groups: "[]" })).rejects.toThrow('torch: the file has a tensor "weight"');
  await expect(attempt({ param_groups: "7" }, "state.0.step")).rejects.toThrow(
    "torch: the state must be what optimizer.state_dict() gives",
  );
});
