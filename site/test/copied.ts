/** What a page copies to the clipboard or saves as a file: browsers in tests have no clipboard to read, and Firefox tells of no download. */
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { patience } from "./picture.ts";

/** From now on the page's copies are kept; gives the last one, once there is one. */
export async function copiedIn(page: Page): Promise<() => Promise<string>> {
  await page.evaluate(() => {
    const kept = globalThis as unknown as { copied?: string };
    Object.defineProperty(navigator.clipboard, "writeText", {
      value: async (text: string) => {
        kept.copied = text;
      },
    });
  });
  return async () => {
    const last = () => page.evaluate(() => (globalThis as unknown as { copied?: string }).copied ?? "");
    await expect.poll(last, patience).not.toBe("");
    return last();
  };
}

/** A file that was saved. */
export interface SavedFile {
  readonly name: string;
  readonly type: string;
  /** Each character is a byte. */
  readonly bytes: string;
}

/** From now on files are kept and not saved; gives the file of that name, once there is one. */
export async function savedIn(page: Page): Promise<(name: string) => Promise<SavedFile>> {
  await page.evaluate(() => {
    const kept = globalThis as unknown as { saved: Map<string, Blob> };
    kept.saved = new Map();
    const blobs = new Map<string, Blob>();
    const make = URL.createObjectURL.bind(URL);
    URL.createObjectURL = (object) => {
      const address = make(object);
      if (object instanceof Blob) blobs.set(address, object);
      return address;
    };
    HTMLAnchorElement.prototype.click = function () {
      const blob = blobs.get(this.href);
      if (blob) kept.saved.set(this.download, blob);
    };
  });
  return async (name) => {
    const find = () =>
      page.evaluate(async (wanted) => {
        const blob = (globalThis as unknown as { saved: Map<string, Blob> }).saved.get(wanted);
        if (!blob) return null;
        const bytes = [...new Uint8Array(await blob.arrayBuffer())];
        return {
          name: wanted,
          type: blob.type,
          bytes: bytes.map((byte) => String.fromCharCode(byte)).join(""),
        };
      }, name);
    await expect.poll(async () => (await find()) !== null, patience).toBe(true);
    return (await find()) as SavedFile;
  };
}
