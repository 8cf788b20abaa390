/**
 * Optimizer states of other libraries as safetensors files: tensors under their place in the state, such as `state.0.exp_avg`, and torch's
 * groups as JSON in the metadata. `docs/other-libraries/optimizer_state.py` reads and writes the same files in Python.
 */
import { type StoredTensor, storedTensor } from "../dtypes.ts";
import type { TensorFileInput } from "../safetensors.ts";
import type { KerasVariables } from "./keras.ts";
import type { OptaxFields } from "./optax.ts";
import type { TorchEntry, TorchState } from "./torch-state.ts";
import { elementsOf, isValue, type StateValue } from "./values.ts";

/**
 * A state as a safetensors file.
 *
 * @param state - what `toTorch`, `toOptax` or `toKeras` gave.
 * @example
 * const descent = await adam({ like: "torch" }).init({ weight: [1, 2] });
 * const file = stateFile(await toTorch(descent)); // await saveSafetensors("optimizer.safetensors", file)
 */
export function stateFile(state: TorchState | OptaxFields | KerasVariables): TensorFileInput {
  const { param_groups: groups, ...rest } = state as Partial<TorchState>;
  const tensors = new Map<string, StoredTensor>();
  const add = (name: string, value: TorchEntry | StateValue | null) => {
    if (isValue(value)) tensors.set(name, stored(value as StateValue));
    else
      for (const [key, inner] of Object.entries(value ?? {}))
        add(name ? `${name}.${key}` : key, inner as StateValue | null);
  };
  add("", rest as TorchEntry);
  return { tensors, ...(groups && { metadata: new Map([["param_groups", JSON.stringify(groups)]]) }) };
}

/** Numbers are float64: counts and rates keep their digits. */
function stored(value: StateValue): StoredTensor {
  const { data, shape } = elementsOf(value)!;
  return storedTensor(
    Array.isArray(data) ? Float64Array.from(data) : (data as Float64Array),
    shape ?? [data.length],
  );
}
