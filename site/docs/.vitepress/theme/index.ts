/** The theme: VitePress' own without its fonts, with our colours and the live components. */
import type { Theme } from "vitepress";
import DefaultTheme from "vitepress/theme-without-fonts";
import { registerLive } from "../live/index.ts";
import "temml/dist/Temml-Local.css";
import "./style.css";

const theme: Theme = {
  extends: DefaultTheme,
  enhanceApp: ({ app }) => registerLive(app),
};

export default theme;
