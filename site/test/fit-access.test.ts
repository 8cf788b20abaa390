/** The page of curves for everyone: axe on its main states, small screens, the keyboard alone. */
import { expect, it } from "vitest";
import { type FitPage, openFit } from "./fit-page.ts";
import { inBrowsers, withEach } from "./in-browsers.ts";
import { faultsOf, lookOf, looksIn, still } from "./looks.ts";

/** States, each reached as a person does. */
const states: readonly { readonly name: string; readonly reach: (fit: FitPage) => Promise<unknown> }[] = [
  { name: "fitted", reach: ({ estimated }) => estimated("top", "72.46") },
  {
    name: "error",
    async reach({ page, type }) {
      await type("growth ~ top/(1 + expo(-days))");
      await page.locator(".quoted").waitFor();
    },
  },
  {
    name: "open",
    async reach({ page, estimated }) {
      await estimated("top", "72.46");
      for (const summary of await page.locator("main summary").all()) await summary.click();
      await page.getByRole("combobox", { name: "loss" }).selectOption("huber");
      await page.getByRole("combobox", { name: "weights of rows" }).selectOption("days");
      await page.getByText("outliers from").first().waitFor();
    },
  },
  {
    name: "undetermined",
    async reach({ page }) {
      await page.getByRole("link", { name: "What data cannot tell" }).click();
      await page.getByRole("list", { name: "Cautions" }).waitFor();
    },
  },
];

inBrowsers(
  (means) => {
    it.each(looksIn(means.name))(
      "nothing is wrong with how its states look: %s",
      { timeout: 600_000 },
      async (look) => {
        const { browser, site } = means;
        const wrong: string[] = [];
        await withEach(states, { browser, options: lookOf(look, site) }, async (context, { name, reach }) => {
          const fit = await openFit(context, site);
          await reach(fit);
          wrong.push(...(await faultsOf(fit, means.name, `fit-${name}-${look}`)));
          await fit.close();
        });
        expect(wrong).toEqual([]);
      },
    );

    it("is used by keyboard alone", async () => {
      const fit = await openFit(means.browser, means.site, lookOf("light", means.site));
      const { page } = fit;
      await fit.estimated("top", "72.46");
      await page.evaluate(() => {
        document.body.tabIndex = -1;
        document.body.focus();
        document.body.removeAttribute("tabindex");
      });
      const names: string[] = [];
      for (let press = 0; press < 80; press++) {
        await page.keyboard.press("Tab");
        const name = await page.evaluate(() => {
          let at: Element | null = document.activeElement;
          while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
          if (!at || at === document.body) return "";
          const id = at.id && document.querySelector(`label[for="${at.id}"]`)?.textContent;
          return at.ariaLabel || id || at.closest("label")?.textContent || at.textContent || "";
        });
        if (name === "" || (names.length > 2 && name === names[0])) break;
        names.push(name.trim());
      }
      const all = names.join("\n");
      for (const part of [
        "Skip to the curve",
        "Copy link",
        "A peak of a spectrum",
        "Formula",
        "model",
        "middle",
        "Find a start",
        "A CSV file",
        "Paste a table",
        "loss",
        "confidence",
        "Fitting curves",
      ])
        expect(all).toContain(part);
      await page.getByRole("combobox", { name: "model" }).focus();
      await page.keyboard.type("Gompertz");
      await fit.estimated("middle", "33.01");
      expect(fit.problems).toEqual([]);
      await fit.close();
    });
  },
  { prefs: still },
);
