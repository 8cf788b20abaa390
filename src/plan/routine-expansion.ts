/**
 * What makes routines of rules of whole matrices. `matrixRule()` puts it here, so that programs without such rules do not load it.
 */
import type { expandRoutine } from "./routines.ts";

/** What expands them, once `matrixRule()` was called. */
export const routineExpansion: { of: typeof expandRoutine | undefined } = { of: undefined };
