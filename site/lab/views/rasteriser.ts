/**
 * Draws wide round lines into the bytes of an image: ten times as fast as a canvas strokes them, and what is drawn can be added to. A line's
 * own edges do not add up where its pieces overlap.
 */

/** A part of an image. */
export interface Rectangle {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** An image that lines are drawn into. */
export class LineImage {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue and opacity of each pixel. */
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  /** Who drew last on a pixel, from 1, and how much of it. */
  readonly #owner: Uint8Array;
  readonly #coverage: Uint8Array;
  /** What has changed since it was last taken. */
  #changed: Rectangle | null = null;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.data = new Uint8ClampedArray(width * height * 4);
    this.#owner = new Uint8Array(width * height);
    this.#coverage = new Uint8Array(width * height);
  }

  /** Everything is transparent again. */
  clear(): void {
    this.data.fill(0);
    this.#owner.fill(0);
    this.#coverage.fill(0);
    this.#changed = { left: 0, top: 0, right: this.width, bottom: this.height };
  }

  /** The part that has changed since the last call; null if none. */
  takeChanged(): Rectangle | null {
    const changed = this.#changed;
    this.#changed = null;
    return changed;
  }

  /** Draws a line between two points. */
  line(
    x0: number,
    y0: number,
    x1: number,
    y1: number,
    halfWidth: number,
    owner: number,
    colour: readonly [number, number, number],
  ): void {
    const reach = halfWidth + 0.5;
    const top = Math.max(0, Math.floor(Math.min(y0, y1) - reach));
    const bottom = Math.min(this.height - 1, Math.ceil(Math.max(y0, y1) + reach));
    const least = Math.min(x0, x1) - reach;
    const most = Math.max(x0, x1) + reach;
    if (top > bottom || most < 0 || least >= this.width) return;
    const [dx, dy] = [x1 - x0, y1 - y0];
    const squared = dx * dx + dy * dy;
    // How far, along a row, the line's strip reaches to both sides of its middle.
    const stretch = Math.abs(dy) > 1e-6 ? (reach * Math.sqrt(squared)) / Math.abs(dy) : Infinity;
    const inner = Math.max(0, halfWidth - 0.5) ** 2;
    for (let row = top; row <= bottom; row++) {
      const y = row + 0.5;
      const middle = Math.abs(dy) > 1e-6 ? x0 + ((y - y0) / dy) * dx : x0;
      const left = Math.max(0, Math.floor(Math.max(least, middle - stretch)));
      const right = Math.min(this.width - 1, Math.ceil(Math.min(most, middle + stretch)));
      for (let column = left; column <= right; column++) {
        const [px, py] = [column + 0.5 - x0, y - y0];
        let along = squared > 0 ? (px * dx + py * dy) / squared : 0;
        if (along < 0) along = 0;
        else if (along > 1) along = 1;
        const [ox, oy] = [px - along * dx, py - along * dy];
        const distance = ox * ox + oy * oy;
        if (distance <= inner) this.#cover(row * this.width + column, 255, owner, colour);
        else {
          const part = halfWidth + 0.5 - Math.sqrt(distance);
          if (part > 0) this.#cover(row * this.width + column, Math.min(255, part * 255), owner, colour);
        }
      }
    }
    this.#change(Math.max(0, Math.floor(least)), top, Math.min(this.width, Math.ceil(most) + 1), bottom + 1);
  }

  #cover(
    pixel: number,
    coverage: number,
    owner: number,
    [red, green, blue]: readonly [number, number, number],
  ): void {
    const before = this.#owner[pixel] === owner ? (this.#coverage[pixel] as number) : 0;
    if (coverage <= before) return;
    this.#owner[pixel] = owner;
    this.#coverage[pixel] = coverage;
    const { data } = this;
    const at = pixel * 4;
    if (coverage >= 255) {
      data[at] = red;
      data[at + 1] = green;
      data[at + 2] = blue;
      data[at + 3] = 255;
      return;
    }
    // What was `before` of this line is there already: only the rest is laid over it.
    const part = (coverage - before) / (255 - before);
    const under = ((data[at + 3] as number) / 255) * (1 - part);
    const opacity = part + under;
    data[at] = (red * part + (data[at] as number) * under) / opacity;
    data[at + 1] = (green * part + (data[at + 1] as number) * under) / opacity;
    data[at + 2] = (blue * part + (data[at + 2] as number) * under) / opacity;
    data[at + 3] = opacity * 255;
  }

  #change(left: number, top: number, right: number, bottom: number): void {
    const changed = this.#changed;
    if (!changed) this.#changed = { left, top, right, bottom };
    else {
      if (left < changed.left) changed.left = left;
      if (top < changed.top) changed.top = top;
      if (right > changed.right) changed.right = right;
      if (bottom > changed.bottom) changed.bottom = bottom;
    }
  }
}
