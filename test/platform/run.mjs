/**
 * `npm run platforms`: the digests of `digest.mjs` on every engine, against `digests.json`. Installs missing engines beside this
 * file, and browsers by apt-get. `npm run platforms -- deno firefox` runs only these; `--update` writes this Node's digests.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { browsers, installBrowsers, launch } from "./browsers.mjs";
import { serve } from "./server.mjs";
import { checkThreads, twoThreads } from "./threads-in-browsers.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const modules = join(here, "engines/node_modules");
const expectedFile = join(here, "digests.json");
const program = join(here, "in-process.mjs");

const asked = process.argv.slice(2).filter((name) => !name.startsWith("--"));
if (process.argv.includes("--update")) {
  const found = execFileSync(process.execPath, [program], { encoding: "utf8" });
  writeFileSync(expectedFile, `${JSON.stringify(JSON.parse(found), null, 2)}\n`);
}
const expected = JSON.parse(readFileSync(expectedFile, "utf8"));

/** What compiled C must come to: the bits of WebAssembly. */
const expectedNative = Object.fromEntries(
  Object.entries(expected).flatMap(([name, digest]) =>
    name.endsWith("wasm") ? [[name.replace(/wasm$/, "native"), digest]] : [],
  ),
);
const hasCompiler = !spawnSync("cc", ["--version"]).error;
if (!hasCompiler) console.log("not here: the device native, since there is no C compiler");

/** What Deno must allow for the device native: koffi, the compiler, its folder of compiled code. */
const allowed = ["env", "ffi", "read", "run", "sys", "write"].map((name) => `--allow-${name}`);

/** Engines that run a file: the command before it. */
const processes = {
  node20: [join(modules, "node-20/bin/node")],
  node22: [join(modules, "node-22/bin/node")],
  node24: [join(modules, "node-24/bin/node")],
  node26: [join(modules, "node-26/bin/node")],
  deno: [join(modules, "@deno/linux-x64-glibc/deno"), "run", "--no-config", "--quiet"],
  bun: [join(modules, "@oven/bun-linux-x64/bin/bun")],
};
/** Pages, and which device `auto` must be there. */
const pages = {
  page: { path: "/plain/page.html", auto: "wasm" },
  "page under a strict policy": { path: "/strict/page.html", auto: "js" },
  "module service worker": { path: "/plain/worker.html", auto: "wasm" },
};

const isAsked = (name) => asked.length === 0 || asked.includes(name);
const unknown = asked.filter((name) => !(name in processes) && !(name in browsers));
if (unknown.length)
  throw new Error(
    `no engine ${unknown.join(", ")}; there are ${Object.keys({ ...processes, ...browsers }).join(", ")}`,
  );

let [passed, failed] = [0, 0];
/** Compares an engine's digests with the expected ones, for the devices that it has. */
function compare(engine, digests, meant = expected) {
  const isThere = (name) =>
    (!engine.includes("strict") || /(js|host)$/.test(name)) &&
    (!engine.includes("service worker") || !name.endsWith("compiled"));
  const names = Object.keys(meant).filter(isThere);
  const wrong = names.filter((name) => digests[name] !== meant[name]);
  if (wrong.length === 0 && Object.keys(digests).length === names.length) {
    console.log(`ok ${engine}: ${names.length} digests`);
    passed++;
  } else {
    fail(engine, wrong.map((name) => `${name}: ${digests[name]}, expected ${meant[name]}`).join("\n  "));
  }
}
/** Compares what came of threads. */
function reportThreads(engine, what, { milliseconds, ...outcome }, expected = twoThreads) {
  const [found, meant] = [outcome, expected].map((one) => JSON.stringify(one));
  if (found !== meant) return fail(`${engine}, threads: ${what}`, `${found}, expected ${meant}`);
  console.log(`ok ${engine}, threads: ${what} (${milliseconds.toFixed(0)} ms)`);
  passed++;
}
function fail(engine, why) {
  console.error(`FAILED ${engine}: ${why}`);
  failed++;
}

if (!existsSync(modules)) {
  // Binaries come in the packages; nothing is downloaded by scripts.
  execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: join(here, "engines"),
    stdio: "inherit",
  });
}
for (const [name, [command, ...args]] of Object.entries(processes).filter(([name]) => isAsked(name))) {
  const { stdout, stderr, status, error } = spawnSync(command, [...args, program], { encoding: "utf8" });
  if (status === 0) compare(name, JSON.parse(stdout));
  else fail(name, error?.message ?? stderr);
  if (hasCompiler) {
    const options = name === "deno" ? [...args, ...allowed] : args;
    const native = spawnSync(command, [...options, program, "native"], {
      encoding: "utf8",
      timeout: 120_000,
    });
    if (native.status === 0) compare(`${name}, native`, JSON.parse(native.stdout), expectedNative);
    else fail(`${name}, native`, native.error?.message ?? native.stderr);
  }
  const threaded = spawnSync(command, [...args, join(here, "threads-in-process.mjs")], {
    encoding: "utf8",
    timeout: 20_000,
  });
  if (threaded.status === 0) reportThreads(name, "a process", JSON.parse(threaded.stdout));
  else fail(`${name}, threads`, threaded.error?.message ?? threaded.stderr);
}

const wanted = Object.keys(browsers).filter(isAsked);
installBrowsers(wanted);
if (wanted.length) {
  const playwright = createRequire(join(here, "engines/package.json"))("playwright-core");
  const { origin, close } = await serve();
  for (const name of wanted) {
    const browser = await launch(playwright, name);
    for (const [kind, { path: url, auto }] of Object.entries(pages)) {
      const page = await browser.newPage();
      try {
        await page.goto(origin + url);
        const outcome = await outcomeOf(page);
        const isRefused =
          auto === "wasm"
            ? outcome.refused === ""
            : /^DeviceError: WebAssembly may not be compiled here/.test(outcome.refused);
        if (outcome.error) fail(`${name}, ${kind}`, outcome.error);
        else if (outcome.auto !== auto) fail(`${name}, ${kind}`, `auto is ${outcome.auto}, expected ${auto}`);
        else if (!isRefused) fail(`${name}, ${kind}`, `wasm, asked for, gives "${outcome.refused}"`);
        else compare(`${name}, ${kind}`, outcome.digests);
      } catch (error) {
        fail(`${name}, ${kind}`, error.stack);
      } finally {
        await page.close();
      }
    }
    const vite = await import(createRequire(join(here, "engines/package.json")).resolve("vite"));
    await checkThreads(browser, vite, async (what, page, expected) => {
      try {
        reportThreads(name, what, await outcomeOf(page), expected);
      } catch (error) {
        fail(`${name}, threads: ${what}`, error.stack);
      }
    });
    await browser.close();
  }
  close();
}

/** What a page shows in the end, asked for in turns: nothing is evaluated that a policy could forbid. */
async function outcomeOf(page) {
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    const outcome = await page.evaluate(() => globalThis.outcome);
    if (outcome) return outcome;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("no outcome within a minute");
}

console.log(`${passed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;
