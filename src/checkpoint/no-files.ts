/** What takes the place of `files.ts` where a bundler makes a page: pages have no file system (`imports` in package.json). */
import { CheckpointError } from "./checkpoint-error.ts";
import type * as files from "./files.ts";

const refuse = (): never => {
  throw new CheckpointError(
    "failed",
    "a page has no files: use encode and decode, and keep the bytes elsewhere",
  );
};

export const writeWhole: typeof files.writeWhole = async () => refuse();
export const removeLeftovers: typeof files.removeLeftovers = async () => refuse();
export const readTensorFile: typeof files.readTensorFile = async () => refuse();
export const readMetadata: typeof files.readMetadata = async () => refuse();
export const makeFolder: typeof files.makeFolder = async () => refuse();
export const filesIn: typeof files.filesIn = async () => refuse();
export const remove: typeof files.remove = async () => refuse();
