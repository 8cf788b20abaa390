/** A server of dist and of this folder's pages, on a free port: under /plain without a policy, under /strict with one that forbids WebAssembly. */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const types = { html: "text/html", js: "text/javascript", mjs: "text/javascript" };
const policy = "default-src 'none'; script-src 'self'";

export async function serve() {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const [, mode, page] = /^\/(plain|strict)\/(\w+\.html)$/.exec(pathname) ?? [];
    const path = normalize(page ? `/test/platform/pages/${page}` : pathname);
    try {
      if (!/^\/(dist|test\/platform)\//.test(path)) throw new Error("not served");
      const body = readFileSync(join(root, path));
      response.setHeader("Content-Type", types[path.split(".").at(-1)] ?? "application/octet-stream");
      if (mode === "strict") response.setHeader("Content-Security-Policy", policy);
      response.end(body);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://localhost:${server.address().port}`;
  return { origin, close: () => server.close() };
}
