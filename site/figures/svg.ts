/** Prints a scene as an SVG document: vectors and text, no styles, no scripts, nothing from elsewhere. */
import { type Item, rectangle, type Scene, type Single } from "./scene.ts";

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text as it stands in XML; control characters, which XML cannot hold, become spaces. */
function escaped(text: string): string {
  return text.replace(/[\p{Cc}\ufffe\uffff]/gu, " ").replace(/[&<>"]/g, (c) => escapes[c] ?? c);
}

/** A path or a text as an element. */
export function elementOf(item: Single): string {
  if (item.kind === "text") {
    const turn = item.isUpright ? ` transform="rotate(-90 ${item.x} ${item.y})"` : "";
    const weight = item.isBold ? ' font-weight="600"' : "";
    return `<text x="${item.x}" y="${item.y}" dy=".35em" font-size="${item.size}" fill="${item.fill}" text-anchor="${item.anchor}"${weight}${turn}>${escaped(item.text)}</text>`;
  }
  const { d, fill, stroke, width, dash, opacity } = item;
  const line = stroke
    ? ` stroke="${stroke}" stroke-width="${width ?? 1}"${dash?.length ? ` stroke-linecap="butt" stroke-dasharray="${dash.join(" ")}"` : ""}`
    : "";
  return `<path d="${d}" fill="${fill ?? "none"}"${line}${opacity === undefined ? "" : ` opacity="${opacity}"`}/>`;
}

/** The document. A screen reader says its title and description. A page that holds several gives each a `prefix` for its ids. */
export function svg(scene: Scene, title: string, description: string, prefix = "clip"): string {
  const clips: string[] = [];
  const print = (item: Item): string => {
    if (item.kind !== "clipped") return elementOf(item);
    const id = `${prefix}-${clips.length}`;
    clips.push(`<clipPath id="${id}"><path d="${rectangle(item.box)}"/></clipPath>`);
    return `<g clip-path="url(#${id})">${item.items.map(print).join("")}</g>`;
  };
  const body = scene.items.map(print).join("\n");
  const { width, height } = scene;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="system-ui, sans-serif" stroke-linejoin="round" stroke-linecap="round">
<title>${escaped(title)}</title>
<desc>${escaped(description)}</desc>
<defs>${clips.join("")}</defs>
${body}
</svg>
`;
}
