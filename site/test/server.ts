/** Serves site/dist as a strict host would: below a folder, with a policy that allows nothing but what the site itself holds. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import sirv from "sirv";

/** The built site. */
export const dist = fileURLToPath(new URL("../dist", import.meta.url));

/** Where the site stands on the host. */
const base = "/some/folder";

/** The policy of the lab and of the page of curves; pages of the documentation bring their own in a `<meta>`. */
export const strict = "default-src 'self'";

/** A running server. */
export interface Site {
  /** Its address, without a page: `http://localhost:1234/some/folder`. */
  readonly address: string;
  /** The files that were asked for, in order. */
  readonly requested: readonly string[];
  /** Ends it and every connection. */
  close(): Promise<void>;
}

/** Starts a server on a free port; `policy` is a header of everything below `/lab` and `/fit`. */
export async function serveSite({ policy = strict } = {}): Promise<Site> {
  const requested: string[] = [];
  const files = sirv(dist, {
    dev: true,
    setHeaders: (response, path) => {
      requested.push(path.endsWith("/") ? `${path}index.html` : path);
      if (policy && /^\/(lab|fit)\//.test(path)) response.setHeader("Content-Security-Policy", policy);
    },
  });
  const server: Server = createServer((request, response) => {
    const missing = () => {
      response.statusCode = 404;
      response.end();
    };
    if (!request.url?.startsWith(`${base}/`)) return missing();
    request.url = request.url.slice(base.length);
    files(request, response, missing);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    requested,
    address: `http://localhost:${port}${base}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
