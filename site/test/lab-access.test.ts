/** The lab for everyone: axe on its main states, small screens, the keyboard alone, motion that is unwelcome. */
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { inBrowsers, withEach } from "./in-browsers.ts";
import { type LabPage, openLab } from "./lab-page.ts";
import { labStates } from "./lab-states.ts";
import { faultsOf, lookOf, looksIn, still } from "./looks.ts";
import { patience } from "./picture.ts";

/** Where the keyboard is: the innermost element, also within the editor's shadow. */
interface Stop {
  readonly name: string;
  /** What is wrong with it for those who look for it. */
  readonly faults: readonly string[];
  /** Whether it was there before on this walk; the page itself counts as such. */
  readonly isKnown: boolean;
}

/** Looks at where the keyboard is and remembers it. */
function stopOf(page: Page): Promise<Stop> {
  return page.evaluate(() => {
    const memory = globalThis as { met?: Set<Element> };
    memory.met ??= new Set([document.body]);
    const { met } = memory;
    let at: Element | null = document.activeElement ?? document.body;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    const element = at as HTMLElement;
    const isKnown = met.has(element);
    met.add(element);
    const name = `${element.tagName.toLowerCase()} ${element.ariaLabel || element.textContent?.trim().slice(0, 40) || element.id || element.className}`;
    const { left, top, right, bottom, width, height } = element.getBoundingClientRect();
    const faults: string[] = [];
    if (width < 2 || height < 2) faults.push("has no size");
    if (right <= 0 || bottom <= 0 || left >= innerWidth || top >= innerHeight)
      faults.push("is off the screen");
    // A choice and an editor draw the ring around all of themselves.
    const around = [element, element.closest(".choice, .cm-editor")];
    const hasRing = around.some((each) => {
      if (!each) return false;
      const { outlineStyle, outlineWidth } = getComputedStyle(each);
      return outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2;
    });
    if (!hasRing) faults.push("has no ring");
    return { name, faults, isKnown };
  });
}

/** Presses Tab until the keyboard has left the page or is back where it was. */
async function walk(page: Page, key: "Tab" | "Shift+Tab"): Promise<Stop[]> {
  const stops: Stop[] = [];
  await page.evaluate(() => {
    delete (globalThis as { met?: unknown }).met;
  });
  for (;;) {
    await page.keyboard.press(key);
    const stop = await stopOf(page);
    if (stop.isKnown) return stops;
    stops.push(stop);
  }
}

inBrowsers(
  (means) => {
    const looks = looksIn(means.name);
    it.each(looks)("nothing is wrong with how its states look: %s", { timeout: 600_000 }, async (look) => {
      const { browser, site } = means;
      const wrong: string[] = [];
      const states = labStates.filter(({ isMain }) => isMain || look === looks[0]);
      await withEach(states, { browser, options: lookOf(look, site) }, async (context, { name, reach }) => {
        const lab = await openLab(context, site);
        await lab.digest();
        await lab.page.locator("#equations math").first().waitFor();
        await reach(lab);
        wrong.push(...(await faultsOf(lab, means.name, `lab-${name}-${look}`)));
        await lab.close();
      });
      expect(wrong).toEqual([]);
    });

    it("is walked through by Tab, there and back, always seen, never caught", async () => {
      const lab = await openLab(means.browser, means.site, lookOf("light", means.site));
      await lab.digest();
      await lab.problemSettings();
      await lab.page.locator(".cm-content").first().waitFor();
      const { page } = lab;
      // From the top, as after loading.
      await page.evaluate(() => {
        document.body.tabIndex = -1;
        document.body.focus();
        document.body.removeAttribute("tabindex");
      });
      const there = await walk(page, "Tab");
      expect(there.flatMap(({ name, faults }) => faults.map((fault) => `${name}: ${fault}`))).toEqual([]);
      const names = there.map(({ name }) => name).join("\n");
      for (const part of [
        "Skip to the race",
        "Dark colours",
        "Copy link",
        "Start of the race",
        "Step",
        "Problem",
        "Add",
        "Equations",
        "Loss",
        "Keys",
      ])
        expect(names).toContain(part);
      const back = await walk(page, "Shift+Tab");
      expect(back.length).toBeGreaterThanOrEqual(there.length - 1);
      expect(lab.problems).toEqual([]);
      await lab.close();
    });

    it("is used by keyboard alone", async () => {
      const lab: LabPage = await openLab(means.browser, means.site, lookOf("light", means.site));
      const { page } = lab;
      await lab.digest();
      const button = (name: string) => page.getByRole("button", { name, exact: true });
      await lab.digestAfter(() => button("Add").press("Enter"));
      const optimizer = page.getByRole("combobox", { name: "optimizer", exact: true });
      await optimizer.focus();
      await lab.digestAfter(() => page.keyboard.type("Lion"));
      expect(await optimizer.locator("option:checked").innerText()).toBe("Lion");
      await page.getByRole("tab", { name: "Loss", exact: true }).focus();
      for (const [key, name] of [
        ["ArrowRight", "Loss by rate"],
        ["ArrowRight", "State"],
        ["End", "Ranking"],
        ["ArrowRight", "Loss"],
        ["ArrowLeft", "Ranking"],
        ["Home", "Loss"],
      ] as const) {
        await page.keyboard.press(key);
        expect(await page.locator(":focus").innerText()).toBe(name);
        await page.getByRole("tabpanel", { name, exact: true }).waitFor();
      }
      const slider = page.getByRole("slider", { name: "Step", exact: true });
      await slider.press("Home");
      await slider.press("Shift+ArrowRight");
      expect(await slider.inputValue()).toBe("10");
      await button("Play").press(" ");
      await expect.poll(async () => Number(await slider.inputValue()), patience).toBeGreaterThan(20);
      await button("Pause").press(" ");
      await button("Play").waitFor();
      // Of the whole page, where no control has the keyboard.
      await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
      await page.keyboard.press("End");
      await button("Play again").waitFor();
      await lab.digestAfter(() => page.keyboard.press("Control+z"));
      await lab.digestAfter(() => page.keyboard.press("Control+y"));
      // Tab leaves the editor as it leaves everything.
      const editor = page.getByRole("textbox", { name: /^Equations/ });
      await editor.focus();
      const before = await editor.innerText();
      await page.keyboard.press("Tab");
      expect(await editor.innerText()).toBe(before);
      expect(await editor.evaluate((element) => element.matches(":focus"))).toBe(false);
      // A menu closes by Escape and gives the keyboard back.
      await page.locator(".menu > summary").press("Enter");
      await page.getByRole("button", { name: "CSV of all curves" }).press("Escape");
      expect(await page.locator(".menu").getAttribute("open")).toBeNull();
      expect(await page.locator(":focus").getAttribute("aria-label")).toBe("Export");
      expect(lab.problems).toEqual([]);
      await lab.close();
    });

    it("shows the finished race, and nothing moves, where motion is unwelcome", async () => {
      const lab = await openLab(means.browser, means.site, lookOf("light", means.site));
      await lab.digest();
      const slider = lab.page.getByRole("slider", { name: "Step", exact: true });
      await lab.page.getByRole("button", { name: "Play again" }).waitFor();
      expect(await slider.inputValue()).toBe("1000");
      // Another problem does not begin to play either.
      await lab.digestAfter(() => lab.choose("Beale"));
      expect(await slider.inputValue()).toBe("1000");
      await lab.page.getByRole("button", { name: "Play again" }).waitFor();
      // Played on demand, it does.
      await lab.page.getByRole("button", { name: "Play again" }).click();
      await lab.page.getByRole("button", { name: "Pause" }).waitFor();
      expect(lab.problems).toEqual([]);
      await lab.close();
    });
  },
  { prefs: still },
);
