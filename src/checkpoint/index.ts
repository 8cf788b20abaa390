/** `glissade/checkpoint`: a descent on disk, as safetensors, and optimizer states of other libraries; named re-exports only. */
export { type Checkpoint, decode, type ExtraTensor, encode, type SaveOptions } from "./checkpoint.ts";
export { type CheckpointCode, CheckpointError } from "./checkpoint-error.ts";
export { type StoredDtype, type StoredTensor, type StoredValues, storedTensor, valuesOf } from "./dtypes.ts";
export { type CheckpointFolder, type FolderOptions, type FolderSaveOptions, openFolder } from "./folder.ts";
export type { Json, JsonRecord } from "./json.ts";
export type { FolderCheckpoint, Listed } from "./listing.ts";
export { readSafetensors, type TensorFile, type TensorFileInput, writeSafetensors } from "./safetensors.ts";
export { load, loadSafetensors, type Saveable, save, saveSafetensors } from "./save.ts";
