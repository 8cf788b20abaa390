/**
 * The pages of the exercises: every table, figure and piece of code in docs/exercises is what the scripts in examples/
 * make of the sources, and the scripts refuse pages that have no place for a result.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundle } from "../bundle.ts";

/** What an exercise found. */
interface Results {
  readonly tables: Readonly<Record<string, string>>;
  readonly figures: Readonly<Record<string, string>>;
}
interface Exercise {
  readonly page: string;
  run(): Promise<Results>;
}
interface Scripts {
  readonly exercises: readonly Exercise[];
  fill(page: string, tables: Results["tables"], codeOf: (file: string) => string): string;
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const docs = join(root, "docs/exercises");
const codeOf = (file: string) => readFileSync(join(root, "examples", file), "utf8");

let folder: string;
let scripts: Scripts;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "exercises-"));
  const file = join(folder, "exercises.mjs");
  writeFileSync(file, await bundle({ file: join(root, "examples/exercises.mjs") }));
  scripts = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Scripts;
});
afterAll(() => rmSync(folder, { recursive: true }));

const needsAirfoil = ["1-learning-rates", "3-shrinking-rates"];
const pages = ["1-learning-rates", "2-bias-correction", "3-shrinking-rates", "4-divergence"];

describe.each(pages)("%s", (page) => {
  const skipped = needsAirfoil.includes(page) && !process.env.GLISSADE_DATA;
  it.skipIf(skipped)(
    `is what its script makes of it${needsAirfoil.includes(page) ? " (needs GLISSADE_DATA)" : ""}`,
    async () => {
      const exercise = scripts.exercises.find((other) => other.page === page)!;
      const { tables, figures } = await exercise.run();
      const text = readFileSync(join(docs, `${page}.md`), "utf8");
      expect(text).toBe(scripts.fill(text, tables, codeOf));
      for (const [name, figure] of Object.entries(figures)) {
        expect(text).toContain(`](${name})`);
        expect(readFileSync(join(docs, name), "utf8")).toBe(figure);
        expect(figure).not.toMatch(/NaN|Infinity|undefined/);
      }
      const drawn = readdirSync(docs).filter((name) => name.startsWith(page[0]!) && name.endsWith(".svg"));
      expect(drawn).toEqual(Object.keys(figures).sort());
    },
    300_000,
  );
});

describe("fill", () => {
  const code = "x;\n  // #region core\n  if (x)\n    y;\n  // #endregion\n";

  it("replaces what stands between the marks, and nothing else", () => {
    const page = "a\n<!-- table t -->\nold $1\n<!-- end -->\nb\n<!-- code f.mjs core --><!-- end -->\n";
    const once = scripts.fill(page, { t: "| $& |" }, () => code);
    expect(once).toBe(
      "a\n<!-- table t -->\n\n| $& |\n\n<!-- end -->\nb\n<!-- code f.mjs core -->\n\n```js\nif (x)\n  y;\n```\n\n<!-- end -->\n",
    );
    expect(scripts.fill(once, { t: "| $& |" }, () => code)).toBe(once);
  });

  it.each([
    ["a table that no exercise makes", "<!-- table t --><!-- end -->", {}, 'the exercise has no table "t"'],
    ["a table without a place", "", { t: "" }, 'the page has no place for the table "t"'],
    ["an unknown region", "<!-- code f.mjs cire --><!-- end -->", {}, 'there is no region "cire"'],
  ])("refuses %s", (_, page, tables, message) => {
    expect(() => scripts.fill(page, tables, () => code)).toThrow(message);
  });
});
