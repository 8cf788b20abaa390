/** The equations of a contestant in TeX. What has been printed once is kept. */
import type { Entrant } from "./entrant.ts";
import type { Contestant } from "./experiment.ts";

const printed = new Map<string, string>();
const most = 100;

/** An `aligned` block for each group of parameters, with names in place of numbers. */
export async function equationsOf(
  { method, wrappers }: Contestant,
  { optimizer }: Pick<Entrant, "optimizer">,
): Promise<string> {
  const key = JSON.stringify([method, wrappers]);
  const tex =
    printed.get(key) ?? (await optimizer.explain({ format: "tex", params: { p: new Float64Array(2) } }));
  printed.set(key, tex);
  if (printed.size > most) printed.delete(printed.keys().next().value as string);
  return tex;
}
