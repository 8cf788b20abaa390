/** Writes programs, given by their paths from the repository's root, into a folder two levels below it. */
export function bundle(
  root: string,
  folder: string,
  files: readonly string[],
  platform?: "node" | "browser",
): Promise<void>;
