/** Writes the service worker of the built site: which files it keeps, and a version that changes with any of them. */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const parts = "api|source|optimizers|exercises|notebooks|decisions|examples|other-libraries";
const visited = new RegExp(`^(${parts})/|^assets/(${parts})_|^llms|^404\\.html$`);

/** Whether a file is kept from the first visit on; of what many readers never open, pages are kept when they are visited. */
export const isKept = (path: string): boolean => !visited.test(path);

/** The text of the service worker, from its template and what `dist` holds. */
export function serviceWorker(template: string, files: ReadonlyMap<string, Uint8Array>): string {
  const kept = [...files].filter(([path]) => isKept(path)).sort(([a], [b]) => (a < b ? -1 : 1));
  const hash = createHash("sha256");
  for (const [path, bytes] of kept) hash.update(path).update("\0").update(bytes);
  return template
    .replace('"%version%"', JSON.stringify(hash.digest("hex").slice(0, 16)))
    .replace('["%files%"]', JSON.stringify(kept.map(([path]) => path)));
}

/** Writes it into the folder of the built site, which has these files. */
export function writeServiceWorker(template: string, dist: string, paths: readonly string[]): void {
  const files = new Map(paths.map((path) => [path, readFileSync(join(dist, path))] as const));
  writeFileSync(join(dist, "service-worker.js"), serviceWorker(readFileSync(template, "utf8"), files));
}
