/** Forms of Adam in fewer bits: what they store how, and numbers as codes of 16 bits. */
import { adam, muon } from "../../../dist/index.js";
import { optimizers } from "../../peers/workers/optimizers.mjs";
import { stored } from "../cases.mjs";
import { codesOf, numbersOf } from "./codes.mjs";

export { codesOf, numbersOf };

/** What an optimizer stores in fewer bits; nothing for those of float32. */
export const formOf = (name) => stored[name] ?? {};

/** The optimizer of a name; `isWide`: with moments as wide as its parameters. */
export function optimizerOf(name, isWide) {
  if (name === "muon") return muon({ matrices: "*", layout: "out,in", learningRate: 0.02 });
  if (!(name in stored)) return optimizers[name]();
  return adam({ learningRate: 1e-3, moments: isWide ? undefined : stored[name].moments });
}
