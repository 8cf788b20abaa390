/** The method of a form of L-BFGS. */
import type { Box } from "./box.ts";
import { DefaultLbfgs } from "./lbfgs-default.ts";
import { OptaxLbfgs } from "./lbfgs-optax.ts";
import type { LbfgsOptions } from "./lbfgs-options.ts";
import { TorchLbfgs } from "./lbfgs-torch.ts";
import type { Method } from "./method.ts";

/** The options that a snapshot must agree with. */
const saved = [
  ...["like", "memorySize", "linesearch", "c1", "c2", "maxLinesearchSteps"],
  ...["scaleInitPrecond", "maxIter", "maxEval", "toleranceGrad", "toleranceChange"],
] as const;

/** Makes it. Of the settings, those of the form have values. */
export function lbfgsMethod(
  settings: LbfgsOptions,
  space: { readonly size: number; readonly isFloat32: boolean },
  box: Box | undefined,
): Method {
  const { like, memorySize = 10, linesearch, c1 = 1e-4, c2 = 0.9, maxLinesearchSteps = 40 } = settings;
  const { maxIter = 20, maxEval, toleranceGrad = 0, toleranceChange = 0, scaleInitPrecond = true } = settings;
  const lines = Object.entries(settings).filter(([name]) => (saved as readonly string[]).includes(name));
  const text = lines
    .map(([name, value]) => `${name} = ${value}`)
    .sort()
    .join("\n");
  const wolfe = linesearch === "none" ? undefined : { c1, c2, most: maxLinesearchSteps };
  if (like === "optax") return new OptaxLbfgs(text, space, memorySize, wolfe, scaleInitPrecond);
  if (like !== "torch") return new DefaultLbfgs(text, space, memorySize, wolfe, box);
  const limits = {
    maxIter,
    maxEval: maxEval ?? Math.floor((maxIter * 5) / 4),
    toleranceGrad,
    toleranceChange,
  };
  return new TorchLbfgs(text, space, memorySize, wolfe, limits);
}
