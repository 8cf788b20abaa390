/**
 * Experiments whose digests are written down, in known-digests.json: Node, on every device, and both browsers, with WebAssembly and without, must
 * find the same. A changed digest means that links people have kept show another picture: change one only on purpose.
 */
import type { Experiment } from "./experiment.ts";
import known from "./known-digests.json" with { type: "json" };
import { readExperiment } from "./read-experiment.ts";

/** An experiment and its digest. */
export interface KnownDigest {
  readonly name: string;
  readonly experiment: Experiment;
  readonly digest: string;
}

/** All of them. */
export const knownDigests: readonly KnownDigest[] = known.map(({ name, experiment, digest }) => ({
  name,
  experiment: readExperiment(experiment),
  digest,
}));
