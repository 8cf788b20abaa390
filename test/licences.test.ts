/** Licences of what is bundled: every package that the trainer and the command line import has a text, and so has their data. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

interface Licences {
  packagesOf(modules: readonly string[]): string[];
  licenceOf(folder: string): string;
  licencesOf(modules: readonly string[]): string;
}
const root = fileURLToPath(new URL("..", import.meta.url));
const { packagesOf, licenceOf, licencesOf }: Licences = await import(
  new URL("../tools/licences.mjs", import.meta.url).href
);

/** Modules that src/train, datasets, compare and cli import from packages, as paths into node_modules. */
const imported = ["train", "datasets", "compare", "cli"].flatMap((folder) =>
  readdirSync(join(root, "src", folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .flatMap((file) => [
      ...readFileSync(join(root, "src", folder, file), "utf8").matchAll(/(?:from|import) "([^"]+)"/g),
    ])
    .map(([, name]) => name!)
    .filter((name) => !name.startsWith("node:") && (!name.startsWith(".") || name.includes("node_modules")))
    .map((name) =>
      join(
        root,
        name.includes("node_modules") ? name.replace(/^.*?(?=node_modules)/, "") : `node_modules/${name}`,
      ),
    ),
);

it("has the whole text of every imported package, and names the data", () => {
  expect(packagesOf(imported).length).toBeGreaterThanOrEqual(9);
  const text = licencesOf(imported);
  for (const folder of packagesOf(imported)) {
    const own = licenceOf(folder);
    expect(own).toMatch(/Permission (is hereby granted|to use, copy)|Redistribution and use|Apache License/i);
    expect(text).toContain(own);
  }
  expect(text).toMatch(/Auto MPG\n.*doi\.org\/10\.24432\/C5859H.*CC BY 4\.0.*changed:/s);
});

describe("a package", () => {
  let folder: string;
  const module = (name: string) => join(folder, "node_modules", name, "index.js");
  const add = (name: string, manifest: object, files: Record<string, string> = {}) => {
    const own = join(folder, "node_modules", name);
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, "package.json"), JSON.stringify({ name, version: "1.0.0", ...manifest }));
    for (const [file, text] of Object.entries(files)) writeFileSync(join(own, file), text);
  };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "glissade-licences-"));
    add("with-file", { license: "MIT" }, { "LICENCE.md": "Do as you like.", NOTICE: "Made by us." });
    add("@scope/without-file", { license: "BSD-3-Clause", author: "A. Writer <a@b.c>" });
    add("without-anything", { license: "SEE ELSEWHERE" });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("has its own files, notices too", () => {
    expect(licencesOf([module("with-file"), module("with-file")])).toBe(
      "with-file 1.0.0 (MIT)\n\nDo as you like.\n\nMade by us.\n",
    );
  });

  it("has the text of the licence that it names where it ships none, with its author", () => {
    const text = licencesOf([module("@scope/without-file")]);
    expect(text).toMatch(/^@scope\/without-file 1\.0\.0 \(BSD-3-Clause\)\n\nCopyright \(c\) A\. Writer/);
    expect(text).toContain("Redistribution and use in source and binary forms");
  });

  it("without any licence is an error that names it, and so is unknown data", () => {
    expect(() => licencesOf([module("without-anything")])).toThrow(
      'without-anything 1.0.0 has no licence file, and "SEE ELSEWHERE" is not a licence whose text is known',
    );
    expect(() => licencesOf([join(folder, "node_modules/with-file/weather.csv")])).toThrow(
      /no licence is known for the data .*weather\.csv/,
    );
  });
});
