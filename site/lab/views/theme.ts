/** The colours that the style sheet gives, for what is drawn on canvases; read again as the page turns dark or light. */
import { signal } from "@preact/signals";
import { dark, light, type Theme } from "../../figures/theme.ts";

/** The variables of the style sheet, by the name that figures use. */
const variables = {
  background: "--figure-background",
  text: "--figure-text",
  muted: "--figure-muted",
  grid: "--figure-grid",
  low: "--surface-low",
  high: "--surface-high",
  contour: "--surface-contour",
} as const;

const darkness = matchMedia("(prefers-color-scheme: dark)");

/** Reads a variable as a colour that scripts can take apart, whatever way it is written. */
function read(): Theme {
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const root = getComputedStyle(document.documentElement);
  const fallback =
    root.colorScheme === "dark" || (root.colorScheme !== "light" && darkness.matches) ? dark : light;
  const colour = (name: string, otherwise: string): string => {
    probe.style.color = `var(${name}, ${otherwise})`;
    return getComputedStyle(probe).color;
  };
  const contestants = Object.entries(fallback.contestants).map(([id, otherwise]) => [
    id,
    colour(`--contestant-${id}`, otherwise),
  ]);
  const rest = Object.entries(variables).map(([key, name]) => [
    key,
    colour(name, fallback[key as keyof typeof variables]),
  ]);
  probe.remove();
  return { ...Object.fromEntries(rest), contestants: Object.fromEntries(contestants) } as Theme;
}

/** The colours as they are now. */
export const theme = signal<Theme>(read());

const reread = (): void => {
  theme.value = read();
};

darkness.addEventListener("change", reread);
new MutationObserver(reread).observe(document.documentElement, { attributes: true });
