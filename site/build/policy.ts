/**
 * The Content-Security-Policy of the documentation's pages, as the `<meta>` that a static host cannot take away: nothing from other
 * hosts, and of inline scripts those that VitePress wrote, by their hashes. The lab has no inline code and needs none.
 */
import { createHash } from "node:crypto";

/** The policy for a page with these inline scripts. */
export function policyFor(scripts: readonly string[]): string {
  const hashes = scripts.map((script) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`);
  return [
    "default-src 'self'",
    ["script-src 'self' 'wasm-unsafe-eval'", ...new Set(hashes)].join(" "),
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

/** A page with its policy, in front of everything that it rules. */
export function withPolicy(html: string): string {
  const scripts = [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>(.*?)<\/script>/gs)].map(
    ([, text]) => text!,
  );
  const first = /<meta charset="[^"]*">/.exec(html);
  if (!first) throw new Error('a page without <meta charset="…"> has no place for its policy');
  const end = first.index + first[0].length;
  const meta = `<meta http-equiv="Content-Security-Policy" content="${policyFor(scripts)}">`;
  return `${html.slice(0, end)}\n    ${meta}${html.slice(end)}`;
}
