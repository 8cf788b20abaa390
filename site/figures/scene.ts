/**
 * A drawing as plain data: paths in the notation of SVG, texts, clipped groups. Figures make scenes; `svg.ts` prints one and the lab paints
 * one onto a canvas, so that the screen, the SVG and the PNG show the same.
 */

/** A path. What has no `fill` is not filled, what has no `stroke` has no line. */
export interface Path {
  readonly kind: "path";
  /** The path in SVG's notation. */
  readonly d: string;
  readonly fill?: string;
  readonly stroke?: string;
  readonly width?: number;
  readonly dash?: readonly number[];
  /** Whether what overlaps is filled too; where it is not, a path within a path is a hole. */
  readonly isSolid?: boolean;
  /** Of the whole path; 1 by default. */
  readonly opacity?: number;
}

/** A line of text; `y` is the middle of its small letters. */
export interface Text {
  readonly kind: "text";
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly fill: string;
  readonly anchor: "start" | "middle" | "end";
  readonly isBold?: boolean;
  /** Turned by a quarter, to be read from below. */
  readonly isUpright?: boolean;
}

/** A rectangle. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Items of which only what lies in a rectangle is seen. */
export interface Clipped {
  readonly kind: "clipped";
  readonly box: Box;
  readonly items: readonly Item[];
}

/** Something that is drawn by itself. */
export type Single = Path | Text;

/** Something that is drawn. */
export type Item = Single | Clipped;

/** A drawing of a size, in CSS pixels. */
export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly items: readonly Item[];
}

/** The path of a rectangle. */
export function rectangle({ x, y, width, height }: Box): string {
  return `M${x} ${y}h${width}v${height}h${-width}z`;
}
