/**
 * Keeps the site for use without a network, at any folder of any host: the lab and the guide at once, every other page with all that
 * it loads when it has been visited. A new version is fetched beside the old one, and takes over when no page of the old one is open.
 * Version and files are written in by the build.
 */
const version = "%version%";
const files = ["%files%"];

const scope = self.registration.scope;
const prefix = `glissade ${scope} `;

self.addEventListener("install", (event) => {
  const requests = files.map((file) => new Request(new URL(file, scope), { cache: "no-cache" }));
  event.waitUntil(caches.open(prefix + version).then((cache) => cache.addAll(requests)));
});

self.addEventListener("activate", (event) => {
  const isOld = (name) => name.startsWith(prefix) && name !== prefix + version;
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter(isOld).map((name) => caches.delete(name)))),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || !address.href.startsWith(scope)) return;
  if (address.pathname.endsWith("/")) address.pathname += "index.html";
  address.search = "";
  event.respondWith(
    caches.open(prefix + version).then(async (cache) => {
      const kept = await cache.match(address.href);
      if (kept) return kept;
      const response = await fetch(request).catch(missing);
      if (response.status === 200) event.waitUntil(cache.put(address.href, response.clone()));
      return response;
    }),
  );
});

/** What has never been visited, where there is no network. */
const missing = () =>
  new Response("There is no network, and this page has not been visited before: it is not kept here.", {
    status: 504,
    headers: { "Content-Type": "text/plain" },
  });
