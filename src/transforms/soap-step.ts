/** SOAP's steps where there are no eigenvectors, and the rate and decay of all of them: `scale-by-soap.ts` has its reference. */
import { rule } from "../compose/rule.ts";

/** What is left of it without eigenbases: Adam that begins with the second step. */
export const soapOfElements = rule({
  name: "soapOfElements",
  hyper: { b1: 0.95, b2: 0.95, eps: 1e-8 },
  bounds: { eps: "(0, inf)" },
  presentPowers: true,
  state: { m: 0, v: 0 },
  text: `
    m = where(t > 1, b1*m + (1 - b1)*g, m)
    v = where(t > 1, b2*v + (1 - b2)*g^2, v)
    c = where(t > 1, sqrt(1 - b2^(t - 1)) / (1 - b1^(t - 1)), 0)
    u = c*m / (sqrt(v) + eps)`,
});

/** The rate, then the decay of what the step has made. The first step is none. */
export const soapStep = rule({
  name: "soapStep",
  hyper: { learningRate: 0.003, weightDecay: 0.01 },
  text: "u = where(t > 1, -learningRate*(g + weightDecay*(p - learningRate*g)), 0)",
});
