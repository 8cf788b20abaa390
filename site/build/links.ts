/**
 * Links of a document, made links of the site: to pages, to copies of sources, to the lab. What leads nowhere is reported. Code is
 * left alone. Knows nothing of HTML: the built pages are checked once more, by check.ts.
 */
import { posix } from "node:path";
import { between, pageOf, sourcePageOf } from "./places.ts";

/** What a link can lead to in the repository. */
export interface Repository {
  /** Whether there is such a file. */
  isFile(path: string): boolean;
  /** Whether there is such a folder. */
  isFolder(path: string): boolean;
}

/** A document with its links turned, and what it links to. */
export interface Linked {
  readonly text: string;
  /** Source files and folders that it links to. */
  readonly sources: readonly string[];
  /** Pictures that it shows. */
  readonly pictures: readonly string[];
  /** Links that lead nowhere, a line each. */
  readonly problems: readonly string[];
}

const isElsewhere = (target: string): boolean => /^([a-z]+:|\/\/|#)/.test(target);
const isPicture = (path: string): boolean => /\.(svg|png)$/.test(path);

/** The lines of a document in which links are links: not those of code. */
function* proseOf(text: string): Generator<{ line: string; isCode: boolean }> {
  let fence = "";
  for (const line of text.split("\n")) {
    const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1] ?? "";
    const isCode = fence !== "" || mark !== "";
    if (fence === "") fence = mark;
    else if (mark.startsWith(fence) && line.trim() === mark) fence = "";
    yield { line, isCode };
  }
}

/** Turns the links of the document `from`, which becomes `page`. */
export function linked(text: string, from: string, page: string, repository: Repository): Linked {
  const sources = new Set<string>();
  const pictures = new Set<string>();
  const problems: string[] = [];
  const turn = (target: string): string => {
    if (isElsewhere(target)) return target;
    const [path = "", anchor] = target.split("#");
    const file = posix.join(posix.dirname(from), path).replace(/\/$/, "");
    const tail = anchor === undefined ? "" : `#${anchor}`;
    const [, beside] = /^site\/(lab|fit)(\/index\.html)?$/.exec(file) ?? [];
    if (beside) return `${between(page, `${beside}/index.html`)}${tail}`;
    if (isPicture(file) && repository.isFile(file)) {
      pictures.add(file);
      return between(page, pictureOf(file));
    }
    const document = pageOf(repository.isFolder(file) ? `${file}/README.md` : file);
    if (document && repository.isFile(repository.isFolder(file) ? `${file}/README.md` : file)) {
      return `${between(page, document)}${tail}`;
    }
    if (repository.isFile(file)) {
      sources.add(file);
      return between(page, sourcePageOf(file));
    }
    problems.push(`${from} links to ${target}, which is not there`);
    return target;
  };
  const lines = [...proseOf(text)].map(({ line, isCode }) =>
    isCode
      ? line
      : line
          .split(/(`[^`]*`)/)
          .map((part, k) =>
            k % 2
              ? part
              : part.replace(/(\]\()([^()\s]+)\)/g, (_, open, target) => `${open}${turn(target)})`),
          )
          .join(""),
  );
  return { text: lines.join("\n"), sources: [...sources], pictures: [...pictures], problems };
}

/** Where a picture of the repository stands in the site. */
export const pictureOf = (path: string): string => path.replace(/^docs\//, "");
