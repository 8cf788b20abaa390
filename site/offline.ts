/** Lets a page keep the site for use without a network. Which files are kept: build/offline.ts. */

/**
 * Registers the service worker at an address, once the page has been loaded and has nothing to do. Browsers allow it over https and on
 * localhost only; elsewhere the site works, but needs its network.
 */
export function keepOffline(address: string): void {
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if (!workers) return;
  const register = (): void => {
    workers
      .register(address)
      .catch((error: unknown) => console.info("no copy for use without a network:", error));
  };
  const later = (): void => {
    "requestIdleCallback" in window ? requestIdleCallback(register) : setTimeout(register, 1000);
  };
  if (document.readyState === "complete") later();
  else addEventListener("load", later, { once: true });
}
