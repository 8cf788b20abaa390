/** Light or dark: as the system has it, or as the reader chose; the documentation keeps the choice under the same name. */
import { signal } from "@preact/signals";

const key = "vitepress-theme-appearance";

/** Whether the page is dark. */
export const isDark = signal(false);

/** Follows the choice, and the system where there is none. */
export function followTheme(): void {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const read = (): void => {
    const { theme } = document.documentElement.dataset;
    isDark.value = theme ? theme === "dark" : system.matches;
  };
  const chosen = stored();
  if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
  system.addEventListener("change", read);
  read();
}

/** From dark to light or back; the system's own is no choice. */
export function switchTheme(): void {
  const isSystemDark = matchMedia("(prefers-color-scheme: dark)").matches;
  isDark.value = !isDark.peek();
  const choice = isDark.peek() === isSystemDark ? "auto" : isDark.peek() ? "dark" : "light";
  if (choice === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
  try {
    localStorage.setItem(key, choice);
  } catch {
    // A page without storage keeps the choice while it is open.
  }
}

function stored(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
