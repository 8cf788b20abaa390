/** Puts the lab's frame into its HTML, so that the page shows it before its scripts run; the script that draws the picture is announced. */
import { type Plugin, runnerImport } from "vite";

/** Styles mean nothing to the frame as text. */
const noStyles: Plugin = {
  name: "no-styles",
  enforce: "pre",
  resolveId: (id) => (id.endsWith(".css") ? "\0no-style" : null),
  load: (id) => (id === "\0no-style" ? "" : null),
};

/** The plugin of Vite. */
export function labFrame(): Plugin {
  return {
    name: "lab-frame",
    transformIndexHtml: {
      order: "post",
      async handler(page, { bundle }) {
        const { module } = await runnerImport<typeof import("../lab/prerender.tsx")>(
          new URL("../lab/prerender.tsx", import.meta.url).pathname,
          {
            configFile: false,
            plugins: [noStyles],
            oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
          },
        );
        const soon = Object.values(bundle ?? {}).filter(
          (file) => file.type === "chunk" && file.moduleIds.some((id) => id.endsWith("/views/contour.tsx")),
        );
        return {
          html: page.replace('<div id="lab"></div>', () => `<div id="lab">${module.html}</div>`),
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
