/**
 * Writes the pages of the site into site/.prepared, from which VitePress builds: the documents of the repository with their links
 * turned and live components put in, copies of the sources that they link to, pictures, the home page. The reference of
 * the API is written by api.ts.
 */
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { withFigures } from "./draw-figures.ts";
import { linked, pictureOf, type Repository } from "./links.ts";
import { withLive } from "./live.ts";
import { notebookDocument } from "./notebook.ts";
import { pageOf, sourcePageOf } from "./places.ts";
import { sourcePage } from "./sources.ts";

/** Pages that are one large table: they have the whole width. */
const wide = new Set(["optimizers/index.md", "features.md"]);
const wideMatter = "---\naside: false\npageClass: wide\n---\n\n";

/** What a repository's documents make of themselves. */
export interface Prepared {
  /** Texts of pages, by their path in the site. */
  readonly pages: ReadonlyMap<string, string>;
  /** Pictures that they show, by their path in the repository. */
  readonly pictures: ReadonlySet<string>;
}

/** All documents of a repository that become pages, by their path in it. */
export function documentsIn(root: string): Map<string, string> {
  const inFolder = (folder: string): string[] =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((path) => `${folder}/${path}`);
  const paths = [...readdirSync(root), ...inFolder("docs"), ...inFolder("examples")].filter(pageOf).sort();
  return new Map(
    paths.map((path) => {
      const text = readFileSync(join(root, path), "utf8");
      return [path, path.endsWith(".ipynb") ? notebookDocument(text) : text];
    }),
  );
}

/** The pages that documents make, and the sources that they link to. Writes nothing. */
export function preparedFrom(root: string, documents: ReadonlyMap<string, string>): Prepared {
  const pages = new Map<string, string>();
  const stats = (path: string) => statSync(join(root, path), { throwIfNoEntry: false });
  const repository: Repository = {
    isFile: (path) => stats(path)?.isFile() ?? false,
    isFolder: (path) => stats(path)?.isDirectory() ?? false,
  };
  const pictures = new Set<string>();
  const problems: string[] = [];
  for (const [document, text] of documents) {
    const page = pageOf(document)!;
    const found = linked(text, document, page, repository);
    pages.set(page, `${wide.has(page) ? wideMatter : ""}${withLive(found.text, page)}`);
    problems.push(...found.problems);
    for (const picture of found.pictures) pictures.add(picture);
    for (const source of found.sources) {
      pages.set(sourcePageOf(source), sourcePage(source, readFileSync(join(root, source), "utf8")));
    }
  }
  if (problems.length) throw new Error(`broken links in documents:\n${problems.join("\n")}`);
  return { pages, pictures };
}

/** Writes the pages of the repository at `root` into an empty `folder`, with the home page and public files of `own`. */
export async function prepare(root: string, own: string, folder: string): Promise<void> {
  const { pages, pictures } = preparedFrom(root, documentsIn(root));
  rmSync(folder, { recursive: true, force: true });
  const place = (path: string): string => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    return file;
  };
  for (const [path, text] of pages) writeFileSync(place(path), await withFigures(text));
  for (const picture of pictures) copyFileSync(join(root, picture), place(pictureOf(picture)));
  copyFileSync(join(own, "index.md"), place("index.md"));
  cpSync(join(own, "public"), place("public"), { recursive: true });
  // The picture of the home page, which only public files can be.
  copyFileSync(join(root, "docs/losses.svg"), place("public/losses.svg"));
}
