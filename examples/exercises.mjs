/** All exercises, one after the other: `npm run exercises` writes their pages, `npm run exercises -- --check` compares. */
import { exercise as learningRates } from "./exercise-1.mjs";
import { exercise as biasCorrection } from "./exercise-2.mjs";
import { exercise as shrinkingRates } from "./exercise-3.mjs";
import { exercise as divergence } from "./exercise-4.mjs";
import { isMain, publish } from "./publish.mjs";

export { fill } from "./publish.mjs";

/** In the order of the book. */
export const exercises = [learningRates, biasCorrection, shrinkingRates, divergence];

if (isMain(import.meta)) for (const exercise of exercises) await publish(exercise);
