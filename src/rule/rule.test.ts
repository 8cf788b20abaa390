/** Declaring a rule: its defaults, overrides and initial values. What is refused stands in rule-errors.test.ts. */
import { describe, expect, it, test } from "vitest";
import { chain } from "../compose/chain.ts";
import { evaluate } from "../language/evaluate.ts";
import { toText } from "../language/print.ts";
import { defineRule as rule } from "./define-rule.ts";
import { HyperparameterError } from "./hyper.ts";
import { RuleInstance } from "./rule.ts";
import { Chain } from "./transformation.ts";

const momentum = rule({
  name: "heavyBall",
  hyper: { b1: 0.9, gain: 1 },
  bounds: { gain: "(0, 2]" },
  state: { m: 0 },
  text: `
    m = b1*m + gain*g
    u = m`,
});

/** What a caller without the type checker may pass. */
const unchecked = (options: object) => (momentum as (options: object) => RuleInstance)(options);

describe("a rule", () => {
  it("makes a transformation with its defaults", () => {
    const made = momentum();
    expect(made).toBeInstanceOf(RuleInstance);
    expect(made.hyper).toEqual({ b1: 0.9, gain: 1 });
    expect(made.rule.name).toBe("heavyBall");
    expect(made.rule.lines.map(({ target, value }) => `${target} = ${toText(value)}`)).toEqual([
      "m = b1*m + gain*g",
      "u = m",
    ]);
  });

  it("takes overrides, of which those that are undefined are none, and keeps the other defaults", () => {
    expect(momentum({ b1: 0.5 }).hyper).toEqual({ b1: 0.5, gain: 1 });
    expect(momentum({ b1: undefined, gain: 2 }).hyper).toEqual({ b1: 0.9, gain: 2 });
    expect(momentum().hyper).toEqual({ b1: 0.9, gain: 1 });
    expect(momentum({ b1: 0 }).hyper).toEqual({ b1: 0, gain: 1 });
  });

  it("takes schedules, unasked", () => {
    let asked = 0;
    const schedule = (count: number) => {
      asked++;
      return count / 10;
    };
    expect(momentum({ b1: schedule }).hyper.b1).toBe(schedule);
    expect(asked).toBe(0);
  });

  it("is parsed once, however often it is used", () => {
    expect(momentum({ b1: 0.1 }).rule).toBe(momentum().rule);
  });

  it("keeps its intervals, its own before those of the field", () => {
    const { bounds } = momentum().rule;
    expect([bounds.get("b1")!.text, bounds.get("gain")!.text]).toEqual(["[0, 1)", "(0, 2]"]);
  });

  test.each([
    [{ b1: 1.2 }, "heavyBall: b1 must be in [0, 1); got 1.2"],
    [{ b1: 1 }, "heavyBall: b1 must be in [0, 1); got 1"],
    [{ gain: 0 }, "heavyBall: gain must be in (0, 2]; got 0"],
    [{ b1: "0.9" }, 'heavyBall: b1 must be in [0, 1); got "0.9"'],
    [{ b1: null }, "heavyBall: b1 must be in [0, 1); got null; leave it out for its default"],
    [{ b1: Number.NaN }, "heavyBall: b1 must be in [0, 1); got NaN"],
    [{ b2: 0.9 }, 'heavyBall has no option "b2"; it has: b1, gain; did you mean b1?'],
    [{ gain: 2, m: 1 }, 'heavyBall has no option "m"; it has: b1, gain'],
    [{ toString: 1 }, 'heavyBall has no option "toString"; it has: b1, gain'],
    [{ b2: (count: number) => count }, 'heavyBall has no option "b2"; it has: b1, gain; did you mean b1?'],
  ])("refuses %j: %s", (options, message) => {
    expect(() => unchecked(options)).toThrow(new HyperparameterError(message));
  });

  it("says where it has no option at all", () => {
    const sign = rule({ name: "sign", text: "u = sign(g)" }) as (options: object) => RuleInstance;
    expect(() => sign({ b1: 0.9 })).toThrow(new HyperparameterError('sign has no option "b1"; it has: none'));
  });

  it("cannot be changed by what it was made from", () => {
    const hyper = { b1: 0.9 };
    const make = rule({ name: "test", hyper, text: "u = b1*g" });
    const options = { b1: 0.5 };
    const made = make(options);
    hyper.b1 = 0.1;
    options.b1 = 0.2;
    expect([make().hyper.b1, made.hyper.b1]).toEqual([0.9, 0.5]);
  });
});

describe("an initial value", () => {
  const initial = (value: number | string) =>
    rule({ name: "test", hyper: { h: 0.5 }, state: { s: value }, text: "s = g\nu = s" })().rule.state.s!;

  test.each([
    [0, "0", 0, []],
    [1e-6, "0.000001", 1e-6, []],
    [-2.5, "-2.5", -2.5, []],
    [1e21, "1e+21", 1e21, []],
    ["h", "h", 0.5, ["h"]],
    ["p", "p", 3, ["p"]],
    ["g^2", "g^2", 25, ["g"]],
    ["h*abs(g) - p", "h*abs(g) - p", -0.5, ["h", "g", "p"]],
  ])("may be %s", (given, text, value, names) => {
    const made = initial(given);
    expect(made.text).toBe(text);
    expect(evaluate(made.value, (name) => ({ h: 0.5, p: 3, g: -5 })[name]!)).toBe(value);
    expect(made.names).toEqual(new Set(names));
  });
});

describe("chain", () => {
  it("keeps its links in order and may be empty or nested", () => {
    const [a, b] = [momentum({ b1: 0.1 }), momentum({ b1: 0.2 })];
    const made = chain(a, chain(b), chain());
    expect(made).toBeInstanceOf(Chain);
    expect((made as Chain).links[0]).toBe(a);
    expect((made as Chain).links.slice(1)).toEqual([chain(b), chain()]);
  });
});
