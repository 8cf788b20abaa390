/** `glissade/checkpoint`: a descent on disk, as safetensors, and optimizer states of other libraries; named re-exports only. */
export { type Checkpoint, decode, type ExtraTensor, encode, type SaveOptions } from "./checkpoint.ts";
export { type CheckpointCode, CheckpointError } from "./checkpoint-error.ts";
export {
  halfTensorOf,
  type StoredDtype,
  type StoredTensor,
  type StoredValues,
  storedTensor,
  valuesOf,
} from "./dtypes.ts";
export { type CheckpointFolder, type FolderOptions, type FolderSaveOptions, openFolder } from "./folder.ts";
export type { Json, JsonRecord } from "./json.ts";
export { type FromTorchOptions, fromTorch } from "./libraries/from-torch.ts";
export { fromKeras, type KerasOptions, type KerasVariables, toKeras } from "./libraries/keras.ts";
export {
  type FromOptaxOptions,
  fromOptax,
  type OptaxFields,
  type OptaxState,
  toOptax,
} from "./libraries/optax.ts";
export { OptimizerStateError } from "./libraries/optimizer-state-error.ts";
export type { OtherNames, ParameterNames } from "./libraries/parameter-names.ts";
export { stateFile } from "./libraries/state-file.ts";
export {
  fromTfjs,
  type TfjsOptions,
  type TfjsTensor,
  type TfjsWeight,
  type TfjsWeightData,
  toTfjs,
} from "./libraries/tfjs.ts";
export { type ToTorchOptions, toTorch } from "./libraries/to-torch.ts";
export type { TorchEntry, TorchGroup, TorchState } from "./libraries/torch-state.ts";
export type { ShapedValue, StateElements, StateValue } from "./libraries/values.ts";
export type { FolderCheckpoint, Listed } from "./listing.ts";
export { readSafetensors, type TensorFile, type TensorFileInput, writeSafetensors } from "./safetensors.ts";
export { load, loadSafetensors, type Saveable, save, saveSafetensors } from "./save.ts";
