/**
 * Broken links of a built folder: every `href`, `src` and anchor of its HTML, and every link of its llms.txt, leads to a file or a
 * place in the same folder; nothing is loaded from another host. Pages of other hosts are not visited.
 */
import { readFileSync } from "node:fs";
import { join, posix, relative } from "node:path";
import { parseHTML } from "linkedom";
import { filesIn } from "./files.ts";

/** A page: what it links to, what it loads and the places in it. */
interface Page {
  readonly links: readonly string[];
  readonly loads: readonly string[];
  /** Null where what stands behind # is no place: in the lab it is an experiment. */
  readonly anchors: ReadonlySet<string> | null;
}

function read(file: string): Page {
  const text = readFileSync(file, "utf8");
  if (file.endsWith(".txt")) {
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!);
    return { links, loads: [], anchors: new Set() };
  }
  const { document } = parseHTML(text);
  const values = (selector: string, name: string): string[] =>
    [...document.querySelectorAll(selector)].map((element) => element.getAttribute(name) ?? "");
  return {
    links: values("a[href], area[href]", "href"),
    loads: [...values("link[href]", "href"), ...values("[src]", "src")],
    anchors: document.documentElement?.hasAttribute("data-fragment-is-state")
      ? null
      : new Set([...values("[id]", "id"), ...values("a[name]", "name")]),
  };
}

/** What is broken in a folder, a line each: the page, the link and why. */
export function brokenLinks(folder: string): string[] {
  const files = new Set(filesIn(folder));
  const readable = [...files].filter((path) => path.endsWith(".html") || path === "llms.txt");
  const pages = new Map(readable.map((path) => [path, read(join(folder, path))] as const));
  const problem = (from: string, link: string): string | undefined => {
    if (/^[a-z]+:|^\//i.test(link)) return "is no address below the site's folder";
    const [address = "", anchor = ""] = link.split("#");
    const path = decodeURI(address.replace(/\?.*/, ""));
    const to = path === "" ? from : posix.join(posix.dirname(from), path);
    if (!files.has(to)) {
      return files.has(posix.join(to, "index.html"))
        ? "is a folder: name its index.html, which not every host shows by itself"
        : "is not there";
    }
    const { anchors: places } = pages.get(to) ?? {};
    if (anchor && places && !places.has(decodeURIComponent(anchor))) return "has no such place";
    return;
  };
  return [...pages].flatMap(([from, { links, loads }]) => {
    const within = links.filter((link) => !/^(https?:\/\/|mailto:)/.test(link));
    const loaded = loads.filter((link) => !link.startsWith("data:"));
    return [...new Set([...within, ...loaded])].flatMap((link) => {
      const why = problem(from, link);
      return why ? [`${from}: ${link} ${why}`] : [];
    });
  });
}

/** Throws where a link of the folder is broken. */
export function checkLinks(folder: string): void {
  const broken = brokenLinks(folder);
  if (broken.length) throw new Error(`broken links in ${relative(".", folder)}:\n${broken.join("\n")}`);
}
