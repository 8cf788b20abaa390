/** The experiments that can be undone. */
import type { Experiment } from "../engine/experiment.ts";
import { Past } from "./past.ts";

/** The past of this page's experiment. */
export const history = new Past<Experiment>();

/** How much can be undone and done again. */
export const { reach } = history;
