/** Colours of figures in pages: the page's own variables, so that one picture suits light and dark. */
import { contestantIds } from "../engine/contestant.ts";
import type { Theme } from "../figures/theme.ts";

/** What `figures.css` of the theme defines. */
export const pageTheme: Theme = {
  background: "var(--figure-background)",
  text: "var(--figure-text)",
  muted: "var(--figure-muted)",
  grid: "var(--figure-grid)",
  low: "var(--figure-low)",
  high: "var(--figure-high)",
  contour: "var(--figure-contour)",
  contestants: Object.fromEntries(contestantIds.map((id) => [id, `var(--figure-${id})`])),
};
