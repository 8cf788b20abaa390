/** What rules of whole matrices need beyond those of elements: to be read, planned and carried out on the host. */
import { MatrixShapes } from "../language/matrix-shapes.ts";
import { routineExpansion } from "../plan/routine-expansion.ts";
import { expandRoutine } from "../plan/routines.ts";
import { matrixReading } from "../rule/matrix-reading.ts";
import { productsIn } from "../rule/products.ts";
import { hostRoutines } from "../runtime/host/host-routines.ts";
import { routineWork } from "../runtime/host/routine-work.ts";

/** Gives it to each layer. Programs that never call this do not load it. */
export function takeWholeMatrices(): void {
  matrixReading.of = { Shapes: MatrixShapes, productsIn };
  routineExpansion.of = expandRoutine;
  routineWork.of = hostRoutines;
}
