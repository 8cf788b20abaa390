/** The theme: VitePress' own without its fonts, with our colours, the live components, and a copy for use without a network. */
import type { Theme } from "vitepress";
import { withBase } from "vitepress";
import DefaultTheme from "vitepress/theme-without-fonts";
import { keepOffline } from "../../../offline.ts";
import { registerLive } from "../live/index.ts";
import "temml/dist/Temml-Local.css";
import "./style.css";

const theme: Theme = {
  extends: DefaultTheme,
  enhanceApp: ({ app }) => {
    registerLive(app);
    if (import.meta.env.PROD && !import.meta.env.SSR) keepOffline(withBase("/service-worker.js"));
  },
};

export default theme;
