/** Tables of forms under one name: `like` chooses, options come before defaults, unknown forms are named. */
import { describe, expect, it, test } from "vitest";
import { HyperparameterError } from "../rule/hyper.ts";
import type { RuleInstance } from "../rule/rule.ts";
import type { Optimizer } from "./optimizer.ts";
import { choose, type Like, presets } from "./presets.ts";
import { rule } from "./rule.ts";

const outside = rule({ name: "rms", hyper: { decay: 0.9, eps: 1e-8 }, text: "u = g*decay + eps" });
const inside = rule({ name: "rms", hyper: { decay: 0.9, eps: 1e-8 }, text: "u = g*(decay + eps)" });
/** The rule that an optimizer of one rule is made of. */
const only = ({ links }: Optimizer): RuleInstance => links[0] as RuleInstance;

const preset = presets("scaleByTest", {
  default: [outside],
  torch: [outside, { decay: 0.99 }],
  optax: [inside],
  keras: [inside, { eps: 1e-7, decay: 0.95 }],
});

const make = (...options: Parameters<typeof preset>): RuleInstance => only(preset(...options));

describe("presets", () => {
  test.each<[Like | undefined, string, Record<string, number>]>([
    [undefined, "u = g*decay + eps", { decay: 0.9, eps: 1e-8 }],
    ["torch", "u = g*decay + eps", { decay: 0.99, eps: 1e-8 }],
    ["optax", "u = g*(decay + eps)", { decay: 0.9, eps: 1e-8 }],
    ["keras", "u = g*(decay + eps)", { decay: 0.95, eps: 1e-7 }],
  ])("like %s has that library's rule and defaults", (like, text, hyper) => {
    const made = make({ like });
    expect(made.rule.text).toBe(text);
    expect(made.hyper).toEqual(hyper);
  });

  it("takes the default form without options", () => {
    expect(make().hyper).toEqual({ decay: 0.9, eps: 1e-8 });
    expect(make({}).rule).toBe(only(outside()).rule);
  });

  it("puts options before the form's defaults, and leaves those that are undefined to them", () => {
    expect(make({ like: "keras", decay: 0.5 }).hyper).toEqual({ decay: 0.5, eps: 1e-7 });
    expect(make({ like: "keras", decay: undefined, eps: undefined }).hyper).toEqual({
      decay: 0.95,
      eps: 1e-7,
    });
    expect(make({ like: "keras", eps: 0 }).hyper).toEqual({ decay: 0.95, eps: 0 });
  });

  it("takes schedules", () => {
    const schedule = () => 0.5;
    expect(make({ like: "torch", decay: schedule }).hyper.decay).toBe(schedule);
  });

  test.each(["paper", "pytorch", "default", "toString", ""])(
    "has no form like %j and lists those it has",
    (like) => {
      expect(() => make({ like: like as Like })).toThrow(
        new HyperparameterError(
          `scaleByTest: like must be one of "torch", "optax", "keras"; got ${JSON.stringify(like)}`,
        ),
      );
    },
  );

  it("checks what it passes on", () => {
    expect(() => make({ like: "keras", decay: 1 })).toThrow(
      new HyperparameterError("scaleByTest: decay must be in [0, 1); got 1"),
    );
    expect(() => (make as (options: object) => RuleInstance)({ b1: 0.9 })).toThrow(
      new HyperparameterError('scaleByTest has no option "b1"; it has: like, decay, eps'),
    );
  });
});

describe("choose", () => {
  it("takes the entry for like, without like the default", () => {
    const table = { default: 0, torch: 1 };
    expect([choose(table), choose(table, undefined), choose(table, "torch")]).toEqual([0, 0, 1]);
  });
});
