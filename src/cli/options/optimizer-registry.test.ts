/** The table of optimizers against the library: none is missing, no option is missing, and each option arrives. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { tensor } from "../../index.ts";
import { optimizerRegistry } from "./optimizer-registry.ts";
import { createOptimizer, readOptimizerOptions } from "./registry.ts";

const folder = new URL("../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, folder), "utf8");
const files = ["compose", "optimizers", "transforms"]
  .flatMap((name) => readdirSync(new URL(`${name}/`, folder)).map((file) => `${name}/${file}`))
  .filter((file) => !file.endsWith(".test.ts"));

/** Optimizers of src/optimizers that the library exports. */
const exported = [...read("index.ts").matchAll(/^export \{([^}]*)\} from "\.\/optimizers\//gm)]
  .flatMap(([, names]) => names!.split(",").map((name) => name.trim()))
  .filter((name) => /^[a-z]/.test(name) && !/^type |^scaleBy/.test(name));

/** Names of the options of each interface, those of the interfaces that it extends included. */
const interfaces = new Map(
  files.flatMap((file) =>
    [...read(file).matchAll(/^export interface (\w+)(?: extends (.+?))? \{(?:\n(.*?)^)?\}/gms)].map(
      ([, name, bases = "", body = ""]) =>
        [
          name!,
          { bases, own: [...body.matchAll(/^ {2}readonly (\w+)\?:/gm)].map((match) => match[1]!) },
        ] as const,
    ),
  ),
);
function optionsOf(name: string): string[] {
  const { bases, own } = interfaces.get(name)!;
  const inherited = [...bases.matchAll(/(?:Omit<(\w+), "(\w+)">|(\w+))/g)].flatMap(([, from, left, whole]) =>
    optionsOf(from ?? whole!).filter((option) => option !== left),
  );
  return [...new Set([...inherited, ...own])].sort();
}
const interfaceOf = (optimizer: string): string =>
  `${optimizer[0]!.toUpperCase()}${optimizer.slice(1)}Options`;

it("has every optimizer that the library exports, and momentum", () => {
  expect(exported.length).toBeGreaterThanOrEqual(35);
  expect(Object.keys(optimizerRegistry).sort()).toEqual([...exported, "momentum"].sort());
});

it.each(exported)("has every option of %s but maximize", (name) => {
  const known = optionsOf(interfaceOf(name)).filter((option) => option !== "maximize");
  expect(Object.keys(optimizerRegistry[name]!.options).sort()).toEqual(known);
});

/** Words that are a value of some option, none of them a default. */
const words = [
  "0.25",
  "true",
  "false",
  "200",
  "7",
  "tensor",
  "in,out",
  "spectral",
  "matchRms",
  "polarExpress",
  "tanh",
  "schedule",
  "*.weight",
  "optax",
  "keras",
  "paper",
  "bf16",
  "flatten",
  "newton",
  "rmsprop",
  "gram",
];
/** Options that only take effect beside another. */
const beside: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  dampening: { momentum: "0.5" },
  nesterov: { momentum: "0.5" },
  moments: { momentum: "0.5" },
  schedule: { decoupling: "schedule" },
  where: { weightDecay: "0.25" },
  decoupledWeightDecay: { weightDecay: "0.25" },
  cautious: { weightDecay: "0.25" },
  layout: { scale: "original" },
};
/** What optimizers cannot be without. */
const needs: Readonly<Record<string, Readonly<Record<string, string>>>> = Object.fromEntries(
  Object.entries(optimizerRegistry)
    .filter(([, { options }]) => "layout" in options)
    .map(([name]) => [name, { matrices: "hidden", layout: "out,in" }]),
);

/** Tensors for those that divide them. */
const model = {
  hidden: tensor(new Float32Array(12), [2, 3, 2]),
  other: { weight: tensor(new Float32Array(4), [2, 2]), bias: new Float32Array(2) },
};

describe("each option arrives", () => {
  const all = Object.entries(optimizerRegistry).flatMap(([name, { options }]) =>
    Object.keys(options).map((option) => [name, option] as const),
  );

  it.each(all)("%s: %s", async (name, option) => {
    const explain = async (given: Readonly<Record<string, string>>) =>
      createOptimizer(name, readOptimizerOptions(name, given)).explain(
        name in needs ? { params: model } : {},
      );
    let refusal = "";
    const changes = async (word: string, form: Readonly<Record<string, string>>) => {
      const needed = Object.entries(beside[option] ?? {}).filter(
        ([other]) => other in optimizerRegistry[name]!.options,
      );
      const others = { ...needs[name], ...Object.fromEntries(needed), ...form };
      try {
        return (await explain({ ...others, [option]: word })) !== (await explain(others));
      } catch (error) {
        refusal = `; the last was refused: ${error}`;
        // Forms that agree say the same; then another is refused by the optimizer that reads it.
        return option === "like";
      }
    };
    const forms: Readonly<Record<string, string>>[] = option === "like" ? [{}] : [{}, { like: "optax" }];
    const tries = words.flatMap((word) => forms.map((form) => [word, form] as const));
    for (const [word, form] of tries) if (await changes(word, form)) return;
    expect.fail(`no word changes what ${name} says of itself${refusal}`);
  });
});
