/**
 * A server of dist and of this folder's pages, on a free port: under /plain without a policy, under /strict with one that forbids WebAssembly,
 * under /isolated as threads need it, under /self and /none so with a policy for workers. What is built lies under /built.
 */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const types = { html: "text/html", js: "text/javascript", mjs: "text/javascript" };
const policies = {
  strict: "default-src 'none'; script-src 'self'",
  self: "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'",
  none: "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'none'",
};

/** Serves; `built` is the folder of what is built. */
export async function serve(built = "") {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const [, mode, page] = /^\/(plain|strict|isolated|self|none)\/(\w+\.html)$/.exec(pathname) ?? [];
    const path = normalize(page ? `/test/platform/pages/${page}` : pathname);
    try {
      if (!/^\/(dist|test\/platform|built)\//.test(path)) throw new Error("not served");
      const body = readFileSync(path.startsWith("/built/") ? join(built, path.slice(7)) : join(root, path));
      response.setHeader("Content-Type", types[path.split(".").at(-1)] ?? "application/octet-stream");
      if (policies[mode]) response.setHeader("Content-Security-Policy", policies[mode]);
      // Isolated are pages, and the scripts of their workers.
      if (mode !== "plain" && mode !== "strict") {
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
      }
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
