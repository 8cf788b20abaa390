/**
 * The ways of the contestants as an image: each frame adds only what is new, points that share a pixel are left out. What cannot be added
 * to, after a jump back in time or a change of size, is drawn anew in pieces while the last image stays.
 */
import { dashOf } from "../../figures/markers.ts";
import { channels } from "../../figures/theme.ts";
import { betweenMarks, bounded, isFar, nearness, trailWidth } from "../../figures/trails.ts";
import { Pen } from "./pen.ts";
import { LineImage } from "./rasteriser.ts";

/** One contestant's way. */
export interface Trail {
  readonly id: string;
  readonly points: Float64Array;
  /** How many points there are. */
  readonly length: number;
  readonly colour: string;
}

/** What the layer shows. */
export interface TrailPicture {
  /** Size in device pixels, and how many of them make a CSS pixel. */
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
  readonly window: { readonly x: readonly [number, number]; readonly y: readonly [number, number] };
  readonly trails: readonly Trail[];
  /** The last step that is shown. */
  readonly until: number;
}

/** How long a piece of work may take, in milliseconds. */
const patience = 12;

/** A way, as far as it is drawn. */
class Cursor {
  step = -1;
  x = 0;
  y = 0;
  /** How long the way is, in device pixels: where its dashes are. */
  along = 0;
  /** Where the contestant's shape stands along the way, x and y in turn, in device pixels. */
  readonly marks: number[] = [];
  readonly points: Float64Array;

  constructor(points: Float64Array) {
    this.points = points;
  }
}

/** An image with how far each way is drawn in it, and where shapes stand along them. */
export class Drawing {
  readonly image: LineImage;
  readonly picture: TrailPicture;
  readonly cursors: readonly Cursor[];

  constructor(picture: TrailPicture) {
    this.picture = picture;
    this.image = new LineImage(picture.width, picture.height);
    this.cursors = picture.trails.map(({ points }) => new Cursor(points));
  }

  /** Whether a picture is this one, or this one with more of the ways. */
  leadsTo({ width, height, ratio, window, trails, until }: TrailPicture): boolean {
    const mine = this.picture;
    return (
      mine.width === width &&
      mine.height === height &&
      mine.ratio === ratio &&
      [0, 1].every((end) => mine.window.x[end] === window.x[end] && mine.window.y[end] === window.y[end]) &&
      mine.trails.length === trails.length &&
      trails.every(({ id, colour, points }, index) => {
        const [trail, cursor] = [mine.trails[index], this.cursors[index]];
        return (
          trail?.id === id && trail.colour === colour && cursor?.points === points && cursor.step <= until
        );
      })
    );
  }

  /** Draws what a picture has more, until the deadline; true if nothing is left. */
  goOn(picture: TrailPicture, deadline: number): boolean {
    return picture.trails.every((trail, index) =>
      this.#extend(this.cursors[index] as Cursor, trail, index + 1, picture, deadline),
    );
  }

  #extend(
    cursor: Cursor,
    { id, points, length, colour }: Trail,
    owner: number,
    { width, height, ratio, window, until }: TrailPicture,
    deadline: number,
  ): boolean {
    const end = Math.min(until, length - 1);
    if (cursor.step >= end) return true;
    const [sx, sy] = [width / (window.x[1] - window.x[0]), height / (window.y[1] - window.y[0])];
    const near = (nearness * ratio) ** 2;
    const pen = new Pen(
      this.image,
      (trailWidth / 2) * ratio,
      owner,
      channels(colour),
      dashOf(id).map((length) => length * ratio),
    );
    let { step, x, y } = cursor;
    while (step < end) {
      step++;
      const [px, py] = [points[2 * step] as number, points[2 * step + 1] as number];
      if (!Number.isFinite(px) || !Number.isFinite(py)) continue;
      const left = bounded((px - window.x[0]) * sx, width);
      const top = bounded((window.y[1] - py) * sy, height);
      if (step > 0) {
        const distance = (left - x) ** 2 + (top - y) ** 2;
        if (distance < near && step < end) continue;
        cursor.along = pen.line(x, y, left, top, cursor.along);
      }
      [x, y] = [left, top];
      if (isInside(x, y, width, height) && isFar(cursor.marks, x, y, betweenMarks * ratio))
        cursor.marks.push(x, y);
      if (step % 64 === 0 && performance.now() > deadline) break;
    }
    cursor.step = step;
    [cursor.x, cursor.y] = [x, y];
    return step >= end;
  }
}

function isInside(x: number, y: number, width: number, height: number): boolean {
  return x >= 0 && y >= 0 && x <= width && y <= height;
}

/** The canvas with the ways. */
export class TrailLayer {
  readonly #canvas: HTMLCanvasElement;
  #shown: Drawing | null = null;
  #next: Drawing | null = null;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  /** Goes on towards a picture; false where another frame is needed. */
  draw(picture: TrailPicture, now = performance.now()): boolean {
    if (picture.width === 0 || picture.height === 0) return true;
    const deadline = now + patience;
    if (this.#shown?.leadsTo(picture)) {
      this.#next = null;
      const isDone = this.#shown.goOn(picture, deadline);
      this.#put(this.#shown);
      return isDone;
    }
    if (!this.#next?.leadsTo(picture)) this.#next = new Drawing(picture);
    if (!this.#next.goOn(picture, deadline)) return false;
    [this.#shown, this.#next] = [this.#next, null];
    this.#canvas.width = picture.width;
    this.#canvas.height = picture.height;
    this.#put(this.#shown);
    return true;
  }

  /** What is shown: another object after everything was drawn anew. */
  get shown(): Drawing | null {
    return this.#shown;
  }

  #put({ image }: Drawing): void {
    const changed = image.takeChanged();
    if (!changed) return;
    const { left, top, right, bottom } = changed;
    const context = this.#canvas.getContext("2d");
    context?.putImageData(
      new ImageData(image.data, image.width, image.height),
      0,
      0,
      left,
      top,
      right - left,
      bottom - top,
    );
  }
}
