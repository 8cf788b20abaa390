/**
 * The commands of the pages run. Those of `glissade` run here, on small files of the names that the pages use; scripts of npm are
 * there; what cannot run in a test is listed with the reason. A command of which none of this is true fails.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { folder, run } from "../cli.ts";
import { everyBlockOf, pages } from "../markdown.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};

/** Commands that do not run here, and why. */
const elsewhere: readonly (readonly [RegExp, string])[] = [
  [/^npm (ci|pack)$/, "installs or packs this repository: .ci/run and `npm run package-check` do"],
  [
    /^npm install (glissade|glissade koffi|\.\.\/glissade\/glissade-0\.1\.0\.tgz)$/,
    "installs the package: `npm run package-check`",
  ],
  [
    /^npm (install --global deno)$|^deno jupyter --install$/,
    "changes the user's machine: `npm run notebooks` has Deno of its own",
  ],
  [
    /^npx glissade train --workload (fashion-mlp|char-transformer)$/,
    "minutes to half an hour: `npm run workloads`",
  ],
  [
    /^npx glissade compare muon adamw soap shampoo --workload char-transformer --steps 500 --(folder trials|grow 2)$/,
    "hours: a short form of it is `npm run evidence:part`",
  ],
  [/^apt install openmpi-bin$|^mpirun /, "needs MPI: `npm run mpi`"],
  [/^\.ci\/run$/, "runs this test"],
];

/** What stands for words that are only true on the reader's machine. */
const words: Readonly<Record<string, string>> = { "$SLURM_ARRAY_TASK_ID/8": "1/1" };

/** Options that make a command short, behind those of the page. */
const shorter: Readonly<Record<string, readonly string[]>> = {
  compare: ["--epochs", "1", "--seeds", "2"],
  train: ["--epochs", "2"],
};

const table = (heads: string, row: (k: number) => string): string =>
  [heads, ...Array.from({ length: 90 }, (_, k) => row(k))].join("\n");
const houses = table(
  "area,rooms,price",
  (k) => `${50 + ((k * 37) % 90)},${1 + (k % 5)},${100 + ((k * 53) % 70)}`,
);
const iris = table(
  "length,width,species",
  (k) => `${4 + (k % 3) + (k % 7) / 10},${1 + (k % 3)},${["setosa", "virginica", "versicolor"][k % 3]}`,
);
const cars =
  "Cylinders,Displacement,Horsepower,Weight_in_lbs,Acceleration,Origin\n4,97,75,2200,15,Japan\n8,350,165,3693,11.5,USA\n";

/** Data of the pages about curves, by file. */
const curves: Readonly<Record<string, string>> = {
  "data.csv": table("x,y", (k) => `${k / 9},${3 * Math.exp(-0.4 * (k / 9)) + 0.01 * ((k * 37) % 7)}`),
  "doses.csv": table(
    "dose,effect,animals",
    (k) => `${k + 1},${(8 * (k + 1) ** 2) / (900 + (k + 1) ** 2) + 0.01 * ((k * 37) % 7)},${1 + (k % 4)}`,
  ),
  "growth.csv": table(
    "age,height",
    (k) => `${k / 4},${170 / (1 + Math.exp(-0.5 * (k / 4 - 8))) + ((k * 37) % 7) / 10}`,
  ),
  "subjects.csv": table(
    "subject,hours,level",
    (k) => `${"ABC"[k % 3]},${k / 9},${(4 + (k % 3)) * Math.exp(-0.3 * (k / 9)) + 0.01 * ((k * 37) % 7)}`,
  ),
};

/** The words of a command: parts in quotes are one; where the output goes is left out. */
const wordsOf = (command: string): string[] =>
  [...command.replace(/ > \S+$/, "").matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);

/** A word of a command with files in the folder of this test. */
const placed = (word: string): string =>
  word
    .split(",")
    .map((part) =>
      /^[\w/-]+\.(csv|html|safetensors)$|^runs\/a$|^trials$/.test(part) ? join(folder, part) : part,
    )
    .join();

/** The commands of a block: its lines, in `console` those behind a dollar; without comments, parted at `&&`. */
function commandsOf(language: string, code: string): string[] {
  const lines = code.split("\n").map((line) => line.replace(/\s#\s.*$/, "").trim());
  const typed =
    language === "console"
      ? lines.filter((line) => line.startsWith("$ ")).map((line) => line.slice(2))
      : lines;
  return typed.flatMap((line) => line.split(" && ")).filter(Boolean);
}

const commands = pages.flatMap((page) =>
  everyBlockOf(page)
    .filter(({ language }) => language === "sh" || language === "console")
    .flatMap(({ language, code }) => commandsOf(language, code).map((command) => [page, command] as const)),
);

test("there are commands, and each that is listed as run elsewhere is on a page", () => {
  expect(commands.length).toBeGreaterThan(30);
  for (const [form] of elsewhere)
    expect(
      commands.some(([, command]) => form.test(command)),
      String(form),
    ).toBe(true);
});

test("files of the pages' names", () => {
  for (const name of ["houses.csv", "a.csv", "b.csv"]) writeFileSync(join(folder, name), houses);
  for (const [name, text] of Object.entries({ "iris.csv": iris, ...curves }))
    writeFileSync(join(folder, name), text);
  writeFileSync(join(folder, "new.csv"), cars);
});

test.each(commands.filter(([, command]) => !elsewhere.some(([form]) => form.test(command))))(
  "%s: %s",
  async (page, command) => {
    const [program, ...args] = wordsOf(command);
    if (program === "npm") {
      const script = args[0] === "run" ? args[1] : args[0];
      expect(Object.keys(scripts)).toContain(script);
    } else if (program === "node") {
      expect(existsSync(join(root, args[0]!))).toBe(true);
    } else if (program === "cat") {
      expect(existsSync(placed(args[0]!))).toBe(true);
    } else {
      expect([program, args[0]]).toEqual(["npx", "glissade"]);
      if (args[1] === "fit") writeFileSync(join(folder, "new.csv"), "x\n3\n4\n");
      else if (page !== "README.md") writeFileSync(join(folder, "new.csv"), "area,rooms\n80,3\n");
      const given = args.slice(1).map((word) => placed(words[word] ?? word));
      const { code, err } = await run(
        ...given,
        ...(given.includes("--workload") ? [] : (shorter[given[0]!] ?? [])),
      );
      expect(`${code} ${/^error:|Error:/m.test(err) ? err : ""}`).toBe("0 ");
    }
  },
);
