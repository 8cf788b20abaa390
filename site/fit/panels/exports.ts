/** What can be taken out of the page. */
import type { Export } from "../../lab/panels/export-menu.tsx";
import { theme } from "../../lab/views/theme.ts";
import { fitCode, fitPng, fitSvg, predictionsCsv } from "../export.ts";
import type { Outcome } from "../outcome.ts";
import { failure, outcome, setup } from "../store.ts";

/** The fit that is shown. */
function fitted(): Outcome {
  const found = outcome.peek();
  if (!found || failure.peek()) throw new Error("there is no fit to export; mend the formula or the data");
  return found;
}

const file = (text: string, type: string): Blob => new Blob([text], { type });

/** The files. */
export const exports: readonly Export[] = [
  {
    title: "TypeScript that gives the same fit",
    file: "fit.ts",
    make: () => file(fitCode(setup.peek()), "text/plain"),
  },
  {
    title: "CSV of predictions and residuals",
    file: "fit.csv",
    make: () => file(predictionsCsv(fitted()), "text/csv"),
  },
  {
    title: "SVG of the picture",
    file: "fit.svg",
    make: () => file(fitSvg(fitted(), theme.peek()), "image/svg+xml"),
  },
  { title: "PNG of the picture", file: "fit.png", make: () => fitPng(fitted(), theme.peek()) },
];
