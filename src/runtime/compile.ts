/** Makes a plan ready to run on a device: its kernels are written with operations that the device has. */
import type { Elements } from "../language/dtype.ts";
import { lowered } from "../plan/lower.ts";
import type { Pass } from "../plan/passes.ts";
import type { Plan } from "../plan/plan.ts";
import type { Routine, RoutineName } from "../plan/planned-routines.ts";
import { type Phases, type PlannedPhase, routinesIn } from "../plan/stages.ts";
import { type Device, DeviceError, type Execution, type Ranks } from "./device.ts";

/** What has been lowered, by the operations: a plan of the same phases is for the same tensors. */
const lowerings = new WeakMap<Device["operations"], WeakMap<Phases, Phases>>();

/** The plan with the same values in operations that a device has. @throws TypeError for one that cannot be lowered. */
export function loweredPlan(plan: Plan, operations: Device["operations"]): Plan {
  let known = lowerings.get(operations);
  if (!known) {
    known = new WeakMap();
    lowerings.set(operations, known);
  }
  let phases = known.get(plan.phases);
  if (!phases) {
    phases = loweredPhases(plan, operations);
    known.set(plan.phases, phases);
  }
  return { ...plan, phases };
}

function loweredPhases(plan: Plan, operations: Device["operations"]): Phases {
  const inPass = (pass: Pass): Pass => ({ ...pass, kernel: lowered(pass.kernel, operations) });
  const inRoutine = (routine: Routine): Routine => ({
    ...routine,
    blocks: routine.blocks.map(({ steps, ...block }) => ({
      ...block,
      steps: steps.map((step) => (step.kind === "pass" ? { ...step, pass: inPass(step.pass) } : step)),
    })),
  });
  const inPhase = (phase: PlannedPhase): PlannedPhase => ({
    ...phase,
    stages: phase.stages.map((stage) => ({
      ...stage,
      passes: stage.passes.map(inPass),
      routines: stage.routines.map(inRoutine),
    })),
  });
  const phases = Object.entries(plan.phases).map(([name, phase]) => [name, inPhase(phase)]);
  return Object.fromEntries(phases) as Phases;
}

/**
 * Compiles a plan.
 *
 * @param params - the parameters by path; read before anything is awaited.
 * @throws DeviceError for an operation that the device lacks and that cannot be written with others, or if what it makes is no
 *   execution, or that takes no ranks where there are some; and what the device throws.
 */
export async function compileOn<Handle>(
  device: Device<Handle>,
  plan: Plan,
  params: ReadonlyMap<string, Elements>,
  ranks?: Ranks,
): Promise<Execution<Handle>> {
  checkRanks(device, ranks);
  return checked(device, await device.compile(forDevice(plan, device), params, ranks));
}

/** The same at once. @throws DeviceError also for a device that cannot. */
export function compileSyncOn<Handle>(
  device: Device<Handle>,
  plan: Plan,
  params: ReadonlyMap<string, Elements>,
  ranks?: Ranks,
): Execution<Handle> {
  checkRanks(device, ranks);
  if (!device.compileSync)
    throw new DeviceError(`device "${device.name}" has no compileSync(); await init instead of initSync`);
  return checked(device, device.compileSync(forDevice(plan, device), params, ranks));
}

function checkRanks<Handle>({ name, takesRanks }: Device<Handle>, ranks: Ranks | undefined): void {
  if (ranks && !takesRanks)
    throw new DeviceError(
      `device "${name}" cannot share states among processes; use "wasm", "native" or "js", or init without shard`,
    );
}

function checked<Handle>({ name }: Device<Handle>, made: Execution<Handle>): Execution<Handle> {
  const methods = ["run", "handle", "read", "write", "dispose"] as const;
  const missing = methods.find((method) => typeof made?.[method] !== "function");
  if (missing === undefined) return made;
  throw new DeviceError(
    `compile() of the device "${name}" must give an execution with the methods ${methods.join(", ")}; it has no ${missing}`,
  );
}

/** @throws DeviceError for the first rule of whole matrices that a device cannot carry out, with all that it lacks. */
export function checkRoutines(plan: Plan, name: string, routines: Device["routines"]): void {
  for (const { rule, blocks } of routinesIn(plan)) {
    const lacking = blocks
      .flatMap(({ steps }) => steps)
      .flatMap(({ kind }) => (kind === "pass" || routines?.has(kind) ? [] : [routineWords[kind]]));
    if (lacking.length === 0) continue;
    throw new DeviceError(
      `device "${name}" cannot carry ${rule} out: it lacks ${[...new Set(lacking)].join(", ")}; use "wasm", "native" or "js"`,
    );
  }
}

const routineWords: Readonly<Record<RoutineName, string>> = {
  product: "products of matrices",
  ownProduct: "products of matrices with their transposes",
  copy: "transposes of matrices",
  eigh: "eigenvectors of matrices",
  qr: "QR factorisations",
  inverseRoot: "inverse roots by eigenvalues",
  newtonRoot: "inverse roots by products",
  sorting: "permutations that sort a diagonal",
  unitColumns: "columns over their norms",
  nonzero: "choices between matrices",
  randomNormal: "random matrices",
};

function forDevice<Handle>(plan: Plan, { name, operations, routines }: Device<Handle>): Plan {
  checkRoutines(plan, name, routines);
  try {
    return loweredPlan(plan, operations);
  } catch (cause) {
    const problem = (cause as Error).message;
    throw new DeviceError(
      `device "${name}" cannot carry this optimizer out: ${problem}; use "wasm" or "js"`,
      {
        cause,
      },
    );
  }
}
