/** Holds back what workers say, so that a test sees the page as it is before that. */
import type { BrowserContext, Page } from "playwright-core";

/** Holds it back in pages of a context: everything, or all from the first message of this type on. */
export async function holdWorkers(context: BrowserContext, from?: string): Promise<void> {
  await context.addInitScript((type: string | undefined) => {
    let isHeld = type === undefined;
    const released = new Promise<void>((resolve) => {
      addEventListener("release-workers", () => resolve());
    });
    globalThis.Worker = class extends Worker {
      override set onmessage(hear: (this: Worker, event: MessageEvent) => unknown) {
        super.onmessage = async (event) => {
          isHeld ||= event.data.type === type;
          if (isHeld) await released;
          hear.call(this, event);
        };
      }
    };
  }, from);
}

/** Lets the page hear what was held back. */
export const releaseWorkers = (page: Page): Promise<unknown> =>
  page.evaluate(() => dispatchEvent(new Event("release-workers")));
