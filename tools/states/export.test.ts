/**
 * States of torch, optax and Keras are taken over, go on for ten steps, and are given back as files, with the parameters then and ten steps later.
 * `read.py` loads the files into the libraries and goes on from there. The folder is `STATES`.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "vitest";
import {
  fromKeras,
  fromOptax,
  fromTorch,
  type KerasVariables,
  type OptaxState,
  saveSafetensors,
  stateFile,
  type TorchState,
  toKeras,
  toOptax,
  toTorch,
} from "../../src/checkpoint/index.ts";
import type { Snapshot } from "../../src/index.ts";
import { kerasOptimizers, optaxOptimizers, torchOptimizers } from "../../test/golden/states/optimizers.ts";
import { advance, type Begun, begin, type Case, golden, paramsOf } from "../../test/golden/states/states.ts";

const folder = process.env.STATES!;
mkdirSync(folder, { recursive: true });

type Optimizers = typeof torchOptimizers;

/** Takes the states of a library over, and writes what comes ten steps later. */
async function write<C extends Case<unknown>>(
  library: string,
  optimizers: Optimizers,
  take: (descent: Begun, of: C) => Promise<Snapshot>,
  give: (descent: Begun, of: C) => Promise<Parameters<typeof stateFile>[0]>,
): Promise<void> {
  const all = golden<C>(library);
  const first = all.before + 10;
  const written = Object.entries(all.cases).map(async ([name, of], index) => {
    const descent = await begin(optimizers[name]!, all, of.before);
    await descent.restore(await take(descent, of));
    advance(descent, all, all.before, first);
    const file = `${library}-${index}.safetensors`;
    await saveSafetensors(join(folder, file), stateFile(await give(descent, of)));
    const params = await paramsOf(descent);
    advance(descent, all, first);
    return { name, file, first, params, after: await paramsOf(descent) };
  });
  writeFileSync(join(folder, `${library}.json`), JSON.stringify(await Promise.all(written)));
}

test("torch", async () => {
  type Given = Case<TorchState> & { readonly names: readonly string[] };
  /** In torch's groups. */
  const grouped = ({ names, state }: Given) =>
    state.param_groups.map(({ params }) => params.map((place) => names[place]!));
  await write<Given>(
    "torch",
    torchOptimizers,
    (descent, { state, names }) => fromTorch(descent, state, { names }),
    (descent, of) => toTorch(descent, { names: grouped(of) }),
  );
});

test("optax", () =>
  write<Case<OptaxState>>(
    "optax",
    optaxOptimizers,
    (descent, { state }) => fromOptax(descent, state),
    (descent) => toOptax(descent),
  ));

test("keras", () =>
  write<Case<KerasVariables> & { readonly paths: Readonly<Record<string, string>> }>(
    "keras",
    kerasOptimizers,
    (descent, { state, paths: names }) => fromKeras(descent, state, { names }),
    (descent, { paths: names }) => toKeras(descent, { names }),
  ));
