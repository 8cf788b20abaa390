/**
 * Operations that targets do not have, written with those they have, so that all targets give the same bits.
 * Applied to values that change with the element; the host evaluates the operations themselves.
 */
import type { Call, Graph, Node } from "../expr/graph.ts";
import type { DType } from "./groups.ts";

/** The node itself if every target has its operation, else the same value in simpler operations. */
export function lower(graph: Graph, dtype: DType, node: Call): Node {
  const [a, b] = node.args as [Node, Node];
  switch (node.op) {
    case "sign": {
      const zero = graph.constant(0);
      // sign(-0) is -0 and sign(NaN) is NaN, as in IEEE arithmetic and in Math.sign.
      const negative = graph.call("where", graph.call("lt", a, zero), graph.constant(-1), a);
      return graph.call("where", graph.call("gt", a, zero), graph.constant(1), negative);
    }
    case "exp":
      return lowerExp(graph, dtype, a);
    case "log":
      return lowerLog(graph, dtype, a);
    case "pow":
      return graph.call("exp", graph.call("mul", b, graph.call("log", a)));
    default:
      return node;
  }
}

/** a0 + x*(a1 + x*(a2 + ...)). */
const horner = (graph: Graph, x: Node, coefficients: readonly number[]): Node =>
  coefficients
    .slice(0, -1)
    .reduceRight<Node>(
      (sum, coefficient) => graph.call("add", graph.constant(coefficient), graph.call("mul", x, sum)),
      graph.constant(coefficients.at(-1)!),
    );

/** e^x = 2^k e^r with |r| <= ln 2 / 2. */
function lowerExp(graph: Graph, dtype: DType, x: Node): Node {
  const constant = (value: number) => graph.constant(value);
  const { log2High, terms, low, high } =
    dtype === "float32"
      ? { log2High: 0.693359375, terms: 8, low: -104, high: 89 }
      : { log2High: 0.6931471803691238, terms: 15, low: -746, high: 710 };
  // ln 2 - log2High, in full precision; the high parts have trailing zeros, so that k * log2High is exact.
  const log2Low = dtype === "float32" ? -2.1219444005469057e-4 : 1.9082149292705877e-10;
  const inside = graph.call("min", graph.call("max", x, constant(low)), constant(high));
  const k = graph.call(
    "floor",
    graph.call("add", graph.call("mul", inside, constant(Math.LOG2E)), constant(0.5)),
  );
  const reduced = graph.call("sub", inside, graph.call("mul", k, constant(log2High)));
  const r = graph.call("sub", reduced, graph.call("mul", k, constant(log2Low)));
  let factorial = 1;
  const series = Array.from({ length: terms }, (_, n) => 1 / (factorial *= n || 1));
  return scale(graph, horner(graph, r, series), k);
}

/** x * 2^k, in two halves: 2^k alone may be no normal number. */
function scale(graph: Graph, x: Node, k: Node): Node {
  const half = graph.call("floor", graph.call("mul", k, graph.constant(0.5)));
  const scaled = graph.call("mul", x, graph.call("exp2", half));
  return graph.call("mul", scaled, graph.call("exp2", graph.call("sub", k, half)));
}

/** ln x = e ln 2 + 2 atanh(s), s = (m - 1) / (m + 1), x = m 2^e, m between sqrt(1/2) and sqrt(2). */
function lowerLog(graph: Graph, dtype: DType, x: Node): Node {
  const constant = (value: number) => graph.constant(value);
  const { tiny, lift, bits, terms } =
    dtype === "float32"
      ? { tiny: 2 ** -126, lift: 2 ** 24, bits: 24, terms: 5 }
      : { tiny: 2 ** -1022, lift: 2 ** 54, bits: 54, terms: 12 };
  const subnormal = graph.call("lt", x, constant(tiny));
  const normal = graph.call("where", subnormal, graph.call("mul", x, constant(lift)), x);
  const exponent = graph.call("exponent", normal);
  const mantissa = scale(graph, normal, graph.call("neg", exponent));
  const large = graph.call("gt", mantissa, constant(Math.SQRT2));
  const m = graph.call("where", large, graph.call("mul", mantissa, constant(0.5)), mantissa);
  const shift = graph.call("where", subnormal, constant(-bits), constant(0));
  const e = graph.call(
    "add",
    graph.call("add", exponent, shift),
    graph.call("where", large, constant(1), constant(0)),
  );
  const s = graph.call("div", graph.call("sub", m, constant(1)), graph.call("add", m, constant(1)));
  const series = Array.from({ length: terms }, (_, n) => 2 / (2 * n + 1));
  const atanh = graph.call("mul", s, horner(graph, graph.call("mul", s, s), series));
  const [high, low] =
    dtype === "float32"
      ? [0.693359375, -2.1219444005469057e-4]
      : [0.6931471803691238, 1.9082149292705877e-10];
  const value = graph.call(
    "add",
    graph.call("mul", e, constant(high)),
    graph.call("add", atanh, graph.call("mul", e, constant(low))),
  );
  const infinity = constant(Number.POSITIVE_INFINITY);
  const finite = graph.call("where", graph.call("lt", x, infinity), value, x);
  const positive = graph.call("where", graph.call("gt", x, constant(0)), finite, constant(Number.NaN));
  return graph.call("where", graph.call("eq", x, constant(0)), constant(Number.NEGATIVE_INFINITY), positive);
}
