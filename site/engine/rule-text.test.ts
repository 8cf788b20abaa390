import * as glissade from "glissade";
import { describe, expect, it } from "vitest";
import { everything } from "./everything.ts";
import { matrixMethods } from "./experiment.ts";
import { parseRuleText } from "./rule-text.ts";
import { RuleTextError } from "./rule-text-error.ts";

/** Parameters after some steps on gradients that any two optimizers share. */
async function pathOf(optimizer: glissade.Optimizer): Promise<string> {
  const descent = await optimizer.init({ p: new Float64Array([1.5, -2, 0.25]) }, { device: "js" });
  const { p } = descent.params;
  for (let step = 1; step <= 50; step++) {
    const loss = p.reduce((sum, value) => sum + value * value, 0);
    descent.step({ p: p.map((value, index) => 2 * value + (index + 1) / step - 0.3) }, { loss });
  }
  return p.join();
}

const failureOf = (text: string): RuleTextError => {
  try {
    parseRuleText(text);
  } catch (error) {
    if (error instanceof RuleTextError) return error;
    throw error;
  }
  throw new Error("it was read");
};

const adam = `hyper b1 = 0.9, b2 = 0.999, eps = 1e-8   # the paper's
state m = 0, v = 0
m = b1*m + (1 - b1)*g
v = b2*v + (1 - b2)*g^2
u = (m/(1 - b1^t)) / (sqrt(v/(1 - b2^t)) + eps)`;

describe("a rule typed from its paper", () => {
  it.each([
    ["Adam", adam, glissade.adam],
    [
      "LaProp",
      `hyper b1 = 0.9, b2 = 0.999, eps = 1e-15
       state m = 0, n = 0
       n = b2*n + (1 - b2)*g^2
       m = b1*m + (1 - b1)*g / (sqrt(n / (1 - b2^t)) + eps)
       u = m / (1 - b1^t)`,
      glissade.laprop,
    ],
    [
      "Yogi",
      `state m = 0, v = 1e-6
       hyper b1 = 0.9, b2 = 0.999, eps = 1e-3
       m = b1*m + (1 - b1)*g
       v = v - (1 - b2)*sign(v - g^2)*g^2
       u = (m/(1 - b1^t)) / (sqrt(v/(1 - b2^t)) + eps)`,
      glissade.yogi,
    ],
    [
      "Lion",
      `hyper b1 = 0.9, b2 = 0.99
       state m = 0
       c = b1*m + (1 - b1)*g
       m = b2*m + (1 - b2)*g
       u = sign(c)`,
      glissade.lion,
    ],
  ] as const)("has the bits of the library's %s", async (_, text, make) => {
    const learningRate = 0.03;
    expect(await pathOf(parseRuleText(text).optimizer(learningRate))).toBe(
      await pathOf(make({ learningRate })),
    );
  });

  it("takes the new parameter as papers write it", async () => {
    const lines = adam.split("\n");
    const direction = lines.at(-1)?.replace("u = ", "") as string;
    const typed = [...lines.slice(0, -1), `p = p - learningRate*${direction}`].join("\n");
    const rule = parseRuleText(typed);
    expect(rule).toMatchObject({ gives: "parameter", rate: "learningRate" });
    const inOne = `${lines.slice(0, -1).join("\n")}\nu = lr*${direction}`;
    expect(parseRuleText(inOne)).toMatchObject({ gives: "step", rate: "lr" });
    expect(await pathOf(rule.optimizer(0.1))).toBe(await pathOf(parseRuleText(inOne).optimizer(0.1)));
  });

  it("takes a u that the new parameter is made of", async () => {
    const typed = adam.replace("u = ", "u = lr*");
    expect(await pathOf(parseRuleText(`${typed}\np = p - u`).optimizer(0.1))).toBe(
      await pathOf(parseRuleText(typed).optimizer(0.1)),
    );
  });

  it("types AdaBound from its paper", async () => {
    const text = `hyper b1 = 0.9, b2 = 0.999, finalRate = 0.1
state m = 0, v = 0
m = b1*m + (1 - b1)*g
v = b2*v + (1 - b2)*g^2
lower = finalRate*(1 - 1/((1 - b2)*t + 1))
upper = finalRate*(1 + 1/((1 - b2)*t))
eta = clip(learningRate/sqrt(v), lower, upper)/sqrt(t)
p = p - eta*m`;
    const descent = await parseRuleText(text)
      .optimizer(0.001)
      .init({ p: [1] }, { device: "js" });
    descent.step({ p: [2] });
    // m = 0.2, v = 0.004, the rate is 0.001 / sqrt(0.004) within [0.0001, 100.1].
    expect(descent.params.p[0]).toBeCloseTo(1 - (0.001 / Math.sqrt(0.004)) * 0.2, 12);
  });

  it("subtracts p from a new parameter that does not begin with it", async () => {
    const descent = await parseRuleText("hyper decay = 0.5\np = (1 - decay)*p - lr*g")
      .optimizer(0.25)
      .init({ p: [8] }, { device: "js" });
    descent.step({ p: [4] });
    expect(descent.params.p[0]).toBe(3);
  });

  it("takes expressions as initial values, and numbers that are computed", async () => {
    const text =
      "hyper third = 1/3\nstate first = g, start = p, big = max(abs(g), 1)\nfirst = first\nstart = start\nbig = big\nu = first + third";
    const descent = await parseRuleText(text)
      .optimizer(1)
      .init({ p: [1] }, { device: "js" });
    descent.step({ p: [3] });
    expect(descent.params.p[0]).toBe(1 - (3 + 1 / 3));
  });
});

describe("a mistake", () => {
  it.each([
    ["u = q", 1, 5, 1, 'unknown name "q"'],
    ["\n\n  u = g*bb1  # so", 3, 9, 3, 'unknown name "bb1"'],
    ["hyper beta = 0.9\nu = g*betta", 2, 7, 5, "did you mean beta?"],
    ["hyper b1 = 0.9\nu = g*b2", 2, 7, 2, "declare it: hyper b2 = 0.999"],
    ["u = sqr(g)", 1, 5, 3, "did you mean sqrt"],
    ["hyper b1\nu = g", 1, 7, 2, "names with their values"],
    ["hyper b1 = 1.5\nu = g", 1, 7, 2, "b1 must be in [0, 1); got 1.5"],
    ["hyper b1 = 0.9, b1 = 0.8\nu = g", 1, 17, 2, "declared twice"],
    ["hyper a = q\nu = g", 1, 11, 1, "a number"],
    ["state m = 0\nu = g", 1, 7, 1, "never assigned"],
    ["state m = 0, v = 3*qq\nm = m\nv = v\nu = g", 1, 20, 2, 'unknown name "qq"'],
    ["state g = 0\ng = g\nu = g", 1, 7, 1, "the name is taken"],
    ["m = g", 1, 5, 1, "the last line is missing"],
    ["u = g\np = p - lr*u + v", 2, 16, 1, 'unknown name "v"'],
    ["u = g > 0\np = p - u", 2, 7, 1, "takes a number here"],
    ["p = p - lr*g\nq = p", 2, 1, 1, "the last line"],
    ["p = (p) - q", 1, 11, 1, 'unknown name "q"'],
    ["p = (p) - *g", 1, 11, 1, "expected a value"],
    ["p = p - q", 1, 9, 1, 'unknown name "q"'],
    ["p =p>g", 1, 1, 1, '"p" must be a number'],
    ["u = g**2", 1, 7, 1, 'written with "^"'],
    ["m = 0.9*m + g\nu = m", 1, 9, 1, "declare it as a state"],
    ["u = learningRate*lr*g", 1, 18, 2, "use one of them"],
    ["u = β*g", 1, 5, 1, "unexpected character"],
    ["u = g +", 1, 8, 1, "expected a value"],
    ["hyper __proto__ = 1\nu = g", 1, 7, 9, "cannot be declared"],
    ["u = constructor", 1, 5, 11, "unknown name"],
  ])("in %j stands at its place", (text, line, column, length, message) => {
    const { place, message: said } = failureOf(text);
    expect({ ...place, said }).toEqual({ line, column, length, said: expect.stringContaining(message) });
    expect(said).not.toContain("\n");
  });

  it("offers what would mend it", () => {
    const text = "hyper beta = 0.9\nu = g*bta + alpha";
    const { fixes } = failureOf(text);
    expect(fixes.map(({ label }) => label)).toEqual(["beta", "hyper bta = 0.5", "state bta = 0"]);
    expect(fixes[0]).toEqual({ label: "beta", line: 2, column: 7, remove: 3, insert: "beta" });
    expect(fixes[1]).toEqual({
      label: "hyper bta = 0.5",
      line: 1,
      column: 1,
      remove: 0,
      insert: "hyper bta = 0.5\n",
    });
    expect(failureOf("u = g/eps").fixes[0]?.insert).toBe("hyper eps = 1e-8\n");
    expect(failureOf("hyper b2 = 0.9\nu = b1*b2*g").fixes[0]?.insert).toBe("hyper b1 = 0.9\n");
    expect(failureOf("u = alpha*g").fixes[0]?.insert).toBe("learningRate");
    expect(failureOf("m = 0.9*m + g\nu = m").fixes.map(({ insert }) => insert)).toEqual(["state m = 0\n"]);
    expect(failureOf("u = g**2").fixes[0]).toMatchObject({ column: 6, remove: 2, insert: "^" });
  });
});

describe("a hostile text", () => {
  it.each([
    ["long", "u = g".padEnd(5000, "+g")],
    ["nested", `u = ${"(".repeat(1900)}g${")".repeat(1900)}`],
    ["powers", `u = ${"g^".repeat(1900)}g`],
    ["many signs", `u = ${"-".repeat(3900)}g`],
    ["many commas", `hyper ${",".repeat(3900)}`],
    ["open", `state m = ${"(".repeat(3900)}`],
  ])("that is %s is refused", (_, text) => {
    expect(failureOf(text)).toBeInstanceOf(RuleTextError);
  });
});

describe("the library's own text of an optimizer", () => {
  const options = {
    adafactor: {},
    adamw: { weightDecay: 0.1 },
    sgd: { momentum: 0.9, nesterov: true },
  } as Record<string, object>;
  // Those of whole matrices are no rules of elements, and say so.
  const ofElements = Object.entries(everything.optimizers).filter(([name]) => !matrixMethods.includes(name));
  it.each(ofElements)("%s, typed, has the same bits", async (name, make) => {
    const own = make({ ...options[name], learningRate: 0.03 });
    const { text } = await own.asRule({ params: { p: new Float64Array(3) } });
    expect(await pathOf(parseRuleText(text).optimizer(0.03))).toBe(await pathOf(own));
  });
});
