/**
 * Writes the pages of the site into site/.prepared, from which VitePress builds: the documents of the repository with their links
 * turned and live components put in, copies of the sources that they link to, pictures, the home page, figures of benchmarks. The
 * reference of the API is written by api.ts.
 */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { benchmarksDocument } from "./benchmarks.ts";
import { linked, pictureOf, type Repository } from "./links.ts";
import { withLive } from "./live.ts";
import { notebookDocument } from "./notebook.ts";
import { pageOf, sourcePageOf } from "./places.ts";
import { sourcePage } from "./sources.ts";

/** What a repository's documents make of themselves. */
export interface Prepared {
  /** Texts of pages, by their path in the site. */
  readonly pages: ReadonlyMap<string, string>;
  /** Pictures that they show, by their path in the repository. */
  readonly pictures: ReadonlySet<string>;
}

/** All documents of a repository that become pages, by their path in it. */
export function documentsIn(root: string): Map<string, string> {
  const read = (path: string): string => {
    const text = readFileSync(join(root, path), "utf8");
    return path.endsWith(".ipynb") ? notebookDocument(text) : text;
  };
  const inFolder = (folder: string): string[] =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((path) => `${folder}/${path}`);
  const paths = [
    ...readdirSync(root),
    ...["docs", "examples/notebooks"].flatMap(inFolder),
    "examples/README.md",
  ]
    .filter(pageOf)
    .sort();
  const logs = readdirSync(join(root, "bench/logs")).sort();
  const benchmarks = benchmarksDocument(read("README.md"), read("bench/logs/workloads.txt"), logs);
  return new Map([...paths.map((path) => [path, read(path)] as const), ["docs/benchmarks.md", benchmarks]]);
}

/** The pages that documents make, and the sources that they link to. Writes nothing. */
export function preparedFrom(root: string, documents: ReadonlyMap<string, string>): Prepared {
  const stats = (path: string) => statSync(join(root, path), { throwIfNoEntry: false });
  const repository: Repository = {
    isFile: (path) => documents.has(path) || (stats(path)?.isFile() ?? false),
    isFolder: (path) => stats(path)?.isDirectory() ?? false,
  };
  const pages = new Map<string, string>();
  const pictures = new Set<string>();
  const problems: string[] = [];
  for (const [document, text] of documents) {
    const page = pageOf(document)!;
    const found = linked(text, document, page, repository);
    pages.set(page, withLive(found.text, page));
    problems.push(...found.problems);
    for (const picture of found.pictures) pictures.add(picture);
    for (const source of found.sources) {
      pages.set(sourcePageOf(source), sourcePage(source, readFileSync(join(root, source), "utf8")));
    }
  }
  if (problems.length) throw new Error(`broken links in documents:\n${problems.join("\n")}`);
  return { pages, pictures };
}

/** Writes the pages of the repository at `root`, and `home` as the first, into an empty `folder`. */
export function prepare(root: string, home: string, folder: string): void {
  const { pages, pictures } = preparedFrom(root, documentsIn(root));
  rmSync(folder, { recursive: true, force: true });
  const place = (path: string): string => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    return file;
  };
  for (const [page, text] of pages) writeFileSync(place(page), text);
  for (const picture of pictures) copyFileSync(join(root, picture), place(pictureOf(picture)));
  copyFileSync(home, place("index.md"));
}
