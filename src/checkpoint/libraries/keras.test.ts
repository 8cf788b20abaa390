/** Variables of Keras' optimizers: descents that take them over go on to Keras' digits, and give back the same ones. */
import { describe, expect, test } from "vitest";
import { kerasOptimizers } from "../../../test/golden/states/optimizers.ts";
import { advance, begin, type Case, distance, golden } from "../../../test/golden/states/states.ts";
import { adam, type Optimizer, sgd } from "../../index.ts";
import { fromKeras, type KerasVariables, toKeras } from "./keras.ts";

interface KerasCase extends Case<KerasVariables> {
  readonly paths: Readonly<Record<string, string>>;
}

const all = golden<KerasCase>("keras");
const like = "keras";
const moments = { like, b1: 0.8, b2: 0.95, eps: 1e-6 } as const;
const imported = async (name: string, { state, before, paths: names } = all.cases[name]!) => {
  const descent = await begin(kerasOptimizers[name]!, all, before);
  await descent.restore(await fromKeras(descent, state, { names }));
  return descent;
};

test.each(Object.entries(all.cases))(
  "%s goes on as in Keras",
  async (name, { after, state, paths: names }) => {
    const descent = await imported(name);
    const exported = await toKeras(descent, { names });
    const last = (path: string) => path.slice(path.lastIndexOf("/") + 1);
    // Keras' SGD has no variables for a momentum of 0; nothing reads those of the export.
    expect(Object.keys(exported)).toEqual(expect.arrayContaining(Object.keys(state).map(last)));
    const again = await imported(name, { ...all.cases[name]!, state: exported });
    for (const of of [descent, again]) {
      advance(of, all, all.before);
      // Keras multiplies parameters by 1 - rate * decay before the step.
      expect(await distance(of, after)).toBeLessThan(1e-12);
    }
  },
);

describe("refuses", () => {
  const { state, before, paths: names } = all.cases.Adam!;
  const attempt = async (
    given: unknown,
    options: object = { names },
    optimizer: Optimizer = adam(moments),
  ) => {
    const descent = await begin(optimizer, all, before);
    return fromKeras(descent, given as KerasVariables, options).then(
      () => "",
      (error: Error) => `${error.name}: ${error.message}`,
    );
  };

  test("variables that lack something or have too much", async () => {
    const without = (name: string) =>
      Object.fromEntries(Object.entries(state).filter(([path]) => path !== name));
    expect(await attempt(without("adam/iteration"))).toBe(
      "OptimizerStateError: keras: there is no variable iteration",
    );
    expect(await attempt(without("adam/net_scale_velocity"))).toContain(
      'there is no variable net_scale_velocity, which Adam has for "scale"',
    );
    expect(await attempt({ ...state, "adam/net_other_velocity": [1] })).toContain(
      "the variable net_other_velocity belongs to no parameter of the descent, or to another optimizer",
    );
    expect(await attempt(state, {})).toContain(
      'there is no variable layer_weight_momentum, which Adam has for "layer.weight"',
    );
    expect(await attempt(state, {}, adam())).toContain("has another form of adam");
    expect(await attempt([])).toContain(
      "expected an object of the optimizer's variables by their paths; got an array",
    );
  });

  test("names of no parameter, or for two", async () => {
    expect(await attempt(state, { names: { layer: "net/layer" } })).toContain(
      'the descent has no parameter "layer"',
    );
    expect(await attempt(state, { names: { scale: "late" } })).toContain(
      '"scale" and "late" are both called "late" there; give names, { names: { "late": … } }',
    );
  });

  test("several rates", async () => {
    const { partition } = await import("../../index.ts");
    const descent = await begin(
      partition([
        ["late", sgd({ like, learningRate: 1 })],
        ["*", sgd({ like })],
      ]),
      all,
      before,
    );
    await expect(toKeras(descent)).rejects.toThrow(
      "keras: parameters have the rates 0.01, 1; an optimizer of Keras' has one",
    );
  });
});
