/** What optimizers say of themselves: equations, passes, bytes, TeX, WebAssembly. Checks statements, not layout. */
import { describe, expect, test } from "vitest";
import { rule } from "../compose/rule.ts";
import {
  adafactor,
  adam,
  adamw,
  addDecayedWeights,
  chain,
  clipByGlobalNorm,
  dion,
  muon,
  partition,
  scaleByAdam,
  sgd,
  soap,
  tensor,
} from "../index.ts";

const clipped = chain(clipByGlobalNorm(1), adamw({ learningRate: () => 1e-3 }));

/** The line that begins a group, and the one below it. */
const overview = (text: string, group: string) => {
  const lines = text.split("\n");
  const at = lines.findIndex((line) => line.startsWith(group));
  return lines.slice(at, at + 2).join("\n");
};

describe("the text", () => {
  test("of clipped AdamW says that it takes two passes, of 4 and of 28 bytes", async () => {
    const text = await clipped.explain();
    expect(text).toContain(
      "clipByGlobalNorm, adam, addDecayedWeights, scaleByLearningRate\n  2 passes over memory, 32 bytes moved a parameter and step, 8 bytes of state a parameter (float32)",
    );
    const passes = text.slice(text.indexOf("Passes\n")).split("\n").slice(1, 6);
    expect(passes[0]).toMatch(/^ {2}stage 1, host: \d+ operations a step$/);
    expect(passes[1]).toBe("  stage 1: reads g, reduces by sumSquares: 4 bytes a parameter");
    expect(passes[2]).toBe("  stage 1, host: 1 reduction a step");
    expect(passes[3]).toMatch(/^ {2}stage 2, host: \d+ operations a step$/);
    expect(passes[4]).toMatch(/stage 2: reads (?=.*g)(?=.*m)(?=.*v).*, writes m v p: 28 bytes a parameter$/);
    expect(text).toContain("WebAssembly of pass 1 (");
    expect(text).toContain("WebAssembly of pass 2 (");
  });

  test("says how many processes and threads take a step, where there are several", async () => {
    const text = await adam().explain({ ranks: 4, threads: 2 });
    expect(text.split("\n")[0]).toBe("4 ranks x 2 threads");
    expect(text).toContain("8 bytes of state a parameter, 2 on each of 4 ranks that share it");
    expect((await adam().explain({ ranks: 2 })).split("\n")[0]).toBe("2 ranks x 1 thread");
    expect(await adam().explain()).not.toMatch(/ rank| thread/);
  });

  test("counts the host's work for slices: operations, inputs, reductions, states", async () => {
    const text = await adafactor().explain({ params: { w: tensor(new Float32Array(12), [3, 4]) } });
    const passes = text.slice(text.indexOf("Passes\n"), text.indexOf("WebAssembly"));
    expect(passes).toMatch(/host: \d+ operations a tensor, \d+ a matrix, \d+ a row, \d+ a column\n/);
    expect(passes).toMatch(/host: \d+ inputs? a row, \d+ a column\n/);
    expect(passes).toMatch(/host: .*reductions? .*a column/);
    expect(passes).toMatch(/end, host: 1 state a row, 1 a column\n/);
    expect(passes).not.toMatch(/reads ,|: 0 bytes|stage \d: (?!reads)/);
  });

  test("of one pass speaks of one pass", async () => {
    expect(await sgd().explain()).toContain(
      "scaleByLearningRate\n  1 pass over memory, 12 bytes moved a parameter and step, 0 bytes of state a parameter (float32)",
    );
  });

  test("counts in float64 where asked, or where the parameters are", async () => {
    const statement =
      "1 pass over memory, 56 bytes moved a parameter and step, 16 bytes of state a parameter (float64)";
    expect(await adam().explain({ dtype: "float64" })).toContain(statement);
    expect(await adam().explain({ params: { x: [1, 2] } })).toContain(statement);
  });

  test("has every rule's equations as they are written, hyperparameters and initial values", async () => {
    const text = await clipped.explain();
    for (const line of [
      "  clipByGlobalNorm: maxNorm = 1\n    u = g*min(1, maxNorm / globalNorm(g))",
      "  adam: b1 = 0.9, b2 = 0.999, eps = 1e-8\n    m = b1*m + (1 - b1)*g\n    v = b2*v + (1 - b2)*g^2",
      "    m starts at 0\n    v starts at 0",
      "  addDecayedWeights: weightDecay = 0.01\n    u = g + weightDecay*p",
      "  scaleByLearningRate: learningRate by a schedule\n    u = -learningRate*g",
      "    p = p + u",
    ]) {
      expect(text).toContain(line);
    }
  });

  test("labels the branches of a partition with their patterns, and the bytes of each", async () => {
    const optimizer = partition([
      ["*.bias", sgd()],
      ["*", adam()],
    ]);
    const text = await optimizer.explain();
    expect(overview(text, "*.bias: scaleByLearningRate")).toContain("1 pass over memory, 12 bytes");
    expect(overview(text, "*: adam, scaleByLearningRate")).toContain("1 pass over memory, 28 bytes");
  });

  test("labels groups with the parameters where they are given", async () => {
    const optimizer = chain(scaleByAdam(), addDecayedWeights(0.1, { where: "*.weight" }));
    const text = await optimizer.explain({
      params: {
        l1: { weight: new Float32Array(4), bias: new Float32Array(2) },
        l2: { weight: new Float32Array(4) },
      },
    });
    expect(overview(text, "l1.weight, l2.weight: adam, addDecayedWeights")).toContain("28 bytes");
    expect(overview(text, "l1.bias: adam\n".trim())).toContain("28 bytes");
  });

  test("of an empty chain says that it does nothing to the gradient", async () => {
    expect(await chain().explain()).toContain("nothing\n  1 pass over memory, 12 bytes");
  });
});

describe("the TeX", () => {
  test("of Adam shows moments, their corrections and the step", async () => {
    expect(await adam().explain({ format: "tex" })).toBe(
      [
        "\\begin{aligned}",
        "m_0 &= 0, \\quad v_0 = 0 \\\\",
        "m_t &= \\beta_1 m_{t-1} + \\left(1 - \\beta_1\\right) g_t \\\\",
        "v_t &= \\beta_2 v_{t-1} + \\left(1 - \\beta_2\\right) g_t^{2} \\\\",
        "\\hat{m}_t &= \\frac{m_t}{1 - \\beta_1^{t}} \\\\",
        "\\hat{v}_t &= \\frac{v_t}{1 - \\beta_2^{t}} \\\\",
        "u^{(1)}_t &= \\frac{\\hat{m}_t}{\\sqrt{\\hat{v}_t} + \\epsilon} \\\\",
        "u_t &= -\\eta u^{(1)}_t \\\\",
        "p_t &= p_{t-1} + u_t",
        "\\end{aligned}",
      ].join("\n"),
    );
  });

  test("tells old values from new ones", async () => {
    const delayed = rule({
      name: "delayed",
      hyper: { weightDecay: 0.1 },
      state: { last: 0, vMax: 0 },
      text: "step = last + weightDecay*p\n last = g\n vMax = max(vMax, step)\n u = step + last + vMax",
    });
    const tex = await delayed().explain({ format: "tex" });
    expect(tex).toContain("\\mathrm{step}_t &= \\mathrm{last}_{t-1} + \\lambda p_{t-1}");
    expect(tex).toContain("v^{\\mathrm{max}}_t &= \\max(v^{\\mathrm{max}}_{t-1}, \\mathrm{step}_t)");
    expect(tex).toContain("u_t &= \\mathrm{step}_t + \\mathrm{last}_t + v^{\\mathrm{max}}_t");
  });

  test("has a block for each branch of a partition", async () => {
    const optimizer = partition([
      ["a", sgd()],
      ["*", adam()],
    ]);
    expect((await optimizer.explain({ format: "tex" })).match(/\\begin\{aligned\}/g)).toHaveLength(2);
  });
});

describe("the WebAssembly", () => {
  test("is the modules' text, one for each pass, and nothing else", async () => {
    const text = await clipped.explain({ format: "wasm" });
    expect(text.match(/^\(module$/gm)).toHaveLength(2);
    expect(text.startsWith("(module\n")).toBe(true);
    expect(text).toContain("f32x4.");
    expect(await clipped.explain()).toContain(text.slice(0, text.indexOf("(module", 1)).trim());
    expect(await clipped.explain({ format: "wasm", dtype: "float64" })).not.toContain("f32x4.");
  });
});

describe("the WGSL", () => {
  test("has every kernel once, and says what it does and how often", async () => {
    const params = { w: tensor(new Float32Array(12), [4, 3]), b: new Float32Array(3) };
    const text = await muon({ matrices: /^w$/, layout: "out,in" }).explain({ params, format: "wgsl" });
    const kernels = text.split(/^(?=\/\/ )/m);
    expect(new Set(kernels).size).toBe(kernels.length);
    for (const kernel of kernels) expect(kernel.match(/@compute/g)).toHaveLength(1);
    expect(text).toMatch(/^\/\/ step: orthogonalize, product \(\d+ times\)$/m);
    expect(text).toMatch(/^\/\/ step: elements$/m);
  });

  test("of what a GPU does not do is an error, as in init", async () => {
    await expect(adam().explain({ dtype: "float64", format: "wgsl" })).rejects.toThrow(
      '"webgpu" has no float64: give Float32Array',
    );
    const params = { w: tensor(new Float32Array(12), [4, 3]) };
    await expect(soap({ matrices: "*" }).explain({ params, format: "wgsl" })).rejects.toThrow(
      'device "webgpu" cannot carry soap out: it lacks eigenvectors of matrices',
    );
    const steps = dion({ matrices: "*", scale: "none" });
    await expect(steps.explain({ params, format: "wgsl" })).rejects.toThrow(
      'device "webgpu" cannot carry dion out: it lacks random matrices, QR factorisations, columns over their norms, choices between matrices; use "wasm", "native" or "js"',
    );
  });
});

test("a parameter that no pattern matches is an error here as in init", async () => {
  const optimizer = partition([["*.bias", sgd()]]);
  await expect(optimizer.explain({ params: { weight: [1] } })).rejects.toThrow(
    'no pattern of the partition matches "weight"',
  );
  expect(await optimizer.explain()).toContain("12 bytes");
});

test("branches that no text names, by function or expression, can be explained with parameters", async () => {
  const optimizer = partition([
    [/bias$/, sgd()],
    [(path) => path === "x", adam()],
  ]);
  const text = await optimizer.explain({ params: { bias: new Float32Array(1), x: new Float32Array(1) } });
  expect(overview(text, "bias: ")).toContain("12 bytes");
  expect(overview(text, "x: ")).toContain("28 bytes");
});

test("says which matrices come to a rule as their transposes", async () => {
  const wide = await muon({ matrices: "*", layout: "out,in" }).explain();
  expect(wide).toMatch(
    /orthogonalize: .*\n {4}\(a matrix with more rows than columns comes as its transpose\)\n {4}X = /,
  );
  const tall = await dion({ matrices: "*", layout: "out,in" }).explain();
  expect(tall).toMatch(/dion: .*\n {4}\(a matrix with fewer rows than columns comes as its transpose\)\n/);
  expect(await soap({ matrices: "*" }).explain()).not.toContain("transpose");
});
