/** What tests ask of canvases, and how long they wait for a page on a machine that is busy. */
import type { Locator } from "playwright-core";

/** For `expect.poll`: a state is waited for, long if need be. */
export const patience = { timeout: 60_000 };

/** How many colours each canvas has; a blank one has one. */
export function coloursOf(canvases: Locator): Promise<number[]> {
  return canvases.evaluateAll((all) =>
    all.map((each) => {
      const canvas = each as HTMLCanvasElement;
      const { width, height } = canvas;
      if (width * height === 0) return 0;
      // A copy: Chromium warns of pictures that are read back from where they are drawn.
      const copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
      if (!copy) return 0;
      copy.drawImage(canvas, 0, 0);
      const { data } = copy.getImageData(0, 0, width, height);
      return new Set(new Uint32Array(data.buffer)).size;
    }),
  );
}
