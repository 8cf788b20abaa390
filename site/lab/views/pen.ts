/** Draws a way into an image, in dashes if it has any. */
import type { LineImage } from "./rasteriser.ts";

/** A line's width, owner, colour and dashes. */
export class Pen {
  readonly #image: LineImage;
  readonly #halfWidth: number;
  readonly #owner: number;
  readonly #colour: readonly [number, number, number];
  /** Where each dash or gap ends, from the start of the pattern. */
  readonly #ends: readonly number[];

  constructor(
    image: LineImage,
    halfWidth: number,
    owner: number,
    colour: readonly [number, number, number],
    dashes: readonly number[],
  ) {
    this.#image = image;
    this.#halfWidth = halfWidth;
    this.#owner = owner;
    this.#colour = colour;
    let end = 0;
    // The round ends of a line take from the gaps what they add to the dashes.
    this.#ends = dashes.map((length, index) => {
      end += Math.max(0.1, length + (index % 2 === 0 ? -2 : 2) * halfWidth);
      return end;
    });
  }

  /** Draws a line that begins `along` the way; returns where along it the line ends. */
  line(x0: number, y0: number, x1: number, y1: number, along: number): number {
    const length = Math.hypot(x1 - x0, y1 - y0);
    const whole = this.#ends.at(-1);
    if (whole === undefined) this.#draw(x0, y0, x1, y1);
    else {
      for (let done = 0; done < length; ) {
        const place = (along + done) % whole;
        const index = this.#ends.findIndex((end) => end > place);
        const next = Math.min(length, done + Math.max(0.01, (this.#ends[index] ?? whole) - place));
        if (index % 2 === 0) {
          const [from, to] = [done / length, next / length];
          this.#draw(x0 + (x1 - x0) * from, y0 + (y1 - y0) * from, x0 + (x1 - x0) * to, y0 + (y1 - y0) * to);
        }
        done = next;
      }
    }
    return along + length;
  }

  #draw(x0: number, y0: number, x1: number, y1: number): void {
    this.#image.line(x0, y0, x1, y1, this.#halfWidth, this.#owner, this.#colour);
  }
}
