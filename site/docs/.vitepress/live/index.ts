/** The live components of pages, by the names that stand in build/live.ts. */
import type { App } from "vue";
import LiveFigure from "./LiveFigure.vue";

/** Makes the components known to pages. */
export function registerLive(app: App): void {
  app.component("LiveFigure", LiveFigure);
}
