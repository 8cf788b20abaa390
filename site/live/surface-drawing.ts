/** Ways over a surface as a drawing of a page. */
import type { Field } from "../engine/protocol.ts";
import { raceFigure } from "../figures/race-figure.ts";
import { svg } from "../figures/svg.ts";
import type { Drawing } from "./figure.ts";
import { pageTheme } from "./page-theme.ts";

/** A way with its name; the id gives its colour, its shape and its dashes. */
export interface NamedWay {
  readonly id: string;
  readonly label: string;
  /** x and y in turn. */
  readonly points: Float64Array;
  /** Whether it ended early since a number was no longer finite. */
  readonly isDiverged: boolean;
}

/** Draws ways. */
export function surfaceDrawing(
  field: Field | null,
  named: readonly NamedWay[],
  title: string,
  words: string,
): Drawing {
  const ways = named.map((way) => ({ ...way, colour: pageTheme.contestants[way.id] as string }));
  const scene = raceFigure({
    title: "",
    notes: "",
    digest: null,
    theme: pageTheme,
    legend: ways,
    plane: field && {
      surface: coarser(field),
      trails: ways.map((way) => ({ ...way, length: way.points.length / 2 })),
      heads: ways.map(({ id, colour, label, points, isDiverged }) => ({
        id,
        colour,
        label,
        x: points.at(-2) as number,
        y: points.at(-1) as number,
        isLost: isDiverged,
      })),
    },
    charts: [],
    panelSize: { width: 400, height: 380 },
  });
  return { svg: svg(scene, title, words, "race"), words };
}

/** Every second point: a page has no room for more, and bands look the same. */
function coarser({ values, width, height, ...rest }: Field): Field {
  const [w, h] = [Math.floor(width / 2), Math.floor(height / 2)];
  const kept = Float64Array.from(
    { length: w * h },
    (_, index) => values[2 * Math.floor(index / w) * width + 2 * (index % w)] as number,
  );
  return { ...rest, width: w, height: h, values: kept };
}
