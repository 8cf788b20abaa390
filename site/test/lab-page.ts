/** The lab in a browser, as a person uses it: by roles and names, waiting for what the page says, never for time. */
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from "playwright-core";
import { expect } from "vitest";
import type { Experiment } from "../engine/experiment.ts";
import { encodeLink } from "../engine/link.ts";
import { patience } from "./picture.ts";
import type { Site } from "./server.ts";
import { open } from "./watched-page.ts";

/** An opened lab. */
export interface LabPage {
  readonly page: Page;
  /** Whatever has gone wrong so far. */
  readonly problems: string[];
  /** Waits until the race is whole. */
  digest(): Promise<string>;
  /** Does something, and waits for the digest of another race. */
  digestAfter(act: () => Promise<unknown>): Promise<string>;
  /** A card by its heading. */
  card(name: string | RegExp): Locator;
  /** Opens a tab of the measurements and gives its panel. */
  tab(name: string): Promise<Locator>;
  /** Opens what can be set of the problem. */
  problemSettings(): Promise<Locator>;
  /** Chooses a problem by its title. */
  choose(title: string): Promise<void>;
  close(): Promise<void>;
}

const whole = /^[0-9a-f]{16}$/;

/** Opens the lab, at a fragment if there is one, and waits until its parts have come. */
export async function openLab(
  where: Browser | BrowserContext,
  site: Site,
  { fragment = "", ...options }: BrowserContextOptions & { readonly fragment?: string } = {},
): Promise<LabPage> {
  const { page, problems, close } = await open(where, `${site.address}/lab/#${fragment}`, options);
  const output = page.locator("output.digest");
  const digest = async (other = "") => {
    let found = "";
    await expect
      .poll(async () => {
        found = await output.innerText();
        return whole.test(found) && found !== other ? "raced" : `${found}: ${await told()}`;
      }, patience)
      .toBe("raced");
    return found;
  };
  // Told where a race does not come.
  const told = async () =>
    (await page.locator(".failure:visible, .problem:visible").allInnerTexts()).join(" | ");
  const card = (name: string | RegExp) => page.getByRole("region", { name, exact: true });
  return {
    page,
    problems,
    close,
    card,
    digest: () => digest(),
    async digestAfter(act) {
      const before = await output.innerText();
      await act();
      return digest(whole.test(before) ? before : "");
    },
    async tab(name) {
      await page.getByRole("tab", { name, exact: true }).click();
      return page.getByRole("tabpanel", { name, exact: true });
    },
    async problemSettings() {
      const button = card("Problem").getByRole("button", { name: "Settings" });
      if ((await button.getAttribute("aria-expanded")) === "false") await button.click();
      return page.locator("#problem-settings");
    },
    async choose(title) {
      await page.getByRole("combobox", { name: "Problem" }).selectOption({ label: title });
    },
  };
}

/** The fragment that holds an experiment. */
export const fragmentOf = (experiment: Experiment, digest: string | null = null): Promise<string> =>
  encodeLink(experiment, digest);
