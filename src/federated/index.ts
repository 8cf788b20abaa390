/** `glissade/federated`: rounds of federated learning, whose server is any optimizer; named re-exports only. */
export { beginRound, type Delta, type Round, type RoundSummary } from "./round.ts";
