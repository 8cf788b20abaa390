/**
 * Gradient centralization. Yong, Huang, Hua, Zhang: Gradient Centralization: A New Optimization Technique for Deep Neural
 * Networks, ECCV 2020, equation 1.
 */

import { chain } from "../compose/chain.ts";
import type { Optimizer } from "../compose/optimizer.ts";
import { rule } from "../compose/rule.ts";
import type { NoOptions } from "../options/option.ts";
import { reader } from "../rule/hyper.ts";
import { forMatrices } from "./for-matrices.ts";

const units = rule({ name: "centralize", text: "u = g - unitMean(g)" });

const read = reader<NoOptions>("centralize", {});

/**
 * Subtracts the mean from the update of each unit: optax's `centralize`. Units are the slices along the first axis of matrices
 * and larger tensors. Vectors and numbers stay as they are.
 *
 * @example
 * chain(centralize(), sgd({ learningRate: 0.1, momentum: 0.9 }))
 */
export function centralize(options: NoOptions = {}): Optimizer<never, never> {
  read(options);
  return forMatrices(units(), chain());
}
