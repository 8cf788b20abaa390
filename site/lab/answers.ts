/** What the worker has answered to questions about one contestant; asked by `ask` of the client. */
import { signal } from "@preact/signals";
import type { Reply, Question as Request } from "../engine/protocol.ts";

/** The last state over time that was asked for. */
export const stateAnswer = signal<Extract<Reply, { type: "state" }> | null>(null);

/** The last step that was asked for. */
export const stepAnswer = signal<Extract<Reply, { type: "step" }> | null>(null);

/** The last picture that was asked for. */
export const pictureAnswer = signal<Extract<Reply, { type: "picture" }> | null>(null);

/** The last text that was asked for: a contestant as a rule to edit, or the reason why it cannot be one. */
export const textAnswer = signal<Extract<Reply, { type: "text" }> | null>(null);

/** The equations in TeX of those contestants that were asked about, as they were last. */
export const equations = signal<ReadonlyMap<string, string>>(new Map());

/** What can be asked; the client adds the run and its experiment. */
export type Question = Asked<Request>;

type Asked<R extends Request> = R extends unknown ? Omit<R, "run" | "experiment"> : never;
