/** Links to the pages beside the documentation, which are no pages of VitePress: its router leaves them alone. */
import type { MarkdownRenderer } from "vitepress";

const pages = /(^|\/)(lab|fit)\/index\.html(#|$)/;

/** Tells the renderer. */
export function beside(markdown: MarkdownRenderer): void {
  const { rules } = markdown.renderer;
  const open = rules.link_open;
  rules.link_open = (tokens, index, options, env, self) => {
    const token = tokens[index];
    if (token && pages.test(token.attrGet("href") ?? "")) token.attrSet("target", "_self");
    return open?.(tokens, index, options, env, self) ?? self.renderToken(tokens, index, options);
  };
}
