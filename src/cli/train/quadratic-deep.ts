/**
 * `glissade train --workload quadratic-deep`: the last test loss of a run with each seed, with DeepOBS' public results beside where the settings are theirs.
 * The workload itself is in `glissade/train`.
 */
import { deviation, mean } from "d3-array";
import type { Optimizer } from "../../index.ts";
import { quadraticDeep, quadraticDeepBaselines, quadraticDeepStart } from "../../train/index.ts";
import type { Terminal } from "../terminal.ts";
import { type LengthChoice, optimizerOf } from "./data-training.ts";

/** The options of a run. */
export type QuadraticDeepChoice = LengthChoice & { readonly json?: boolean };

/** What is run: an optimizer, and the public result of its settings. */
interface Entry {
  readonly name: string;
  readonly optimizer: Optimizer;
  readonly public?: { readonly mean: number; readonly deviation: number };
}

/** Epochs and seeds of the public results. */
const EPOCHS = 100;
const SEEDS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/** Trains `optimizer`, or without one the three of the public results. */
export async function trainQuadraticDeep(
  optimizer: string | undefined,
  choice: QuadraticDeepChoice,
  { stdout, stderr }: Terminal,
): Promise<void> {
  const { epochs = EPOCHS, seed, json = false } = choice;
  const seeds = seed === undefined ? SEEDS : [seed];
  const named = optimizer && [
    await entryOf(optimizer, optimizerOf(optimizer, choice)({ name: "quadratic-deep" }), epochs),
  ];
  const entries = named || quadraticDeepBaselines().map(publicEntry(epochs));
  const among = seeds.length > 1 ? `seeds 0 to ${seeds.at(-1)}` : `seed ${seeds[0]}`;
  stderr.write(
    `quadratic-deep: DeepOBS P1, 100 parameters, ${epochs} epochs of 7 batches of 128, ${among}; test losses\n`,
  );
  const print = (record: object, text: string) =>
    stdout.write(json ? `${JSON.stringify(record)}\n` : `${text}\n`);
  for (const [index, { name, optimizer, public: published }] of entries.entries()) {
    const losses: number[] = [];
    for (const seed of seeds) {
      const { curve, loss } = await quadraticDeep({ optimizer, seed, epochs });
      if (losses.length === 0 && index === 0)
        print({ type: "start", loss: curve[0], public: quadraticDeepStart }, startLine(curve[0]!));
      print({ type: "run", name, seed, loss: finite(loss) }, `${name}, seed ${seed}: ${lossText(loss)}`);
      losses.push(loss);
    }
    const [middle, spread] = [mean(losses)!, deviation(losses)];
    const diverged = losses.filter((loss) => !Number.isFinite(loss)).length;
    const own = diverged
      ? `diverged with ${diverged} of ${losses.length} seeds`
      : `mean ${lossText(middle)}${spread === undefined ? "" : ` ± ${lossText(spread)}`}`;
    const beside = published ? `; public ${published.mean} ± ${published.deviation}, seeds 0 to 9` : "";
    print(
      {
        type: "end",
        name,
        ...(diverged ? { diverged } : { mean: middle, deviation: spread }),
        public: published,
      },
      `${name}: ${own}${beside}`,
    );
  }
}

const startLine = (loss: number) =>
  `before training: ${lossText(loss)}; public ${lossText(quadraticDeepStart)}`;

const lossText = (loss: number): string => {
  if (!Number.isFinite(loss)) return "diverged";
  return loss < 1e6 ? loss.toFixed(3) : loss.toExponential(2);
};

/** JSON has no other numbers. */
const finite = (loss: number): number | null => (Number.isFinite(loss) ? loss : null);

const publicEntry =
  (epochs: number) =>
  ({ name, optimizer, mean, deviation }: ReturnType<typeof quadraticDeepBaselines>[number]): Entry => ({
    name,
    optimizer,
    ...(epochs === EPOCHS && { public: { mean, deviation } }),
  });

/** An optimizer with the public result of the same equations and numbers, if there is one. */
async function entryOf(name: string, optimizer: Optimizer, epochs: number): Promise<Entry> {
  const text = await optimizer.explain();
  for (const baseline of quadraticDeepBaselines()) {
    if ((await baseline.optimizer.explain()) === text)
      return { ...publicEntry(epochs)(baseline), name, optimizer };
  }
  return { name, optimizer };
}
