/** The page of curves in a browser, as a person uses it: by roles and names, waiting for what the page says, never for time. */
import type { Browser, BrowserContext, BrowserContextOptions, Locator } from "playwright-core";
import { expect } from "vitest";
import { patience } from "./picture.ts";
import type { Site } from "./server.ts";
import { open, type WatchedPage } from "./watched-page.ts";

/** An opened page of curves. */
export interface FitPage extends WatchedPage {
  /** The row of a parameter in the table of estimates: estimate, standard error, interval. */
  estimates(name: string): Locator;
  /** Waits until an estimate is shown. */
  estimated(name: string, value: string): Promise<void>;
  /** Types a formula in place of the one that is there. */
  type(formula: string): Promise<void>;
  /** Drops a text onto the data as a file. */
  drop(name: string, text: string): Promise<void>;
}

/** Opens it, at a fragment if there is one, and waits until its parts have come. */
export async function openFit(
  where: Browser | BrowserContext,
  site: Site,
  { fragment = "", ...options }: BrowserContextOptions & { readonly fragment?: string } = {},
): Promise<FitPage> {
  const watched = await open(where, `${site.address}/fit/#${fragment}`, options);
  const { page } = watched;
  await page.locator(".cm-content").waitFor();
  const row = (name: string) =>
    page.getByRole("table", { name: /^Estimates/ }).getByRole("row", { name: new RegExp(`^${name}\\b`) });
  const estimates = (name: string) => row(name).getByRole("cell");
  return {
    ...watched,
    estimates,
    estimated: (name, value) =>
      expect
        .poll(
          () =>
            estimates(name)
              .first()
              .innerText({ timeout: 500 })
              .catch(() => "none"),
          patience,
        )
        .toBe(value),
    async type(formula) {
      await page.getByRole("textbox", { name: /^Formula/ }).click();
      await page.keyboard.press("Control+a");
      await page.keyboard.insertText(formula);
    },
    async drop(name, text) {
      await page.locator(".drop").evaluate(
        (element, file) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([file.text], file.name, { type: "text/csv" }));
          element.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
        },
        { name, text },
      );
    },
  };
}
