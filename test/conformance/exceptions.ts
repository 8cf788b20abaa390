/**
 * Rows for which a property cannot hold, each with the reason. Their tests must fail: an exception that is
 * no longer needed is an error.
 */

/** A box or a ball around a box or a ball is refused. */
const bounded = Object.fromEntries(
  ["projectionBox", "projectionL2Ball", "keepParamsNonnegative"].map((name) => [
    name,
    "it has bounds, and no parameter has two",
  ]),
);

const cancelling = {
  "projectionL2Ball/default+scheduleFreeSgd":
    "its first step makes elements 1e20 times smaller, of which only the rounding of their start is left",
};

/** One ball for all parameters: frozen ones are in it at the start as well. */
const around = Object.fromEntries(
  [
    "projectionL2Ball/default",
    "projectionL2Ball/default+scheduleFreeSgd",
    "projectionL2Ball/default+scheduleFreeAdamw",
    "projectionL2Ball/paper+scheduleFreeAdamw",
  ].map((name) => [name, "all parameters are moved into its ball at the start"]),
);

const scaled = {
  lossScale: "the loss has one scale: it stands in front of the whole optimizer or not at all",
};

/** The same reason for all rows of a scale that changes. */
const dynamic = (reason: string) =>
  Object.fromEntries(["", "+uneven", "+huge"].map((form) => [`lossScale/default${form}`, reason]));

/** What is compared with the oracle beside it are tensors that leave none open. */
const open = (...forms: readonly string[]) =>
  Object.fromEntries(forms.map((form) => [form, "rounding decides eigenvectors, or nothing does"]));
const ofSoap = ["", "+often", "+each", "+both"].map((form) => `soap/default${form}`);
const grafted = ["+rmsprop", "+adagrad", "+sgd", "+none"].map((form) => `shampoo/default${form}`);
const ofShampoo = [
  ...["", "+often", "+whole", "+quick", "+sums", "+sums+short", "+blocks"].map(
    (form) => `shampoo/default${form}`,
  ),
  ...grafted.flatMap((row) => ["", "+sums", "+short", "+sums+short"].map((form) => `${row}${form}`)),
];
const ofDion = ["default", "default+low", "default+across", "paper", "paper+low"].map(
  (form) => `dion/${form}`,
);

/** By the property's title, then by the name of an optimizer or a row. */
const exceptions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "comes to rest at the bottom of a bowl": {
    freeze: "it moves nothing",
    keepParamsNonnegative: "the bottom lies below 0",
    "emaParams/default": "its average is longer than the run",
    "emaParams/torch": "its average is longer than the run",
    "adaptiveGradClip/default+tiny": "its limit is too tiny to arrive",
    "adaptiveGradClip/default+columns+tiny": "its limit is too tiny to arrive",
    "adaptiveGradClip/default+met": "its limit is too tiny to arrive",
    "adaptiveGradClip/default+columns+met": "its limit is too tiny to arrive",
  },
  "follows Rosenbrock's valley": {
    freeze: "it moves nothing",
    "emaParams/default": "its average is longer than the run",
    "emaParams/torch": "its average is longer than the run",
    "adaptiveGradClip/default+tiny": "its limit is too tiny to arrive",
    "adaptiveGradClip/default+columns+tiny": "its limit is too tiny to arrive",
    "adaptiveGradClip/default+met": "its limit is too tiny to arrive",
    "adaptiveGradClip/default+columns+met": "its limit is too tiny to arrive",
    "reduceOnPlateau/default+cooldown": "to it the valley is a plateau",
    "reduceOnPlateau/default+negative": "to it the valley is a plateau",
    "reduceOnPlateau/default+impatient": "its rate falls with every better loss",
    "reduceOnPlateau/optax+cooldown": "to it the valley is a plateau",
    "reduceOnPlateau/optax+impatient": "its rate falls with every better loss",
    "reduceOnPlateau/torch+cooldown": "to it the valley is a plateau",
  },
  "follows the scale of its gradients as theory says": { freeze: "it goes no way" },
  "feels every hyperparameter that is set, as it feels a schedule": {
    freeze: "it has no use for a rate",
    sophia: "two of them act on estimates, of which there are none",
    "lossScale/default+huge": "its scale would overflow at once, so it never grows",
  },
  "lets a NaN in a gradient reach the parameter": {
    freeze: "it reads no gradient",
    zeroNans: "it replaces them",
    skipNonFinite: "it takes no such step",
    ...dynamic("it takes no such step"),
  },
  "behind skipNonFinite() takes no step that is not finite, and counts it": dynamic("its scale falls then"),
  "after calls without any gradient begins as at first": dynamic("its scale grows with the descent's steps"),
  "gives each of many problems the bits that it gives it alone": {
    lossScale: "minimize refuses it",
    sophia: "minimize has no estimates for it",
  },
  "in two groups is two optimizers, to the bit": scaled,
  "stays finite where gradients hardly change": Object.fromEntries(
    [
      "dadaptAdam/default",
      "dadaptAdam/default+growthRate+weightDecay",
      "dadaptAdam/default+weightDecay",
      "dadaptAdam/optax+betas",
      "prodigy/optax+weightDecay",
    ].map((name) => [name, "its estimate of the distance grows as long as gradients stay as they are"]),
  ),
  "goes downhill first (optax#1242)": { freeze: "it moves nothing" },
  "agrees with the oracle from 1e-20 to 1e20": { ...cancelling, ...open(...ofSoap, ...ofShampoo, ...ofDion) },
  "agrees with the oracle on a device of one's own, from 1e-20 to 1e20": {
    ...cancelling,
    ...open("dion/default", "dion/paper"),
  },
  "agrees with the oracle where tensors differ in scale": open("soap/default+both"),
  "agrees with the oracle where gradients are null": open("soap/default+both"),
  "agrees with the oracle where gradients, rates and sums are 0": open("soap/default+each"),
  "agrees with the oracle where squares of gradients are 0": {
    ...open(
      "soap/default+often",
      "soap/default+each",
      "soap/default+both",
      "shampoo/default+sums",
      "shampoo/default+none+sums",
      ...ofDion,
      ...grafted,
    ),
    "muon/dion": "its polynomials magnify the rounding of a norm a thousand times",
  },
  "compiles nothing and takes no memory after init, at a rate that changes": {
    dion: "its factorisations make views of the memory in which they work",
    soap: "its first step makes views of the memory in which factorisations work",
    "shampoo/default+whole": "its first inverse roots make views of the memory in which they work",
    "shampoo/default": "its first inverse roots make views of the memory in which they work",
    "shampoo/default+sums": "its first inverse roots make views of the memory in which they work",
  },
  "does not see tensors that have no gradient": around,
  "frozen in part is a partition around it that freezes, to the bit": { ...around, ...scaled },
  "stays in a box": bounded,
  "stays in boxes of single elements, of those parameters that have them": bounded,
  "stays in a ball": bounded,
  "changes no bit in a box that is not reached": bounded,
};

/** Why a property does not hold of a row; undefined where it does. */
export const exceptionOf = (property: string, row: string): string | undefined =>
  [row, row.split("/")[0]!]
    .map((name) => exceptions[property]?.[name])
    .find((reason) => reason !== undefined);
