/** The surface with the contestants' ways over it. */
import { useEffect, useRef } from "preact/hooks";
import { field, tracks } from "../store.ts";

/** The canvas. */
export function Contour() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [surface, all] = [field.value, tracks.value];
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context || !surface) return;
    const { window, width, height, values } = surface;
    const image = context.createImageData(width, height);
    values.forEach((value, index) => {
      const at = ((height - 1 - Math.floor(index / width)) * width + (index % width)) * 4;
      image.data.set([0, 90, 160, Math.min(255, 20 * Math.log1p(value))], at);
    });
    context.putImageData(image, 0, 0);
    for (const { points, length } of all.values()) {
      if (!points) continue;
      context.beginPath();
      for (let i = 0; i < length; i++) {
        const x = (((points[2 * i] as number) - window.x[0]) / (window.x[1] - window.x[0])) * width;
        const y = ((window.y[1] - (points[2 * i + 1] as number)) / (window.y[1] - window.y[0])) * height;
        context.lineTo(x, y);
      }
      context.stroke();
    }
  }, [surface, all]);
  return <canvas ref={canvas} width={160} height={160} />;
}
