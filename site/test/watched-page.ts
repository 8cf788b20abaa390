/** A page that is watched: whatever goes wrong in it, and every request that leaves its origin, is written down. */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";

/** A page with what has gone wrong in it so far. */
export interface WatchedPage {
  readonly page: Page;
  readonly problems: string[];
  close(): Promise<void>;
}

/**
 * What browsers write to the console of their own accord: what no page can help, and answers that are told here with their address. Firefox
 * lays out what has come of a page so far, and an equation that is cut there lacks a part until the rest is there; whether all
 * equations are whole in the end: pages.test.ts.
 */
const harmless = [
  /was preloaded using link preload but not used/,
  /^Failed to load resource: the server responded with a status/,
  /^Incorrect number of children for <m\w+\/> tag\.$/,
];

const isHarmless = (text: string): boolean => harmless.some((each) => each.test(text));

/** Opens an address in a context of its own, or as one more page of a context: these share what they have fetched. Waits until it has loaded. */
export async function open(
  where: Browser | BrowserContext,
  address: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const own = "newContext" in where ? await where.newContext(options) : undefined;
  const page = await (own ?? (where as BrowserContext)).newPage();
  const problems: string[] = [];
  const { origin } = new URL(address);
  page.on("console", (message) => {
    const text = message.text();
    if (["error", "warning"].includes(message.type()) && !isHarmless(text))
      problems.push(`${message.type()}: ${text}`);
  });
  page.on("pageerror", ({ message }) => {
    if (!isHarmless(message)) problems.push(`thrown: ${message}`);
  });
  page.on("requestfailed", (request) => {
    const why = request.failure()?.errorText ?? "";
    // Leaving a page ends what it was still loading.
    if (!/ABORTED/i.test(why)) problems.push(`failed: ${request.url()} ${why}`);
  });
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && !["blob:", "data:"].includes(url.protocol))
      problems.push(`left the origin: ${url}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) problems.push(`${response.status()}: ${response.url()}`);
  });
  await page.goto(address, { waitUntil: "load" });
  return { page, problems, close: () => (own ?? page).close() };
}
