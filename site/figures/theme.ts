/** The colours of figures, light and dark. The lab reads its own from its style sheet; these are those of figures made without a page. */

/** Colours as `#rrggbb` or `rgb(r, g, b)`. */
export interface Theme {
  readonly background: string;
  readonly text: string;
  /** Ticks and their numbers. */
  readonly muted: string;
  /** Lines of a grid. */
  readonly grid: string;
  /** The surface where it is lowest, where it is highest, and its contour lines. */
  readonly low: string;
  readonly high: string;
  readonly contour: string;
  /** Of contestants `a` to `h`: Okabe and Ito's, made darker or lighter where the background asks for it. */
  readonly contestants: Readonly<Record<string, string>>;
}

/** On white. */
export const light: Theme = {
  background: "#ffffff",
  text: "#1b2733",
  muted: "#55626e",
  grid: "#dfe4e8",
  low: "#ffffff",
  high: "#c3d0dc",
  contour: "#94a5b4",
  contestants: {
    a: "#0072b2",
    b: "#c74e00",
    c: "#007a59",
    d: "#b0407f",
    e: "#8a6700",
    f: "#a3142e",
    g: "#1b1b1b",
    h: "#6c4fb3",
  },
};

/** On near black. */
export const dark: Theme = {
  background: "#11171d",
  text: "#e6ebf0",
  muted: "#9dabb8",
  grid: "#2a343d",
  low: "#11171d",
  high: "#35475a",
  contour: "#4f667d",
  contestants: {
    a: "#56b4e9",
    b: "#ff8a3d",
    c: "#2fc79a",
    d: "#e58fc0",
    e: "#f0c842",
    f: "#ff6f78",
    g: "#f2f2f2",
    h: "#b39cf5",
  },
};

/** The red, green and blue of a colour, 0 to 255. */
export function channels(colour: string): [red: number, green: number, blue: number] {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour);
  const parts = hex
    ? hex.slice(1).map((digits) => Number.parseInt(digits, 16))
    : (colour.match(/[\d.]+/g) ?? []).map(Number);
  return [parts[0] ?? 0, parts[1] ?? 0, parts[2] ?? 0];
}

/** The colour that lies between two, `at` 0 the first, at 1 the second; of variables, as an expression of CSS. */
export function mix(first: string, second: string, at: number): string {
  if (first.startsWith("var(")) return `color-mix(in srgb, ${second} ${Math.round(100 * at)}%, ${first})`;
  const [from, to] = [channels(first), channels(second)];
  const [r, g, b] = from.map((channel, index) =>
    Math.round(channel + ((to[index] as number) - channel) * at),
  ) as [number, number, number];
  return `rgb(${r}, ${g}, ${b})`;
}
