/** What the device `webgpu` runs, as text. */
import type { Plan } from "../plan/plan.ts";
import { check, leastShape, writtenProgram } from "../runtime/webgpu/written.ts";

/**
 * The WGSL of all kernels, each once, in the order in which a step comes to them; before each what it does and how often. It is that of a device
 * with the limits that all have.
 *
 * @throws DeviceError for what the device does not do.
 */
export function wgslOf(planned: Plan): string {
  check(planned);
  const kernels = new Map<string, Map<string, number>>();
  for (const { dispatches } of Object.values(writtenProgram(planned, leastShape).phases))
    for (const { code, label } of dispatches) {
      const labels = kernels.get(code) ?? new Map<string, number>();
      kernels.set(code, labels.set(label, (labels.get(label) ?? 0) + 1));
    }
  return [...kernels]
    .map(([code, labels]) => {
      const uses = [...labels].map(([label, count]) => (count > 1 ? `${label} (${count} times)` : label));
      return `// ${uses.join("; ")}\n${code}`;
    })
    .join("\n");
}
