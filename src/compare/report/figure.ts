/**
 * What all figures share: colours, dashes, the frame. Observable Plot draws into a linkedom document, so no browser is needed; colours of axes
 * follow the page.
 */
import { type PlotOptions, plot } from "@observablehq/plot";
import { parseHTML } from "linkedom";

/**
 * Colours that the colour-blind can tell apart (Okabe and Ito, Color Universal Design, 2008), without yellow, which is pale on white,
 * and with the colour of the text for black.
 */
export const palette = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "currentColor"];
/** Where colours repeat, dashes tell lines apart. */
export const dashes = ["none", "7 3", "2 3", "10 3 2 3", "1 5", "14 4"];

/** How an optimizer is drawn. */
export interface Style {
  readonly stroke: string;
  readonly strokeDasharray: string;
}

/** The style of each name, in every figure of a page. */
export type Styles = ReadonlyMap<string, Style>;

/** A style for each name, all different for the first 42. */
export const stylesOf = (names: readonly string[]): Styles =>
  new Map(
    names.map((name, index) => [
      name,
      {
        stroke: palette[index % palette.length]!,
        strokeDasharray: dashes[Math.floor(index / palette.length) % dashes.length]!,
      },
    ]),
  );

/** A figure as SVG text, 820 wide. */
export function draw(options: PlotOptions): string {
  return plot({
    document: parseHTML("<!doctype html><html><body></body></html>").document,
    width: 820,
    marginLeft: 64,
    marginRight: 24,
    marginBottom: 46,
    style: {
      overflow: "visible",
      background: "transparent",
      fontSize: "13px",
      fontFamily: "inherit",
    },
    ...options,
  }).outerHTML;
}
