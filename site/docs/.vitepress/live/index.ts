/** Live components of pages, by the names that stand in build/live.ts. */
import type { App, Component } from "vue";

/** Draws nothing: holds the place of a component. */
const place: Component = { render: () => null };

/** Makes the components known to pages. */
export function registerLive(app: App): void {
  for (const name of ["LiveRace", "LikeCurves"]) app.component(name, place);
}
