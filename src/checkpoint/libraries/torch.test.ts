/** torch's states: descents that take them over go on to torch's digits; what they give back is the same state. */
import { describe, expect, test } from "vitest";
import { torchOptimizers } from "../../../test/golden/states/optimizers.ts";
import { advance, begin, type Case, distance, golden } from "../../../test/golden/states/states.ts";
import {
  adam,
  adamw,
  amsgrad,
  chain,
  clipByGlobalNorm,
  emaParams,
  lamb,
  linear,
  type Optimizer,
  rmsprop,
  yogi,
} from "../../index.ts";
import { fromTorch } from "./from-torch.ts";
import { toTorch } from "./to-torch.ts";
import type { TorchState } from "./torch-state.ts";

interface TorchCase extends Case<TorchState> {
  readonly names: readonly string[];
}

const all = golden<TorchCase>("torch");
const like = "torch";
const cases = Object.entries(all.cases);

const imported = async (name: string, optimizer = torchOptimizers[name]!) => {
  const { state, names, before } = all.cases[name]!;
  const descent = await begin(optimizer, all, before);
  // A descent that has gone elsewhere before.
  advance(descent, all, 0, 3);
  const fresh = await begin(optimizer, all, before);
  const snapshot = await fromTorch(descent, state, name.endsWith("named") ? {} : { names });
  await descent.restore({ ...snapshot, params: (await fresh.snapshot()).params });
  return descent;
};

describe("goes on as torch does", () => {
  test.each(cases)("%s", async (name, { after }) => {
    const descent = await imported(name);
    advance(descent, all, all.before);
    expect(await distance(descent, after)).toBeLessThan(1e-13);
  });

  test("also the default forms, and through JSON", async () => {
    for (const [name, optimizer] of Object.entries({ Adam: adam(), AdamW: adamw(), AMSGrad: amsgrad() })) {
      const descent = await imported(name, optimizer);
      const { params, ...rest } = await descent.snapshot();
      await descent.restore(JSON.parse(JSON.stringify({ params, ...rest })));
      advance(descent, all, all.before);
      expect(await distance(descent, all.cases[name]!.after)).toBeLessThan(1e-12);
    }
  });
});

test.each(cases)("%s: the exported state is the imported one", async (name, { state, names }) => {
  const descent = await imported(name);
  const sizes = state.param_groups.map(({ params }) => params.length);
  const exported = await toTorch(descent, {
    names: sizes.map((size, i) => names.slice(i && sizes[i - 1]!).slice(0, size)),
  });
  const options = ({ param_groups }: TorchState) => param_groups.map(({ param_names: _, ...group }) => group);
  expect(options(exported)).toEqual(options(state));
  const plain = (value: unknown): unknown =>
    typeof value === "number" ? { shape: [], data: [value] } : value && { ...value };
  const entries = ({ state: of }: TorchState) =>
    Object.fromEntries(
      Object.entries(of).map(([place, entry]) => [
        place,
        Object.fromEntries(
          Object.entries(entry).map(([key, value]) => {
            const { shape, data } = plain(value) as { shape: number[]; data: number[] };
            return [key, { shape: [...shape], data: [...data] }];
          }),
        ),
      ]),
    );
  expect(entries(exported)).toEqual(entries(state));
});

test("counts: each parameter its own, the descent the largest or the one that is given", async () => {
  const descent = await imported("Adam");
  const { count, counts } = await descent.snapshot();
  expect(count).toBe(10);
  expect(Object.fromEntries(Object.entries(counts!).map(([path, of]) => [path, of.count]))).toEqual({
    "layer.weight": 10,
    "layer.bias": 7,
    scale: 10,
    late: 0,
  });
  const { state, names } = all.cases["SGD, momentum"]!;
  const heavy = await begin(torchOptimizers["SGD, momentum"]!, all, all.cases.Adam!.before);
  expect(await fromTorch(heavy, state, { names })).toMatchObject({
    count: 1,
    counts: { late: { count: 0 } },
  });
  expect(await fromTorch(heavy, state, { names, count: 400 })).toMatchObject({
    count: 400,
    counts: { late: { count: 0 }, scale: { count: 400 } },
  });
});

test("schedules stay, and hyperparameters too where restore is told so", async () => {
  const { state, names, before } = all.cases.AdamW!;
  const learningRate = linear({ init: 1, end: 0, steps: 20 });
  const descent = await begin(chain(clipByGlobalNorm(1), adamw({ learningRate })), all, before);
  const snapshot = await fromTorch(descent, state, { names });
  await descent.restore(snapshot);
  expect(descent.hyper).toMatchObject({
    learningRate: 0.55,
    b1: 0.8,
    b2: 0.95,
    weightDecay: 0.1,
    maxNorm: 1,
  });
  const other = await begin(chain(clipByGlobalNorm(1), adamw({ learningRate })), all, before);
  await other.restore(snapshot, { hyper: false });
  expect(other.hyper.b1).toBe(0.9);
});

describe("refuses", () => {
  const { state, names, before } = all.cases.Adam!;
  const attempt = async (
    change: Partial<Record<"state" | "groups", unknown>>,
    options: object = { names },
    optimizer: Optimizer = adam({ like }),
  ) => {
    const descent = await begin(optimizer, all, before);
    const given = {
      state: change.state ?? state.state,
      param_groups: change.groups ?? state.param_groups,
    } as TorchState;
    const message = await fromTorch(descent, given, options).then(
      () => "",
      (error: Error) => `${error.name}: ${error.message}`,
    );
    expect(message).toMatch(/^OptimizerStateError: torch: /);
    return message.slice("OptimizerStateError: torch: ".length);
  };
  const [group] = state.param_groups;
  const entry = state.state[0]!;

  test("names that are missing, surplus, unknown or given twice", async () => {
    expect(await attempt({}, {})).toContain("give their names in torch's order, { names: [...] }");
    expect(await attempt({}, { names: names.slice(1) })).toBe("names has 3 parameters, the state 4");
    expect(await attempt({}, { names: [...names.slice(1), "layer.wieght"] })).toBe(
      'the descent has no parameter "layer.wieght"; did you mean layer.weight?',
    );
    expect(await attempt({}, { names: [...names.slice(1), "scale"] })).toBe(
      'names has "scale" twice; each parameter has one place',
    );
    expect(await attempt({ groups: [{ ...group, params: [0, 1, 2] }] }, { names: names.slice(0, 3) })).toBe(
      'names does not have "late", which is a parameter of the descent',
    );
    expect(await attempt({}, { names: [names.slice(0, 2), names.slice(2)] })).toBe(
      "names has groups of 2, 2 parameters, the state of 4",
    );
    expect(await attempt({}, { names: { 0: "scale" } })).toContain(
      "names must be the paths of the parameters",
    );
  });

  test("states with other tensors, shapes, counts and places", async () => {
    const { exp_avg: m, exp_avg_sq: v, step } = entry;
    expect(await attempt({ state: { 0: { step, exp_avg: m } } })).toBe(
      'the state of "layer.weight" (place 0) has no exp_avg_sq, which Adam has',
    );
    expect(await attempt({ state: { 0: { ...entry, max_exp_avg_sq: v } } })).toBe(
      'the state of "layer.weight" (place 0) has max_exp_avg_sq, which Adam does not have',
    );
    expect(await attempt({ state: { 2: { ...entry } } })).toBe(
      'the state of "scale" (place 2): exp_avg has shape [2, 3]; the parameter has shape [1]',
    );
    expect(await attempt({ state: { 2: { step, exp_avg: [1, 2], exp_avg_sq: v } } })).toBe(
      'the state of "scale" (place 2): exp_avg has 2 elements; the parameter has 1',
    );
    expect(await attempt({ state: { 0: { exp_avg: m, exp_avg_sq: v } } })).toBe(
      'the state of "layer.weight" (place 0) has no step',
    );
    expect(await attempt({ state: { 0: { ...entry, step: 1.5 } } })).toContain("step must be a whole number");
    expect(await attempt({ state: { 4: entry } })).toBe("there is a state of place 4, which is in no group");
    expect(await attempt({ state: { 0: { ...entry, exp_avg: "many" } } })).toContain(
      'exp_avg must be a tensor; got "many"',
    );
    expect(await attempt({ state: 7 })).toContain("the state must be what optimizer.state_dict() gives");
  });

  test("other optimizers and other forms", async () => {
    const to = (optimizer: Optimizer, groups: unknown = undefined) =>
      attempt(groups ? { groups } : {}, { names }, optimizer);
    expect(await to(amsgrad({ like }))).toBe(
      'group 0 has amsgrad false; "layer.weight" has Adam with amsgrad here, with amsgrad true',
    );
    expect(await to(adam({ like }), [{ ...group, weight_decay: 0.1 }])).toBe(
      'group 0 has weight_decay 0.1; "layer.weight" has Adam here, with weight_decay 0',
    );
    expect(await to(adam({ like, maximize: true }))).toContain("has maximize false");
    expect(await to(adamw({ like }), [{ ...group, weight_decay: 0.1 }])).toContain(
      "has decoupled_weight_decay false",
    );
    expect(await to(rmsprop({ like }))).toContain("group 0 has no centered");
    expect(await to(adam({ like: "keras" }))).toMatch(
      /^"layer.weight" has another form of adam than its Adam: it has "u = sqrt.*choose the form with like$/,
    );
    expect(await to(yogi())).toContain(
      'the rules of "layer.weight" (yogi, scaleByLearningRate) are none of its optimizers\' (Adam, Adam with amsgrad, AdamW',
    );
    expect(await to(lamb())).toContain("are none of its optimizers'");
    expect(await to(chain(adam(), adam()))).toContain("are none of its optimizers'");
    expect(await to(emaParams(adam()))).toContain("are none of its optimizers'");
    expect(await to(adam({ like }), [{ ...group, lr: "high" }])).toContain(
      'group 0 must have a number as lr, as Adam has ("layer.weight"); got "high"',
    );
  });

  test("groups that one optimizer cannot have", async () => {
    const { state: two, names: order, before: from } = all.cases["two groups"]!;
    const descent = await begin(adamw({ like }), all, from);
    await expect(fromTorch(descent, two, { names: order })).rejects.toThrow(
      "torch: group 1: lr is 0.0025, torch: group 0: lr is 0.01; here both are learningRate: give them optimizers of their own with partition",
    );
    const parted = await begin(torchOptimizers["two groups"]!, all, from);
    await expect(toTorch(parted, { names: [order] })).resolves.toMatchObject({
      param_groups: [{ lr: 0.001 }],
    });
    parted.set({ "*.weight.learningRate": 1 });
    await expect(toTorch(parted, { names: [order] })).rejects.toThrow(
      "torch: group 0 of names has parameters with lr 1 and 0.001; a group of torch's has one",
    );
    expect((await toTorch(parted)).param_groups.map(({ params }) => params)).toEqual([[0], [1, 2, 3]]);
  });

  test("a number that float32 would round", async () => {
    const descent = await adam({ like }).init({ x: new Float32Array(1) });
    const rounded = { 0: { step: 1, exp_avg: [0.1], exp_avg_sq: [0.5] } };
    const one = { state: rounded, param_groups: [{ ...group, params: [0] }] } as TorchState;
    await expect(fromTorch(descent, one, { names: ["x"] })).rejects.toThrow(
      'torch: the state of "x" (place 0): exp_avg has 0.1, which float32 rounds',
    );
    rounded[0].exp_avg = [Math.fround(0.1)];
    await descent.restore(await fromTorch(descent, one, { names: ["x"] }));
    expect((descent.state.m as { x: Float32Array }).x[0]).toBe(Math.fround(0.1));
  });
});
