/** The files of a folder and the folders in it. */
import { readdirSync } from "node:fs";
import { join, relative } from "node:path";

/** Their paths from the folder, with `/` between names, in order. */
export const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .sort();
