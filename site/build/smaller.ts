/** Makes the scripts that come before the first race smaller once more, by Terser: it finds a hundredth or two that the bundler's own minifier leaves. */
import { minify } from "terser";
import type { Plugin } from "vite";

const names = /(^|\/)(first-worker|ground|picture|js)-/;

/** The plugin, for pages and for workers. */
export const smaller = (): Plugin => ({
  name: "smaller",
  apply: "build",
  async generateBundle(_, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type !== "chunk" || !names.test(file.fileName)) continue;
      const { code } = await minify(file.code, {
        module: true,
        // Getters are not pure: whoever reads a signal hears of it from then on.
        compress: { ecma: 2020, passes: 3, pure_getters: false, unsafe_arrows: true, lhs_constants: false },
      });
      if (code) file.code = code;
    }
  },
});
