/** The contour on four canvases: the surface with its axes, the ways, the shapes along them, and where everyone is now. Each is drawn only when it changes. */

import type { Field } from "../../engine/protocol.ts";
import { axis, frame } from "../../figures/axes.ts";
import { type Head, headItems } from "../../figures/heads.ts";
import { type Box, rectangle } from "../../figures/scene.ts";
import { minimaItems, surfaceItems, type TracedSurface, traceSurface } from "../../figures/surface.ts";
import type { Theme } from "../../figures/theme.ts";
import { fit } from "./canvas.ts";
import { cancelFrame, nextFrame } from "./frames.ts";
import { MarkLayer } from "./mark-layer.ts";
import { paint } from "./paint.ts";
import { type Trail, TrailLayer } from "./trail-layer.ts";

/** What the contour shows. */
export interface ContourState {
  readonly field: Field;
  readonly theme: Theme;
  /** Size in CSS pixels, and how many device pixels make one. */
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
  readonly trails: readonly Trail[];
  readonly heads: readonly Head[];
  readonly until: number;
}

/** How long a piece of tracing may take, in milliseconds; longer before there is anything that could stand still. */
const patience = 8;
const firstPatience = 40;

/** The plot's box within its figure. */
export function plotBox(width: number, height: number): Box {
  const left = width < 420 ? 40 : 48;
  return { x: left, y: 8, width: Math.max(1, width - left - 10), height: Math.max(1, height - 8 - 40) };
}

type Canvas = HTMLCanvasElement;

/** The four canvases. */
export class ContourPicture {
  readonly #surface: HTMLCanvasElement;
  readonly #ways: HTMLCanvasElement;
  readonly #shapes: HTMLCanvasElement;
  readonly #heads: HTMLCanvasElement;
  readonly #trails: TrailLayer;
  readonly #marks: MarkLayer;
  readonly #onDrawn: (state: ContourState) => void;
  #wanted: ContourState | null = null;
  /** The surface as it is traced, and the work on the next one. */
  #traced: { readonly key: string; readonly outlines: TracedSurface } | null = null;
  #tracing: { readonly key: string; readonly work: ReturnType<typeof traceSurface> } | null = null;
  /** What the surface's canvas shows. */
  #drawn: ContourState | null = null;

  /** @param onDrawn - told what is seen, once everything is. */
  constructor(
    [surface, ways, shapes, heads]: readonly [Canvas, Canvas, Canvas, Canvas],
    onDrawn: (state: ContourState) => void,
  ) {
    this.#onDrawn = onDrawn;
    this.#surface = surface;
    this.#ways = ways;
    this.#shapes = shapes;
    this.#heads = heads;
    this.#marks = new MarkLayer(shapes);
    this.#trails = new TrailLayer(ways);
  }

  /** Shows this from the next frame on. */
  show(state: ContourState): void {
    this.#wanted = state;
    nextFrame(this.#draw);
  }

  /** Draws no more. */
  dispose(): void {
    cancelFrame(this.#draw);
  }

  readonly #draw = (): void => {
    const state = this.#wanted;
    if (!state || state.width < 60 || state.height < 60) return;
    if (!this.#trace(state.field)) {
      nextFrame(this.#draw);
      return;
    }
    const box = plotBox(state.width, state.height);
    if (!this.#drawn || !showsSameSurface(this.#drawn, state)) {
      this.#drawSurface(state, box);
      this.#drawn = state;
    }
    const { ratio, trails, until, field } = state;
    const [width, height] = [Math.round(box.width * ratio), Math.round(box.height * ratio)];
    if (!this.#trails.draw({ width, height, ratio, window: field.window, trails, until }))
      nextFrame(this.#draw);
    if (this.#trails.shown) this.#marks.draw(this.#trails.shown, box, state.theme);
    this.#drawHeads(state, box);
    if (this.#trails.shown) this.#onDrawn(state);
  };

  /** Traces a surface in pieces; false while that is not done: then what is seen stays. */
  #trace(field: Field): boolean {
    const { key } = field;
    if (this.#traced?.key === key) return true;
    if (this.#tracing?.key !== key) this.#tracing = { key, work: traceSurface(field) };
    const deadline = performance.now() + (this.#drawn ? patience : firstPatience);
    while (performance.now() < deadline) {
      const { done, value } = this.#tracing.work.next();
      if (!done) continue;
      this.#traced = { key, outlines: value };
      this.#tracing = null;
      return true;
    }
    return false;
  }

  #drawSurface({ field, theme, width, height, ratio }: ContourState, box: Box): void {
    if (!this.#traced) return;
    const context = fit(this.#surface, width, height, ratio);
    const [x, y] = [axis(...field.window.x), axis(...field.window.y)];
    paint(context, [
      {
        kind: "clipped",
        box,
        items: [...surfaceItems(this.#traced.outlines, box, theme), ...minimaItems(field, box, theme)],
      },
      { kind: "path", d: rectangle(box), stroke: theme.muted, width: 1 },
      ...frame(box, x, y, theme, { xName: "x", yName: "y", gap: box.x - 6 }),
    ]);
    for (const { style } of [this.#ways, this.#shapes]) {
      [style.left, style.top] = [`${box.x}px`, `${box.y}px`];
      [style.width, style.height] = [`${box.width}px`, `${box.height}px`];
    }
  }

  #drawHeads({ field, theme, width, height, ratio, heads }: ContourState, box: Box): void {
    const context = fit(this.#heads, width, height, ratio);
    paint(context, headItems(heads, field.window, box, theme));
  }
}

function showsSameSurface(before: ContourState, after: ContourState): boolean {
  if (before.theme !== after.theme || before.ratio !== after.ratio) return false;
  if (before.width !== after.width || before.height !== after.height) return false;
  return before.field.key === after.field.key;
}
