// The table of oracles, keyed OPTIMIZER/LIKE or OPTIMIZER/LIKE+VARIANT, with `default` for the form without `like`.
// Independent of src on purpose: nothing here may import from it.
import { adabeliefCases } from "./adabelief.ts";
import { adadeltaCases } from "./adadelta.ts";
import { adafactorCases } from "./adafactor.ts";
import { adagradCases } from "./adagrad.ts";
import { adamCases } from "./adam.ts";
import { adamMiniCases } from "./adam-mini.ts";
import { adamaxCases } from "./adamax.ts";
import { adamwCases } from "./adamw.ts";
import { adanCases } from "./adan.ts";
import { ademamixCases } from "./ademamix.ts";
import { adoptCases } from "./adopt.ts";
import type { OracleCase } from "./case.ts";
import { clippingCases } from "./clipping.ts";
import { dadaptAdamCases } from "./dadapt-adam.ts";
import { fromageCases } from "./fromage.ts";
import { lambCases } from "./lamb.ts";
import { larsCases } from "./lars.ts";
import { lionCases } from "./lion.ts";
import { lookaheadCases } from "./lookahead.ts";
import { madgradCases } from "./madgrad.ts";
import { marsCases } from "./mars.ts";
import { nadamCases, nadamwCases } from "./nadam.ts";
import { novogradCases } from "./novograd.ts";
import { optimisticGradientDescentCases } from "./optimistic-gradient-descent.ts";
import { polyakSgdCases } from "./polyak-sgd.ts";
import { prodigyCases } from "./prodigy.ts";
import { projectionCases } from "./projections.ts";
import { radamCases } from "./radam.ts";
import { reduceOnPlateauCases } from "./reduce-on-plateau.ts";
import { rmspropCases } from "./rmsprop.ts";
import { rpropCases } from "./rprop.ts";
import { samCases } from "./sam.ts";
import { scheduleFreeCases } from "./schedule-free.ts";
import { sgdCases } from "./sgd.ts";
import { signSgdCases } from "./sign-sgd.ts";
import { sm3Cases } from "./sm3.ts";
import { transformationCases } from "./transformations.ts";
import { wrapperCases } from "./wrappers.ts";
import { yogiCases } from "./yogi.ts";

export type { Like, OptimizerName, Options, Oracle, OracleCase } from "./case.ts";
export { defaults } from "./defaults.ts";

/** All cases by name, for example `oracles["adam/torch"]`. */
export const oracles: Readonly<Record<string, OracleCase>> = {
  ...sgdCases,
  ...adagradCases,
  ...adadeltaCases,
  ...rmspropCases,
  ...adamCases,
  ...adamwCases,
  ...yogiCases,
  ...adamaxCases,
  ...nadamCases,
  ...nadamwCases,
  ...radamCases,
  ...adabeliefCases,
  ...adanCases,
  ...ademamixCases,
  ...adoptCases,
  ...prodigyCases,
  ...dadaptAdamCases,
  ...adafactorCases,
  ...adamMiniCases,
  ...fromageCases,
  ...lambCases,
  ...larsCases,
  ...lionCases,
  ...lookaheadCases,
  ...madgradCases,
  ...marsCases,
  ...novogradCases,
  ...optimisticGradientDescentCases,
  ...polyakSgdCases,
  ...rpropCases,
  ...samCases,
  ...scheduleFreeCases,
  ...signSgdCases,
  ...sm3Cases,
  ...clippingCases,
  ...transformationCases,
  ...projectionCases,
  ...reduceOnPlateauCases,
  ...wrapperCases,
};
