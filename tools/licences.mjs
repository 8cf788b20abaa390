/**
 * The licences of everything that is bundled: npm packages, found by the modules in the bundles, and data. One text, with
 * each package's own licence file; if a package ships none, the text of the licence that its package.json names (SPDX).
 */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import licenseTexts from "spdx-license-list/full.js";

/** Data that is bundled: from which module, and what its licence asks to be said. */
export const bundledData = [
  {
    module: "vega-datasets/data/cars.json",
    notice: `Auto MPG

R. Quinlan, Auto MPG, UCI Machine Learning Repository, 1993, https://doi.org/10.24432/C5859H, from the StatLib library of Carnegie
Mellon University. Licensed under the Creative Commons Attribution 4.0 International licence (CC BY 4.0),
https://creativecommons.org/licenses/by/4.0/legalcode. Taken from the package vega-datasets; changed: the years and names of
the cars are left out.`,
  },
];

/** Folders of the npm packages that modules belong to, without duplicates, in order of their names. */
export function packagesOf(modules) {
  const folders = modules.flatMap(
    (path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path.replaceAll("\\", "/")) ?? [],
  );
  return [...new Set(folders)].sort();
}

/** Name, version, licence text and notices of one package; an error if there is no text. */
export function licenceOf(folder, texts = licenseTexts) {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)([.-]|$)/i.test(file));
  const own = files.sort().map((file) => readFileSync(join(folder, file), "utf8").trim());
  const named = typeof license === "string" ? license : license?.type;
  if (!files.some((file) => !/^notice/i.test(file))) {
    const text = texts[named]?.licenseText.trim();
    if (!text) {
      throw new Error(
        `${name} ${version} has no licence file, and "${named}" is not a licence whose text is known; add its text`,
      );
    }
    const holder = typeof author === "string" ? author : (author?.name ?? `the authors of ${name}`);
    own.unshift(filled(text, holder));
  }
  return `${name} ${version} (${named ?? "see below"})\n\n${own.join("\n\n")}`;
}

/** The text of a licence with the name of its holder where it leaves a blank. */
function filled(text, holder) {
  return text.replace(/^Copyright.*(<|\[)(year|yyyy).*$/im, `Copyright (c) ${holder}`);
}

/**
 * The whole text for these modules: packages first, then data.
 * @throws Error for a package without a licence, and for data out of a package that `bundledData` does not know.
 */
export function licencesOf(modules, data = bundledData) {
  const taken = (module) => modules.some((path) => path.replaceAll("\\", "/").endsWith(module));
  const unknown = modules.filter(
    (path) =>
      /node_modules.*\.(json|csv|tsv|dat)$/.test(path) &&
      basename(path) !== "package.json" &&
      !data.some(({ module }) => path.replaceAll("\\", "/").endsWith(module)),
  );
  if (unknown.length > 0) throw new Error(`no licence is known for the data ${unknown.join(", ")}`);
  const texts = [
    ...packagesOf(modules).map((folder) => licenceOf(folder)),
    ...data.filter(({ module }) => taken(module)).map(({ notice }) => notice),
  ];
  return texts.map((text) => `${text}\n`).join(`\n${"-".repeat(80)}\n\n`);
}
