/**
 * The notebooks' figures and tables, as Deno's kernel shows them: Observable Plot drawn into a linkedom document. On white, since a
 * notebook may be dark where the system is light.
 */
import { line, type PlotOptions, plot, text } from "@observablehq/plot";
import { parseHTML } from "linkedom";

declare const Deno: {
  jupyter: Record<"svg" | "md", (strings: TemplateStringsArray, ...values: unknown[]) => object>;
};

const { document } = parseHTML("<html></html>");

/** A row of what is drawn: the name of its line, and its columns. */
export interface Point {
  readonly name: string;
  readonly [column: string]: string | number;
}

/** A figure; the options are those of Plot.plot. Coordinates are rounded to hundredths of a pixel. */
export function draw(options: PlotOptions): object {
  const figure = plot({
    document,
    width: 720,
    height: 320,
    marginLeft: 60,
    marginBottom: 44,
    style: { background: "white", color: "black", fontSize: "12px" },
    ...options,
    x: { labelAnchor: "center", ...options.x },
  });
  figure.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const short = (digits: string) => String(Math.round(Number(digits) * 100) / 100);
  const shorten = (tag: string) => tag.replace(/\d+\.\d{3,}/g, short);
  return Deno.jupyter.svg`${figure.outerHTML.replace(/<[^>]+>/g, shorten)}`;
}

/** A line for each name among the points; the names stand beside it, in the order in which the lines end. */
export function drawLines(points: readonly Point[], x: string, y: string, options: PlotOptions = {}): object {
  const ends = new Map(points.map((point) => [point.name, Number(point[y])]));
  const names = [...ends].sort((a, b) => b[1] - a[1]).map(([name]) => name);
  const labels = names.map((name, row) =>
    text([name], {
      frameAnchor: "top-right",
      textAnchor: "start",
      dx: 10,
      dy: 18 * row + 4,
      fill: (label: string) => label,
    }),
  );
  return draw({
    marginRight: 130,
    color: { domain: [...ends.keys()], scheme: "observable10" },
    ...options,
    marks: [
      ...(options.marks ?? []),
      line(points, { x, y, stroke: "name", strokeWidth: 1.7, clip: true }),
      ...labels,
    ],
  });
}

/** A table of objects that have the same keys. */
export function table(rows: readonly Readonly<Record<string, string | number>>[]): object {
  const row = (cells: readonly unknown[]) => `| ${cells.join(" | ")} |`;
  const heads = Object.keys(rows[0] ?? {});
  const lines = [heads, heads.map(() => "---"), ...rows.map((cells) => Object.values(cells))];
  return Deno.jupyter.md`${lines.map(row).join("\n")}`;
}
