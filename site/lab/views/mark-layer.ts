/** The contestants' shapes along their ways. They are only added to, until everything is drawn anew. */
import type { Box } from "../../figures/scene.ts";
import type { Theme } from "../../figures/theme.ts";
import { markItems } from "../../figures/trails.ts";
import { fit } from "./canvas.ts";
import { paint } from "./paint.ts";
import type { Drawing } from "./trail-layer.ts";

/** The canvas with the shapes. */
export class MarkLayer {
  readonly #canvas: HTMLCanvasElement;
  #drawing: Drawing | null = null;
  /** How many numbers of each contestant's marks are drawn. */
  readonly #done = new Map<string, number>();

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  /** Draws those that are not there yet; the canvas covers the plot's box. */
  draw(drawing: Drawing, box: Box, theme: Theme): void {
    const { picture, cursors } = drawing;
    if (this.#drawing !== drawing) {
      fit(this.#canvas, box.width, box.height, picture.ratio);
      this.#done.clear();
      this.#drawing = drawing;
    }
    const context = this.#canvas.getContext("2d");
    picture.trails.forEach(({ id, colour }, index) => {
      const marks = cursors[index]?.marks ?? [];
      // The first stands where all start.
      const done = Math.max(2, this.#done.get(id) ?? 0);
      if (marks.length <= done || !context) return;
      const places = marks.slice(done).map((at) => at / picture.ratio);
      paint(context, markItems(id, colour, places, theme));
      this.#done.set(id, marks.length);
    });
  }
}
