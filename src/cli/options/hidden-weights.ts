/**
 * Which tensors optimizers of whole matrices take as hidden weights, and how these lie: what the command says, else what the model says of
 * itself.
 */
import type { Command } from "commander";
import type { Model } from "../../train/index.ts";
import { UsageError } from "../usage-error.ts";
import { choice, named } from "./arguments.ts";
import { type Options, optimizerRegistry } from "./optimizer-registry.ts";

/** Values of the options. */
export interface HiddenWeightsOptions {
  readonly matrices?: string;
  readonly layout?: "out,in" | "in,out";
}

/** Adds the options to a command. */
export const addHiddenWeightsOptions = (command: Command): Command =>
  command
    .option(
      "--matrices <pattern>",
      'which tensors are hidden weights, for optimizers of whole matrices such as muon: a pattern such as "blocks.*" (default: the model says)',
      named("--matrices", "a pattern of the names of tensors"),
    )
    .option(
      "--layout <layout>",
      "how hidden weights lie: out,in as in PyTorch, or in,out (default: the model says)",
      choice("--layout", ["out,in", "in,out"]),
    );

const has = (name: string, option: string): boolean =>
  Object.hasOwn(optimizerRegistry[name]!.options, option);

/** Those of some options that an optimizer has. */
export const ownOptions = <T>(name: string, options: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(options).filter(([option]) => has(name, option)));

/** Whether an optimizer cannot do without knowing its hidden weights; others take all tensors of two axes where nothing is said. */
const asks = (name: string): boolean => has(name, "matrices") && has(name, "layout");

/** Optimizers with an option. */
const having = (option: string): string =>
  Object.keys(optimizerRegistry)
    .filter((name) => has(name, option))
    .join(", ");

/** What each option is for. */
const uses = {
  matrices: "optimizers of whole matrices",
  layout: "optimizers to which rows and columns of a weight are not alike",
} as const;

/** The options as options of these optimizers. @throws UsageError for one that none of them has. */
export function givenHiddenWeights(
  names: readonly string[],
  options: HiddenWeightsOptions,
): Readonly<Record<string, string>> {
  const { matrices, layout } = options;
  const given = { ...(matrices !== undefined && { matrices }), ...(layout !== undefined && { layout }) };
  for (const flag of Object.keys(given) as (keyof typeof uses)[]) {
    if (!names.some((name) => has(name, flag)))
      throw new UsageError(
        `--${flag} is for ${uses[flag]} (${having(flag)}), and not for ${names.join(", ")}: leave it out`,
      );
  }
  return given;
}

/**
 * What an optimizer lacks of its options, by the model that is trained. Where `given` says which tensors are hidden weights, the model still
 * says how they lie.
 *
 * @param given - the options that it has.
 * @throws UsageError where it asks for hidden weights, and neither options nor model say which they are.
 */
export function lackingHiddenWeights(
  name: string,
  given: Options,
  model: Pick<Model, "name" | "hiddenWeights"> | undefined,
): Options {
  const { hiddenWeights } = model ?? {};
  if (!asks(name)) {
    // Tensors of more axes, such as kernels of convolutions, are vectors to those that have no shapes.
    const leavesOut = has(name, "matrices") && hiddenWeights?.shapes !== undefined;
    return leavesOut && given.matrices === undefined
      ? { matrices: (_: string, shape: readonly number[]) => shape.length === 2 }
      : {};
  }
  if (hiddenWeights) return { ...hiddenWeights, ...given };
  if (given.matrices !== undefined) return {};
  throw new UsageError(
    model
      ? `${name} takes hidden weights as whole matrices, and ${model.name} says of none of its tensors that it is one: take a model with hidden layers, such as mlp:64,64, an optimizer such as adamw, or say which they are with --matrices and --layout`
      : `${name} takes hidden weights as whole matrices: say which tensors they are and how they lie, as in --matrices "*" --layout out,in`,
  );
}
