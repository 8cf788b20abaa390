/** Printed commands: every option of `glissade compare` is kept, dropped or handed to `glissade train`, with its value and no other word. */
import { Command } from "commander";
import { describe, expect, it } from "vitest";
import type { Settings } from "../../compare/index.ts";
import { addTrain } from "../train/train.ts";
import { addCompare } from "./compare.ts";
import { aboutOf, repeatable, trainingOptions, workloadOptions } from "./repeatable.ts";

const program = new Command();
const terminal = { stdout: { write() {} }, stderr: { write() {} } };
addCompare(program, terminal, "1.2.3", []);
addTrain(program, terminal);
const optionsOf = (name: string) => program.commands.find((command) => command.name() === name)!.options;
const ofTrain = optionsOf("train").map(({ long }) => long!);

/** What a comparison decides for each of its trials, or where its output goes; what is an option of some optimizers stands with their hyperparameters. */
const decided = [
  "--data",
  "--workload",
  "--target",
  "--epochs",
  "--steps",
  "--json",
  "--matrices",
  "--layout",
];

describe.each(optionsOf("compare").map(({ long, required }) => [long!, required] as const))(
  "%s",
  (long, hasValue) => {
    const words = hasValue ? [long, "it"] : [long];
    const args = ["compare", ...words, "--seeds", "3"];

    it("is whole in the command of the comparison, or not there", () => {
      const rest = ["--seeds", "3"];
      const commands = [rest, [...words, ...rest]].map((kept) => ["glissade", "compare", ...kept].join(" "));
      expect(commands).toContain(repeatable(args));
    });

    it("is in the command of a trial if train has it", () => {
      const isHanded = ofTrain.includes(long) && !decided.includes(long);
      const handed = isHanded ? words : [];
      expect(trainingOptions(args, "cars", "mpg")).toBe(
        ["--data", "cars", "--target", "mpg", ...handed].join(" "),
      );
    });
  },
);

it("trains alone what a trial of a workload did, its rates as schedules over the steps", () => {
  const args = [
    "compare",
    "muon",
    "adamw",
    "--workload",
    "char-transformer",
    "--device",
    "js",
    "--steps",
    "500",
  ];
  expect(repeatable(args)).toBe(["glissade", ...args].join(" "));
  const metric = { name: "loss", better: "lower" } as const;
  const { commandOf } = aboutOf({
    format: "glissade comparison 1",
    version: "1.2.3",
    settings: {} as Settings,
    problems: [{ name: "text", metric, fingerprint: "1" }],
    command: "",
    training: [workloadOptions(args, "char-transformer")],
  });
  const hyper = { matrices: "blocks.*", learningRate: 0.0632, adamLearningRate: 0.000949 };
  const trial = { problem: "text", optimizer: "muon", hyper, seed: 1, epochs: 1, steps: 500 };
  expect(commandOf({ ...trial, purpose: "result" })).toBe(
    "glissade train muon --workload char-transformer --device js --learning-rate warmupCosine:peak=0.0632,warmup=25,total=500,end=0.00632 --option 'matrices=blocks.*' --option adamLearningRate=warmupCosine:peak=0.000949,warmup=25,total=500,end=0.0000949 --steps 500 --seed 1",
  );
});

it("quotes what a shell would take apart", () => {
  expect(repeatable(["compare", "--target", "the price's", "--workers=2"])).toBe(
    "glissade compare --target 'the price'\\''s'",
  );
});
