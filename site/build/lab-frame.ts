/** Puts the lab's frame into its HTML, so that the page shows it before its scripts run; the scripts it will need at once are announced. */
import { type Plugin, runnerImport } from "vite";

/** The plugin of Vite. */
export function labFrame(): Plugin {
  return {
    name: "lab-frame",
    transformIndexHtml: {
      order: "post",
      async handler(page, { bundle }) {
        const { module } = await runnerImport<typeof import("../lab/prerender.tsx")>(
          new URL("../lab/prerender.tsx", import.meta.url).pathname,
          { configFile: false, oxc: { jsx: { runtime: "automatic", importSource: "preact" } } },
        );
        const soon = Object.values(bundle ?? {}).filter(
          (file) =>
            file.type === "chunk" && /\/views\/(contour|scrubber)\.tsx$/.test(file.facadeModuleId ?? ""),
        );
        return {
          html: page.replace('<div id="lab"></div>', () => `<div id="lab">${module.html()}</div>`),
          tags: soon.map(({ fileName }) => ({
            tag: "link",
            attrs: { rel: "modulepreload", href: `./${fileName}`, crossorigin: true },
            injectTo: "head" as const,
          })),
        };
      },
    },
  };
}
