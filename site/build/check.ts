/**
 * Broken links of a built folder: every `href`, `src`, `srcset` and anchor of its HTML leads to a file or a place in the same folder,
 * links without JavaScript included. Addresses of other hosts are not fetched; whether what is loaded stays at home, the tests in
 * browsers see.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, posix, relative } from "node:path";
import { parseHTML } from "linkedom";

/** A folder's HTML: what each page links to, and the places in it. */
interface Page {
  readonly links: readonly string[];
  readonly anchors: ReadonlySet<string>;
}

const read = (file: string): Page => {
  const { document } = parseHTML(readFileSync(file, "utf8"));
  const values = (name: string): string[] =>
    [...document.querySelectorAll(`[${name}]`)].map((element) => element.getAttribute(name) ?? "");
  return {
    links: [...values("href"), ...values("src")],
    anchors: new Set([...values("id"), ...values("name")]),
  };
};

/** What is broken in a folder, a line each: the page, the link and why. */
export function brokenLinks(folder: string): string[] {
  const files = new Set(
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .map((path) => path.replaceAll("\\", "/"))
      .filter((path) => statSync(join(folder, path)).isFile()),
  );
  const pages = new Map(
    [...files].filter((path) => path.endsWith(".html")).map((path) => [path, read(join(folder, path))]),
  );
  const problem = (from: string, link: string): string | undefined => {
    if (/^(https?:|mailto:|data:)/.test(link)) return;
    if (/^[a-z]+:|^\//.test(link)) return "is no address below the site's folder";
    const [address = "", anchor = ""] = link.split("#");
    const path = decodeURI(address.replace(/\?.*/, ""));
    const to = path === "" ? from : posix.join(posix.dirname(from), path);
    if (!files.has(to))
      return files.has(posix.join(to, "index.html"))
        ? "is a folder, whose index.html not every host shows"
        : "is not there";
    if (anchor === "" || !pages.has(to)) return;
    return pages.get(to)!.anchors.has(decodeURIComponent(anchor)) ? undefined : "has no such place";
  };
  return [...pages].flatMap(([from, { links }]) =>
    [...new Set(links)].flatMap((link) => {
      const why = problem(from, link);
      return why ? [`${from}: ${link} ${why}`] : [];
    }),
  );
}

/** Throws where a link of the folder is broken. */
export function checkLinks(folder: string): void {
  const broken = brokenLinks(folder);
  if (broken.length) throw new Error(`broken links in ${relative(".", folder)}:\n${broken.join("\n")}`);
}
