/**
 * The figures of the exercises: Observable Plot drawn into a linkedom document, as an SVG file that suits light and dark
 * pages and stands alone. Coordinates are rounded, so that the last bits of an engine's sines and logarithms do not show.
 */
import { plot, text } from "@observablehq/plot";
import { parseHTML } from "linkedom";

/** A colour for each name, legible on light and dark. */
export const colors = {
  Adam: "#4269d0",
  Yogi: "#ff725c",
  AMSGrad: "#3ca951",
  constant: "#e8871e",
  cosine: "#a463f2",
};

const fontFamily = "system-ui, sans-serif";
const style =
  "<style>svg { color: #1b1b1b; } @media (prefers-color-scheme: dark) { svg { color: #e6e6e6; } }</style>";
const coordinates = / (d|x|y|x1|x2|y1|y2|cx|cy|r|width|height|transform)="([^"]*)"/g;

/** Draws a plot; `options` are those of Plot.plot. Equal options give equal text. */
export function draw(options) {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const figure = plot({
    document,
    width: 760,
    height: 380,
    marginLeft: 60,
    marginRight: 100,
    marginBottom: 44,
    style: { background: "transparent", fontSize: "13px", fontFamily },
    ...options,
    x: { labelAnchor: "center", ...options.x },
  });
  figure.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  // Plot numbers clip paths through the life of the process.
  const clips = [];
  return `${figure.outerHTML
    .replace(/<svg[^>]*>/, (tag) => tag + style)
    .replace(coordinates, (_, name, value) => ` ${name}="${value.replace(/-?\d*\.\d+(e-?\d+)?/g, rounded)}"`)
    .replace(/plot-clip-\d+/g, (id) => {
      if (!clips.includes(id)) clips.push(id);
      return `clip-${clips.indexOf(id) + 1}`;
    })}\n`;
}

/**
 * The name of each line behind its last point.
 * @param at - the channels `x` and `y`; lines are told apart by `name`.
 * @param shift - by name, pixels downwards, where two names would meet.
 */
export function endLabels(points, at, shift = {}) {
  const last = new Map(points.map((point) => [point.name, point]));
  return [...last.values()].map((point) =>
    text([point], {
      ...at,
      text: "name",
      fill: "name",
      dx: 8,
      dy: shift[point.name] ?? 0,
      textAnchor: "start",
    }),
  );
}

const rounded = (number) => String(Number(Number(number).toFixed(1)));
