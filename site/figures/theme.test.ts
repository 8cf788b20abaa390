/** The style sheets of the lab and of the documentation have the colours of figures that are made without a page. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { dark, light } from "./theme.ts";

const sheet = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
const [lab, docs] = [sheet("lab/style/ground.css"), sheet("docs/.vitepress/theme/figures.css")];

test.each(Object.keys(light.contestants))("contestant %s", (id) => {
  const [day, night] = [light.contestants[id], dark.contestants[id]];
  expect(lab).toContain(`--contestant-${id}: light-dark(${day}, ${night});`);
  expect([...docs.matchAll(new RegExp(`--figure-${id}: (.*);`, "g"))].map(([, colour]) => colour)).toEqual([
    day,
    night,
  ]);
});

test.each(["low", "high", "contour"] as const)("the surface's %s", (name) => {
  expect(lab).toContain(`--surface-${name}: light-dark(${light[name]}, ${dark[name]});`);
  expect(docs).toContain(`--figure-${name}: ${light[name]};`);
});
