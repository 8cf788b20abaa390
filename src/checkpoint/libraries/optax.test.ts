/** optax' states: descents that take them over go on to optax' digits, and give back the same fields. */
import { describe, expect, test } from "vitest";
import { optaxOptimizers } from "../../../test/golden/states/optimizers.ts";
import { advance, begin, type Case, distance, golden } from "../../../test/golden/states/states.ts";
import { adam, type Optimizer, sgd } from "../../index.ts";
import { fromOptax, type OptaxState, toOptax } from "./optax.ts";

const all = golden<Case<OptaxState>>("optax");
const imported = async (name: string, { state, before } = all.cases[name]!) => {
  const descent = await begin(optaxOptimizers[name]!, all, before);
  await descent.restore(await fromOptax(descent, state));
  return descent;
};

test.each(Object.entries(all.cases))("%s goes on as in optax", async (name, { after }) => {
  const descent = await imported(name);
  const again = await imported(name, { ...all.cases[name]!, state: await toOptax(descent) });
  for (const of of [descent, again]) {
    advance(of, all, all.before);
    expect(await distance(of, after)).toBeLessThan(1e-13);
  }
});

test("fields by path, and the count", async () => {
  const { count, ...fields } = await toOptax(await imported("partition"));
  expect(count).toBe(10);
  expect(Object.entries(fields).map(([field, values]) => [field, Object.keys(values)])).toEqual([
    ["mu", ["layer.weight", "layer.bias", "scale", "late"]],
    ["nu", ["layer.weight", "layer.bias", "scale", "late"]],
    ["trace", ["layer.bias", "scale", "late"]],
  ]);
});

describe("refuses", () => {
  const { state, before } = all.cases.adam!;
  const [moment] = state as unknown as [Readonly<Record<string, OptaxState>>];
  const attempt = async (given: OptaxState, optimizer: Optimizer = optaxOptimizers.adam!) => {
    const descent = await begin(optimizer, all, before);
    return fromOptax(descent, given).then(
      () => "",
      (error: Error) => `${error.name}: ${error.message}`,
    );
  };

  test("states that lack something or have too much", async () => {
    const { mu, nu, count } = moment;
    expect(await attempt([])).toBe(
      'OptimizerStateError: optax: the state has no mu of "layer.weight", which adam has; it has nothing of the kind',
    );
    expect(await attempt({ mu: mu!, count: count! })).toContain(
      'no nu of "layer.weight", which adam has; it has mu',
    );
    expect(await attempt({ ...moment, nu_max: nu! })).toContain(
      'the state has nu_max of "late", which adam does not have there',
    );
    expect(await attempt({ ...moment, nu: { ...(nu as object), extra: [1] } })).toContain(
      'the state has nu of "extra", which is no parameter of the descent',
    );
    expect(await attempt([moment, moment])).toContain('the state has mu of "late" twice');
    expect(await attempt([moment, { count: 3 }])).toContain("the state has counts 10, 3");
    expect(await attempt({ ...moment, count: -1 })).toContain(
      "count must be a whole number, at least 0; got -1",
    );
    expect(await attempt({ ...moment, mu: { ...(mu as object), scale: [1, 2] } })).toContain(
      'mu of "scale" has 2 elements; the parameter has 1',
    );
  });

  test("other forms", async () => {
    expect(await attempt(state, adam())).toContain('"layer.weight" has another form of adam than its adam');
    expect(await attempt(state, sgd())).toContain(
      'the state has mu of "late", which sgd does not have there',
    );
  });
});
