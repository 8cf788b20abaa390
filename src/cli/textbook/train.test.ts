/** `glissade train`: its lines, and what the optimizer, its wrappers and its rate may be. */
import { describe, expect, it } from "vitest";
import { run } from "../../../test/cli.ts";

describe("train", () => {
  it("prints each evaluation and ends with the book's line", async () => {
    const { code, out } = await run(
      "textbook",
      "train",
      "adam",
      "--data",
      "auto-mpg",
      "--learning-rate",
      "0.05",
    );
    expect(code).toBe(0);
    const lines = out.trimEnd().split("\n");
    expect(lines).toHaveLength(18);
    expect(lines[0]).toMatch(/^epoch 0\.00, loss 0\.5\d{3}$/);
    expect(lines[1]).toMatch(/^epoch 0\.15, loss 0\.\d{4}$/);
    expect(lines.at(-2)).toMatch(/^epoch 2\.00, loss /);
    expect(lines.at(-1)).toMatch(/^loss: 0\.\d{3}, \d+\.\d{3} sec\/epoch$/);
  });

  it("takes other options of the optimizer", async () => {
    const [slow, fast] = await Promise.all(
      ["0", "0.9"].map((momentum) =>
        run(
          "textbook",
          "train",
          "momentum",
          "--data",
          "auto-mpg",
          "--option",
          `momentum=${momentum}`,
          "--learning-rate",
          "1e-3",
        ),
      ),
    );
    const final = (out: string) => Number(/loss: ([\d.]+)/.exec(out)?.[1]);
    expect(final(fast!.out)).toBeLessThan(final(slow!.out) - 0.05);
  });

  it("takes wrappers, the first of them nearest to the optimizer", async () => {
    const losses = async (...wrappers: string[]) => {
      const wraps = wrappers.flatMap((wrapper) => ["--wrap", wrapper]);
      const { code, out } = await run("textbook", "train", "sgd", "--data", "auto-mpg", ...wraps);
      expect(code).toBe(0);
      return out.match(/(?<=loss )\S+/g)!;
    };
    const [plain, none, ema, slow, both, other] = await Promise.all([
      losses(),
      losses("lookahead:syncPeriod=1,slowStepSize=1"),
      losses("emaParams:decay=0.95"),
      losses("lookahead"),
      losses("lookahead", "emaParams:decay=0"),
      losses("emaParams:decay=0", "lookahead"),
    ]);
    expect(none).toEqual(plain);
    expect(ema).not.toEqual(plain);
    // The outermost says what is evaluated: an average of no past, or lookahead's slow parameters.
    expect(other).toEqual(slow);
    expect(both).not.toEqual(slow);
  });

  it("takes the optimizer as an option too", async () => {
    const train = async (...args: string[]) =>
      (await run("textbook", "train", ...args, "--data", "auto-mpg")).out;
    const losses = (out: string) => out.match(/(?<=loss )\S+/g);
    expect(losses(await train("--optimizer", "adafactor"))).toEqual(losses(await train("adafactor")));
  });

  it("takes a schedule for the learning rate, over the steps of training", async () => {
    const train = (rate: string) =>
      run("textbook", "train", "sgd", "--data", "auto-mpg", "--learning-rate", rate);
    const [number, same, none, later] = await Promise.all(
      ["0.05", "constant:value=0.05", "constant:value=0", "join:0@79@0.05"].map(train),
    );
    const losses = ({ out }: { out: string }) => out.match(/(?<=loss )\S+/g)!;
    expect(losses(same!)).toEqual(losses(number!));
    expect(new Set(losses(none!)).size).toBe(1);
    // 80 steps in all: the last one alone has a rate.
    expect(new Set(losses(later!)).size).toBe(2);
    expect(losses(later!).slice(0, -2)).toEqual(losses(none!).slice(0, -2));
  });
});
