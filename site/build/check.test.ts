import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { brokenLinks, checkLinks } from "./check.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A folder with these files, and a good page `other.html`. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "site-"));
  folders.push(folder);
  const all = { "other.html": '<h1 id="top">Other</h1>', "a/style.css": "", ...files };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}
const broken = (html: string) => brokenLinks(folderWith({ "a/page.html": html }));

test("whole links pass", () => {
  const html =
    '<link href="style.css"><p id="é">x</p><a href="../other.html?x#top">a</a><a href="#%C3%A9">b</a><a href="https://a.b/#c">c</a><img src="data:,">';
  expect(broken(html)).toEqual([]);
});

test.each([
  ['<a href="gone.html">x</a>', "gone.html is not there"],
  ['<a href="../other.html#gone">x</a>', "../other.html#gone has no such place"],
  ['<a href="#gone">x</a>', "#gone has no such place"],
  ['<a href="../a/gone.ts">x</a>', "../a/gone.ts is not there"],
  ['<img src="gone.svg">', "gone.svg is not there"],
  ['<a href="/other.html">x</a>', "/other.html is no address below the site's folder"],
  ['<a href="file:///etc/x">x</a>', "file:///etc/x is no address below the site's folder"],
  ['<script src="https://a.b/c.js"></script>', "https://a.b/c.js is no address below the site's folder"],
])("%s is broken", (html, why) => {
  expect(broken(html)).toEqual([`a/page.html: ${why}`]);
});

test("a folder is no page, though some hosts show its index", () => {
  const folder = folderWith({ "b/index.html": "", "page.html": '<a href="b/">x</a>' });
  expect(brokenLinks(folder)).toEqual([expect.stringContaining("page.html: b/ is a folder")]);
});

test("llms.txt is read too, and the build fails", () => {
  const folder = folderWith({ "llms.txt": "- [a](other.html)\n- [b](gone.html)" });
  expect(() => checkLinks(folder)).toThrow("llms.txt: gone.html is not there");
});
