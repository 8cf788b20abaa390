/** What Muon promises beside the table of conformance: who is asked for what, extreme matrices, how orthogonal steps are, equal bits. */
import { describe, expect, test } from "vitest";
import {
  adamuon,
  chain,
  dion,
  muon,
  normuon,
  type Optimizer,
  PartitionError,
  rows,
  scaleByLearningRate,
  tensor,
} from "../index.ts";
import { orthogonalize } from "../transforms/orthogonalize.ts";

const model = () => ({
  embed: tensor(new Float64Array(12).fill(1), [4, 3]),
  block: { weight: tensor(new Float64Array(6).fill(1), [2, 3]), bias: new Float64Array(2) },
  conv: tensor(new Float64Array(8).fill(1), [2, 1, 2, 2]),
});

/** Random numbers that do not depend on the engine. */
function* noise(seed: number): Generator<number> {
  for (let x = seed >>> 0 || 1; ; ) {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    yield x / 2 ** 31 - 1;
  }
}

const randomly = (size: number, seed: number): Float64Array => {
  const numbers = noise(seed);
  return Float64Array.from({ length: size }, () => numbers.next().value as number);
};

/** The step of an optimizer on one matrix of zeros. */
async function stepOf(
  optimizer: Optimizer,
  gradient: ArrayLike<number>,
  [rows, columns]: readonly [number, number],
  {
    device = "js",
    type = Float64Array,
  }: { device?: "js" | "wasm"; type?: typeof Float64Array | typeof Float32Array } = {},
): Promise<Float64Array> {
  const descent = await optimizer.init({ w: tensor(new type(rows * columns), [rows, columns]) }, { device });
  descent.step({ w: type.from(gradient) } as never);
  const moved = Float64Array.from(descent.params.w.data, (value) => -value);
  descent.dispose();
  return moved;
}

const orthogonal = (options: object = {}) =>
  chain(orthogonalize({ eps: 1e-7, ...options }), scaleByLearningRate(1));

/** Singular values, from the eigenvalues of A A' by cyclic Jacobi rotations. */
function singularValues(a: ArrayLike<number>, rows: number, columns: number): number[] {
  const s = Array.from({ length: rows }, (_, i) =>
    Array.from({ length: rows }, (_, j) => {
      let sum = 0;
      for (let k = 0; k < columns; k++) sum += a[i * columns + k]! * a[j * columns + k]!;
      return sum;
    }),
  );
  for (let sweep = 0; sweep < 30; sweep++)
    for (let p = 0; p < rows; p++)
      for (let q = p + 1; q < rows; q++) {
        if (Math.abs(s[p]![q]!) < 1e-300) continue;
        const theta = (s[q]![q]! - s[p]![p]!) / (2 * s[p]![q]!);
        const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const c = 1 / Math.hypot(t, 1);
        for (let k = 0; k < rows; k++) {
          const [x, y] = [s[k]![p]!, s[k]![q]!];
          s[k]![p] = c * x - t * c * y;
          s[k]![q] = t * c * x + c * y;
        }
        for (let k = 0; k < rows; k++) {
          const [x, y] = [s[p]![k]!, s[q]![k]!];
          s[p]![k] = c * x - t * c * y;
          s[q]![k] = t * c * x + c * y;
        }
      }
  return s.map((row, i) => Math.sqrt(Math.max(0, row[i]!))).sort((x, y) => y - x);
}

describe("what the user has to say", () => {
  test("matrices has no default: the error lists all tensors of two or more axes", async () => {
    const made = muon({ layout: "out,in" });
    await expect(made.init(model())).rejects.toThrow(PartitionError);
    await expect(made.init(model())).rejects.toThrow(
      'muon: matrices says which tensors are hidden weights and has no default; tensors of two or more axes are: "embed" 4 x 3, "block.weight" 2 x 3, "conv" 2 x 1 x 2 x 2.',
    );
    await expect(made.explain()).rejects.toThrow("muon: matrices says which tensors are hidden weights");
  });

  test("layout has none either where the scale depends on it", async () => {
    await expect(muon({ matrices: "block.weight" }).init(model())).rejects.toThrow(
      'muon: layout has no default, since the scale "original" depends on which axis is a weight\'s output: give "out,in" where weights lie as in PyTorch',
    );
    const descent = await muon({ matrices: "block.weight", scale: "matchRms" }).init(model());
    descent.dispose();
  });

  test("tensors without matrices are refused by path and shape", async () => {
    await expect(muon({ matrices: "*.bias", layout: "out,in" }).init(model())).rejects.toThrow(
      'muon: matrices takes "block.bias", which has the shape [2] and is no matrix: narrow the pattern, or give it its shape with tensor(data, [rows, columns])',
    );
    const plain = { w: new Float32Array(4) };
    await expect(muon({ layout: "out,in" }).init(plain)).rejects.toThrow(
      "tensors of two or more axes are: none (an array has one axis: give it its shape with tensor(data, [rows, columns]))",
    );
  });

  test("explain doubts tensors of four axes as batches, unless shapes says how they are matrices", async () => {
    const text = (options: object) =>
      muon({ matrices: "conv", layout: "out,in", ...options }).explain({ params: model() });
    expect(await text({})).toContain(
      'Caution: muon takes "conv" as 2 matrices of 2 x 2: say shapes: "flatten" if it is the kernel of a convolution',
    );
    expect(await text({ shapes: "flatten" })).not.toContain("Caution");
    const json = await muon({ matrices: "conv", layout: "out,in" }).explain({
      params: model(),
      format: "json",
    });
    const cautions = JSON.parse(json).flatMap((group: { cautions: string[] }) => group.cautions);
    expect(cautions).toEqual([expect.stringContaining('muon takes "conv" as 2 matrices of 2 x 2')]);
  });

  test("explain doubts embeddings and shows who gets what", async () => {
    const text = await muon({ matrices: /embed|weight/, layout: "out,in" }).explain({ params: model() });
    expect(text).toContain('Caution: muon takes "embed" as a hidden weight, and its path has "embed"');
    expect(text).not.toContain('takes "block.weight"');
    expect(text).toContain("    repeat 5 {\n      A = X @ X'\n      X = a*X + (b*A + c*A @ A) @ X\n    }");
    expect(text).toMatch(/orthogonalize: 5 products of matrices, 10 by half for each of 2 tensors/);
  });
});

describe("what belongs to whole matrices", () => {
  const begun = (options: object = {}) =>
    muon({ matrices: "block.weight", layout: "out,in", adamLearningRate: 0.1 }).init(model(), options);

  test("gradients of some rows are refused, of a matrix and of all its rows alike", async () => {
    const descent = await begun();
    const given = { embed: null, block: { weight: rows([0], new Float64Array(3)), bias: null }, conv: null };
    expect(() => descent.step(given as never)).toThrow(/block\.weight.*(momentum|orthogonalize)/s);
    // Those of tensors that AdamW steps are taken.
    descent.step({
      embed: rows([1], new Float64Array(3).fill(1)),
      block: { weight: null, bias: null },
      conv: null,
    } as never);
    expect(descent.params.embed.data[3]).toBeLessThan(1);
    descent.dispose();
  });

  test("hyperparameters of the two optimizers have their names", async () => {
    const descent = await begun();
    expect(descent.hyper).toMatchObject({
      "muon.learningRate": 0.02,
      "muon.weightDecay": 0,
      "adamw.learningRate": 0.1,
      "adamw.weightDecay": 0,
      momentum: 0.95,
      b1: 0.9,
    });
    descent.set({ "adamw.learningRate": 0.2 } as never);
    descent.dispose();
  });
});

describe("singular values after five iterations", () => {
  test.each([
    [2, 2],
    [8, 8],
    [16, 40],
    [40, 16],
    [64, 64],
  ])(
    "of a random %d x %d matrix are within [0.3, 1.3] where they were a thousandth of the norm or more",
    async (rows, columns) => {
      const gradient = randomly(rows * columns, 7 + rows);
      const length = Math.hypot(...gradient);
      const before = rows <= columns ? singularValues(gradient, rows, columns) : undefined;
      const made = await stepOf(orthogonal(), gradient, [rows, columns]);
      const turned = (a: Float64Array) => a.map((_, i) => a[(i % rows) * columns + Math.floor(i / rows)]!);
      const after =
        rows <= columns ? singularValues(made, rows, columns) : singularValues(turned(made), columns, rows);
      const small = (before ?? singularValues(turned(gradient), columns, rows)).filter(
        (one) => one < 1e-3 * length,
      ).length;
      const kept = after.slice(0, after.length - small);
      expect(Math.max(...kept)).toBeLessThan(1.3);
      expect(Math.min(...kept)).toBeGreaterThan(0.3);
    },
  );

  test("grow by 3.4445 an iteration where they are tiny", async () => {
    const made = await stepOf(orthogonal(), [1, 0, 0, 1e-6], [2, 2]);
    expect(made[3]! / 1e-6 / 3.4445 ** 5).toBeCloseTo(1, 3);
  });
});

describe("matrices at the edge", () => {
  test("zeros give a step of zeros, in every form", async () => {
    for (const isClamped of [false, true])
      expect(
        (await stepOf(orthogonal({ isClamped }), new Float64Array(6), [2, 3])).every((x) => x === 0),
      ).toBe(true);
  });

  test.each([
    [1, 5],
    [5, 1],
  ] as const)("%d x %d gives a multiple of the gradient of length 0.7 to 1.2", async (rows, columns) => {
    const gradient = randomly(5, 3);
    const made = await stepOf(orthogonal(), gradient, [rows, columns]);
    const length = Math.hypot(...made);
    expect(length).toBeGreaterThan(0.68);
    expect(length).toBeLessThan(1.21);
    const ratio = length / Math.hypot(...gradient);
    for (const [i, value] of gradient.entries()) expect(made[i]! / value).toBeCloseTo(ratio, 12);
  });

  test("of rank one keeps its rank", async () => {
    const left = randomly(4, 5);
    const right = randomly(6, 6);
    const gradient = Float64Array.from({ length: 24 }, (_, i) => left[Math.floor(i / 6)]! * right[i % 6]!);
    const [first, ...others] = singularValues(await stepOf(orthogonal(), gradient, [4, 6]), 4, 6);
    expect(first).toBeGreaterThan(0.68);
    expect(Math.max(...others)).toBeLessThan(1e-7);
  });
});

describe("equal bits", () => {
  test.each([
    [3, 5],
    [33, 20],
    [70, 70],
  ] as const)("js and wasm, %d x %d, float32", async (rows, columns) => {
    const gradient = randomly(rows * columns, rows);
    const optimizer = muon({ matrices: "*", layout: "in,out", weightDecay: 0.1 });
    const [one, other] = await Promise.all(
      (["js", "wasm"] as const).map((device) =>
        stepOf(optimizer, gradient, [rows, columns], { device, type: Float32Array }),
      ),
    );
    expect(other).toEqual(one);
  });

  test("float32 is within 1e-4 of float64", async () => {
    const gradient = Float64Array.from(randomly(48 * 64, 9), Math.fround);
    const exact = await stepOf(orthogonal(), gradient, [48, 64]);
    const near = await stepOf(orthogonal(), gradient, [48, 64], { type: Float32Array });
    const off = Math.hypot(...near.map((value, i) => value - exact[i]!));
    expect(off / Math.hypot(...exact)).toBeLessThan(1e-4);
  });
});

describe("names of hyperparameters while running", () => {
  test.each([
    ["muon", muon, { eps: "orthogonalize" }],
    ["normuon", normuon, { eps: "normuon", b2: "normuon" }],
    ["adamuon", adamuon, { eps: "adamuon", b2: "adamuon" }],
    ["dion", dion, { eps: "dion" }],
  ] as const)("%s: one alone is of both optimizers, a qualified one of one", async (name, make, rules) => {
    const optimizer = make({ matrices: "w", layout: "out,in" });
    const descent = await optimizer.init({ w: tensor(new Float32Array(6), [2, 3]), b: new Float32Array(2) });
    const pairs: readonly (readonly [name: string, ofMatrices: string, ofOthers: string])[] = [
      ...["learningRate", "weightDecay"].map((one) => [one, `${name}.${one}`, `adamw.${one}`] as const),
      ...Object.entries(rules).map(([one, rule]) => [one, `${rule}.${one}`, `adam.${one}`] as const),
    ];
    for (const [one, ofMatrices, ofOthers] of pairs) {
      const valuesAfter = (set: object) => {
        descent.set(set);
        descent.step();
        const values = descent.hyper as Readonly<Record<string, unknown>>;
        return [values[ofMatrices], values[ofOthers]];
      };
      expect(valuesAfter({ [one]: 0.25 })).toEqual([0.25, 0.25]);
      expect(valuesAfter({ [ofMatrices]: 0.5 })).toEqual([0.5, 0.25]);
      expect(valuesAfter({ [ofOthers]: 0.125 })).toEqual([0.5, 0.125]);
    }
  });
});
