/** What tests ask of canvases, and how long they wait for a page on a machine that is busy. */
import type { Locator } from "playwright-core";

/** For `expect.poll`: a state is waited for, long if need be. */
export const patience = { timeout: 60_000 };

/** How many colours each canvas has; a blank one has one. */
export function coloursOf(canvases: Locator): Promise<number[]> {
  return canvases.evaluateAll((all) =>
    all.map((each) => {
      const canvas = each as HTMLCanvasElement;
      const context = canvas.width * canvas.height > 0 ? canvas.getContext("2d") : null;
      if (!context) return 0;
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(data.buffer)).size;
    }),
  );
}
