/** Makes a canvas ready to be drawn on anew. */

/** Gives a canvas its size, empties it, and makes CSS pixels its unit. */
export function fit(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
  ratio: number,
): CanvasRenderingContext2D {
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
  else {
    context.resetTransform();
    context.clearRect(0, 0, w, h);
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}
