import { describe, expect, test } from "vitest";
import { muon } from "../../index.ts";
import { random } from "../random.ts";
import { type ModelOptions, modelFrom } from "./model-from.ts";

const shapes = (tree: unknown, path = ""): Record<string, string> => {
  if (typeof tree !== "object" || tree === null) return {};
  if ("shape" in tree) return { [path]: String(tree.shape) };
  const inner = Object.entries(tree).map(([key, child]) => shapes(child, path ? `${path}.${key}` : key));
  return Object.assign({}, ...inner);
};

describe("modelFrom", () => {
  test("names, shapes and JSON", () => {
    const model = modelFrom("mlp:5,4", { features: 3, task: "classes", classes: 7 });
    expect(JSON.parse(JSON.stringify(model))).toEqual({
      spec: "mlp:5,4",
      features: 3,
      task: "classes",
      classes: 7,
    });
    for (const one of [model, modelFrom(JSON.parse(JSON.stringify(model)))]) {
      expect(one.name).toBe("mlp:5,4");
      expect(shapes(one.init(random(1)))).toEqual({
        "layer1.weight": "3,5",
        "layer1.bias": "5",
        "layer2.weight": "5,4",
        "layer2.bias": "4",
        "layer3.weight": "4,7",
        "layer3.bias": "7",
      });
    }
    expect(model.init(random(1))).toEqual(model.init(random(1)));
    expect(model.init(random(1))).not.toEqual(model.init(random(2)));
  });

  test("the transformer has nanoGPT's number of parameters", () => {
    const params = modelFrom("char-transformer", { vocabulary: 65 }).init(random(0));
    const sizes = Object.values(shapes(params)).map((shape) =>
      shape.split(",").reduce((product, axis) => product * Number(axis), 1),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(804_096);
  });

  test("LeNet-5 has its number of parameters", () => {
    const sizes = Object.values(shapes(modelFrom("lenet").init(random(0)))).map((shape) =>
      shape.split(",").reduce((product, axis) => product * Number(axis), 1),
    );
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(61_706);
  });

  test("initial weights have the deviations that are said", () => {
    const { layer1 } = modelFrom("mlp:200", { features: 50, task: "regression" }).init(
      random(4),
    ) as unknown as {
      layer1: { weight: { data: Float32Array }; bias: { data: Float32Array } };
    };
    const { data } = layer1.weight;
    const second = data.reduce((sum, value) => sum + value ** 2, 0) / data.length;
    expect(second * 25).toBeGreaterThan(0.95);
    expect(second * 25).toBeLessThan(1.05);
    expect(layer1.bias.data.every((value) => value === 0)).toBe(true);
  });

  test.each([
    [
      "mpl:64",
      {},
      'there is no model "mpl:64"; there are linear, logistic, softmax, mlp, lenet, char-transformer; did you mean mlp?',
    ],
    ["", {}, 'there is no model ""'],
    ["mlp", { features: 2 }, 'the model "mlp" must be written mlp:64,64'],
    ["mlp:64,x", { features: 2 }, 'the model "mlp:64,x" must be written mlp:64,64'],
    ["mlp:64,,3", { features: 2 }, "must be written mlp:64,64"],
    ["linear:3", { features: 2 }, 'the model "linear:3" must be written linear'],
    ["linear", {}, "linear needs features, a whole number"],
    ["mlp:3", { features: 2 }, 'mlp:3 needs task: "regression" for numbers'],
    ["softmax", { features: 2 }, "softmax needs classes"],
    ["char-transformer:1,3,8,4", { vocabulary: 9 }, "the width must be a multiple of the heads; got 8 and 3"],
    ["char-transformer:1,2", { vocabulary: 9 }, "layers, heads, width, context"],
  ])("%s is refused", (spec, options, message) => {
    expect(() => modelFrom(spec, options)).toThrow(message);
  });

  test("misspelt options are refused", () => {
    expect(() => modelFrom("softmax", { featurs: 3 } as object)).toThrow('has no option "featurs"');
  });
});

describe("hidden weights", () => {
  /** Paths of the tensors that a model calls so. */
  const hidden = (spec: string, options: ModelOptions) => {
    const model = modelFrom(spec, options);
    const { matrices } = model.hiddenWeights ?? {};
    const chooses = (path: string) =>
      typeof matrices === "function" ? matrices(path, []) : (matrices as RegExp | undefined)?.test(path);
    return Object.keys(shapes(model.init(random(0)))).filter(chooses);
  };

  test.each<[string, ModelOptions, string[]]>([
    ["linear", { features: 3 }, []],
    ["softmax", { features: 3, classes: 4 }, []],
    ["mlp:5,4", { features: 3, task: "regression" }, ["layer1.weight", "layer2.weight"]],
    ["lenet", {}, ["conv1.weight", "conv2.weight", "dense1.weight", "dense2.weight"]],
    [
      "char-transformer:2,2,4,8",
      { vocabulary: 5 },
      [0, 1].flatMap((block) =>
        ["attention", "projection", "expand", "contract"].map((name) => `blocks.${block}.${name}`),
      ),
    ],
  ])("%s", (spec, options, paths) => {
    expect(hidden(spec, options)).toEqual(paths);
  });

  test("kernels are flattened: a row for each place and channel, a column for each map", async () => {
    const model = modelFrom("lenet");
    const descent = await muon({ ...model.hiddenWeights }).init(model.init(random(0)) as object);
    expect((await descent.snapshot()).matrices).toEqual({
      "conv1.weight": "as 25 x 6",
      "conv2.weight": "as 150 x 16",
    });
  });

  test("lie as inputs by outputs, and muon takes them as they are", async () => {
    const model = modelFrom("mlp:5,4", { features: 3, task: "regression" });
    expect(model.hiddenWeights?.layout).toBe("in,out");
    const text = await muon({ ...model.hiddenWeights }).explain({ params: model.init(random(0)) });
    expect(text).toContain("rowSize(g)/columnSize(g)");
  });
});
