/** What a run of `fit` is made of, once its options are read: what `fit.ts` hands to the loop. A type only. */
import type { Jax, Model } from "../models/model.ts";
import type { FitEvent } from "./events.ts";
import type { Settings } from "./options.ts";
import type { Progress } from "./progress.ts";
import type { Ranks } from "./ranks.ts";
import type { Source } from "./source.ts";

/** All that a run is made of. */
export interface Job<P> {
  readonly model: Model<P>;
  readonly jax: Jax;
  readonly settings: Settings;
  readonly batchSize: number;
  readonly batchesPerEpoch: number;
  readonly train: Source;
  readonly validation: Source | undefined;
  readonly progress: Progress;
  readonly params: P;
  emit(event: FitEvent<P>): Promise<void>;
  readonly ranks: Ranks;
  isStopped(): boolean;
}
