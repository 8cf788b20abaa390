/** The browsers of Debian, for checks in pages: where they are and how playwright-core drives them. `install` adds what is missing, as root. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

export const browsers = {
  chromium: { package: "chromium", path: "/usr/bin/chromium", options: { args: ["--no-sandbox"] } },
  // Driven over WebDriver BiDi: a Firefox as Debian ships it.
  firefox: { package: "firefox-esr", path: "/usr/bin/firefox-esr", options: { channel: "moz-firefox" } },
};

/** Installs those of the browsers that are not there. */
export function installBrowsers(names) {
  const missing = names.map((name) => browsers[name]).filter(({ path }) => !existsSync(path));
  if (missing.length === 0) return;
  execFileSync("apt-get", ["update", "-qq"], { stdio: ["ignore", "ignore", "inherit"] });
  const options = ["install", "-y", "-qq", "--no-install-recommends"];
  execFileSync("apt-get", [...options, ...missing.map((browser) => browser.package)], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
}

/** Starts one by its name; `prefs` are of Firefox alone. */
export function launch(playwright, name, prefs) {
  const { path, options } = browsers[name];
  const more = prefs && name === "firefox" ? { firefoxUserPrefs: prefs } : {};
  return playwright[name].launch({ executablePath: path, ...options, ...more });
}
