/**
 * Draws the README's picture: the loss curves of `glissade compare` on airfoil, as an SVG file that suits light and dark
 * pages. Usage: GLISSADE_DATA=... npm run picture
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "glissade-"));
const report = join(folder, "report.html");
execFileSync(process.execPath, [
  "dist/cli/main.js",
  "compare",
  "--data",
  "airfoil",
  "--seeds",
  "50",
  "--report",
  report,
]);
const page = readFileSync(report, "utf8");
rmSync(folder, { recursive: true });

const drawing = /<svg.*<\/svg>/s
  .exec(page)[0]
  .replaceAll("font-family: inherit", "font-family: system-ui, sans-serif");
const colors = `<style>svg { color: #1b1b1b; font-family: system-ui, sans-serif; } @media (prefers-color-scheme: dark) { svg { color: #e6e6e6; } }</style>`;
const [tag] = /<svg[^>]*>/.exec(drawing);
const attributes = tag.includes("xmlns=")
  ? tag
  : tag.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"');
const names = [
  ...page.matchAll(/<td[^>]*>(?:<[^>]+style="[^"]*(#[0-9a-f]{6})[^"]*"[^>]*><\/[^>]+>)\s*([^<]+)</g),
];
const legend = names
  .map(([, color, name], row) => {
    const y = 40 + 22 * row;
    return `<rect x="690" y="${y - 4}" width="18" height="3" fill="${color}"/><text x="716" y="${y + 1}" fill="currentColor" font-size="13" text-anchor="start">${name.trim()}</text>`;
  })
  .join("");
if (names.length === 0) throw new Error("the report's table has changed: no names and colours found");
writeFileSync(
  "docs/losses.svg",
  drawing.replace(tag, attributes + colors).replace(/<\/svg>$/, `${legend}</svg>\n`),
);
