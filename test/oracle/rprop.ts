// Oracle for Rprop: a step size an element that grows while the gradient's sign holds and shrinks when it turns. Sources:
// Riedmiller, Braun: A Direct Adaptive Method for Faster Backpropagation Learning, ICNN 1993, in the form of Igel, Hüsken
// (2000) that torch.optim.Rprop computes: no step where the sign turned. optax.rprop 0.2.8 gives the step of the gradient
// before, one step late; it is not a form here.
import { uphill } from "./around.ts";
import { type Oracle, type OracleCase, oracleCase } from "./case.ts";

type O = {
  learningRate: number;
  etaMinus: number;
  etaPlus: number;
  minStepSize: number;
  maxStepSize: number;
};

/** The rate counts at the first step alone, where it is the step size of every element. */
function torch(n: number, { etaMinus, etaPlus, minStepSize, maxStepSize }: O): Oracle {
  const previous = new Float64Array(n);
  let size: Float64Array | undefined;
  return {
    step(p, g, learningRate) {
      size ??= new Float64Array(n).fill(learningRate);
      for (let i = 0; i < n; i++) {
        const sign = Math.sign(g[i]!) * Math.sign(previous[i]!);
        const factor = sign > 0 ? etaPlus : sign < 0 ? etaMinus : 1;
        size[i] = Math.min(maxStepSize, Math.max(minStepSize, size[i]! * factor));
        const d = sign < 0 ? 0 : g[i]!;
        p[i] = p[i]! - Math.sign(d) * size[i]!;
        previous[i] = d;
      }
    },
  };
}

const usual = { learningRate: 0.01, etaMinus: 0.5, etaPlus: 1.2, minStepSize: 1e-6, maxStepSize: 50 };
const bounded = { learningRate: 0.1, etaMinus: 0.3, etaPlus: 1.5, minStepSize: 0.01, maxStepSize: 0.4 };

/** The table's rows for `rprop`. */
export const rpropCases: Record<string, OracleCase> = {
  "rprop/default": oracleCase("rprop", undefined, usual, torch),
  "rprop/default+bounds": oracleCase("rprop", undefined, bounded, torch),
  "rprop/torch": oracleCase("rprop", "torch", usual, torch),
  "rprop/torch+maximize": oracleCase("rprop", "torch", { ...usual, maximize: true }, uphill(torch)),
  "rprop/torch+bounds": oracleCase("rprop", "torch", bounded, torch),
};
