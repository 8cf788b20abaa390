/** Mathematics as GitHub writes it, $`…`$ and ```math, drawn as MathML while pages are built. What is no TeX fails the build. */
import temml from "temml";
import type { MarkdownRenderer } from "vitepress";

// Vue leaves alone what is in v-pre: braces of a formula are no template.
const inline = (tex: string): string => `<span v-pre>${draw(tex, false)}</span>`;
const display = (tex: string): string => `<div class="formula" tabindex="0" v-pre>${draw(tex, true)}</div>\n`;
const draw = (tex: string, displayMode: boolean): string =>
  temml.renderToString(tex, { displayMode, throwOnError: true });

/** Adds both forms to a renderer of Markdown. */
export function math(markdown: MarkdownRenderer): void {
  markdown.inline.ruler.before("backticks", "math", (state, silent) => {
    const [whole, tex] = /^\$`([^`]+)`\$/.exec(state.src.slice(state.pos)) ?? [];
    if (!whole || !tex) return false;
    if (!silent) state.push("math", "", 0).content = tex;
    state.pos += whole.length;
    return true;
  });
  markdown.renderer.rules.math = (tokens, at) => inline(tokens[at]!.content);
  const { fence } = markdown.renderer.rules;
  markdown.renderer.rules.fence = (tokens, at, ...rest) =>
    tokens[at]!.info.trim() === "math" ? display(tokens[at]!.content) : fence!(tokens, at, ...rest);
}
