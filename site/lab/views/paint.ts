/** Paints a scene onto a canvas: the other way to show one beside printing it as SVG. */
import type { Item } from "../../figures/scene.ts";

/** Paints items in their order. The context's units are those of the scene. */
export function paint(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  items: readonly Item[],
): void {
  context.lineJoin = "round";
  for (const item of items) {
    if (item.kind === "clipped") {
      const { x, y, width, height } = item.box;
      context.save();
      context.beginPath();
      context.rect(x, y, width, height);
      context.clip();
      paint(context, item.items);
      context.restore();
    } else if (item.kind === "text") {
      context.save();
      context.font = `${item.isBold ? "600 " : ""}${item.size}px system-ui, sans-serif`;
      context.fillStyle = item.fill;
      context.textAlign = item.anchor === "middle" ? "center" : item.anchor;
      context.textBaseline = "middle";
      context.translate(item.x, item.y);
      if (item.isUpright) context.rotate(-Math.PI / 2);
      context.fillText(item.text, 0, 0);
      context.restore();
    } else {
      const path = new Path2D(item.d);
      context.globalAlpha = item.opacity ?? 1;
      if (item.fill) {
        context.fillStyle = item.fill;
        context.fill(path, item.isSolid ? "nonzero" : "evenodd");
      }
      if (item.stroke) {
        context.strokeStyle = item.stroke;
        context.lineWidth = item.width ?? 1;
        context.lineCap = item.dash?.length ? "butt" : "round";
        context.setLineDash(item.dash ? [...item.dash] : []);
        context.stroke(path);
      }
      context.globalAlpha = 1;
    }
  }
}
