/** What the worker has answered to questions about one contestant; asked by `ask` of the client. */
import { signal } from "@preact/signals";
import type { Reply } from "../engine/protocol.ts";

/** The last state over time that was asked for. */
export const stateAnswer = signal<Extract<Reply, { type: "state" }> | null>(null);

/** The last step that was asked for. */
export const stepAnswer = signal<Extract<Reply, { type: "step" }> | null>(null);

/** The last picture that was asked for. */
export const pictureAnswer = signal<Extract<Reply, { type: "picture" }> | null>(null);

/** The last text that was asked for: a contestant as a rule to edit, or the reason why it cannot be one. */
export const textAnswer = signal<Extract<Reply, { type: "text" }> | null>(null);

/** The equations of contestants in TeX, as the last run told them. */
export const equations = signal<ReadonlyMap<string, string>>(new Map());

/** What can be asked. */
export type Question =
  | { readonly type: "text"; readonly contestant: string }
  | { readonly type: "tune"; readonly contestant: string }
  | { readonly type: "state"; readonly contestant: string; readonly index: number }
  | { readonly type: "picture"; readonly contestant: string; readonly step: number }
  | { readonly type: "step"; readonly contestant: string; readonly step: number; readonly index: number };
