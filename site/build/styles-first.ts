/**
 * In the place of Vite's helper for `import()`, which is a hundredth of what comes before the first race: scripts are not preloaded here, so what
 * is left of its work is to bring a part's style sheets before the part is drawn.
 */
import type { Plugin } from "vite";

const helper = `
const known = {};
const bring = (href) => known[href] ??= new Promise((resolve, reject) => {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.onload = resolve;
  link.onerror = () => reject(new Error("could not load " + href));
  link.href = href;
  document.head.append(link);
});
export const __vitePreload = async (load, sheets = [], from) => {
  await Promise.all(sheets.map((sheet) => bring(new URL(sheet, from).href)));
  return load();
};
`;

/** The plugin. */
export const stylesFirst = (): Plugin => ({
  name: "styles-first",
  apply: "build",
  enforce: "pre",
  load: (id) => (id.includes("vite/preload-helper") ? helper : undefined),
});
