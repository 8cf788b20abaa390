/**
 * Fits that are ready. Misra1a, Eckerle4 and Rat42 are from NIST's Statistical Reference Datasets, which are in the public domain; the others are made up: a curve and
 * noise.
 */
import { type FitSetup, usual } from "./setup.ts";

/** A fit with its name in links and its title. */
export interface Example {
  readonly name: string;
  readonly title: string;
  /** What it shows, in a sentence or two. */
  readonly words: string;
  readonly setup: FitSetup;
}

/** All of them; the first is what the page begins with. */
export const examples: readonly [Example, ...Example[]] = [
  {
    name: "growth",
    title: "Growth of a pasture",
    words:
      "Growth to a limit. Drag where the search begins, the dashed curve: wherever that is, the fit follows at once.",
    setup: {
      ...usual,
      table: {
        name: "Rat42, NIST",
        columns: {
          days: [9, 14, 21, 28, 42, 57, 63, 70, 79],
          growth: [8.93, 10.8, 18.59, 22.33, 39.35, 56.11, 61.73, 64.62, 67.08],
        },
      },
      formula: "growth ~ logistic(days)",
      start: { top: 60, k: 0.15, middle: 30 },
    },
  },
  {
    name: "peak",
    title: "A peak of a spectrum",
    words:
      "A Gauss peak by its name. Nothing was said of where it is: the start is found on the scale of the data.",
    setup: {
      ...usual,
      table: {
        name: "Eckerle4, NIST",
        columns: {
          wavelength: [
            400, 405, 410, 415, 420, 425, 430, 435, 436.5, 438, 439.5, 441, 442.5, 444, 445.5, 447, 448.5,
            450, 451.5, 453, 454.5, 456, 457.5, 459, 460.5, 462, 463.5, 465, 470, 475, 480, 485, 490, 495,
            500,
          ],
          transmittance: [
            0.0001575, 0.0001699, 0.000235, 0.0003102, 0.0004917, 0.000871, 0.0017418, 0.00464, 0.0065895,
            0.0097302, 0.0149002, 0.023731, 0.0401683, 0.0712559, 0.1264458, 0.2073413, 0.2902366, 0.3445623,
            0.3698049, 0.3668534, 0.3106727, 0.2078154, 0.1164354, 0.0616764, 0.03372, 0.0194023, 0.0117831,
            0.0074357, 0.0022732, 0.00088, 0.0004579, 0.0002345, 0.0001586, 0.0001143, 0.000071,
          ],
        },
      },
      formula: "transmittance ~ gauss(wavelength)",
    },
  },
  {
    name: "formula",
    title: "A formula of one's own",
    words: "Misra1a as NIST states it, from NIST's first start. All digits that are certified come out.",
    setup: {
      ...usual,
      table: {
        name: "Misra1a, NIST",
        columns: {
          pressure: [
            77.6, 114.9, 141.1, 190.8, 239.9, 289, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760,
          ],
          volume: [
            10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.4, 75.47, 81.78,
          ],
        },
      },
      formula: "volume ~ b1*(1 - exp(-b2*pressure))",
      start: { b1: 500, b2: 0.0001 },
    },
  },
  {
    name: "outliers",
    title: "Outliers",
    words:
      "Two of the readings are wrong. The robust loss counts them less; the sum of squares would follow them.",
    setup: {
      ...usual,
      table: {
        name: "A cooling cup, made up",
        columns: {
          minutes: [0, 2, 4, 6, 8, 10, 13, 16, 20, 25, 30, 36, 43, 50],
          temperature: [83.9, 77.6, 71.2, 66.3, 78.4, 57.9, 52.8, 47.4, 42.1, 21.5, 32.6, 28.9, 26.1, 24.4],
        },
      },
      formula: "temperature ~ room + above*exp(-k*minutes)",
      loss: "soft_l1",
      fScale: 0.5,
    },
  },
  {
    name: "errors",
    title: "Errors that are known",
    words: "Each reading has a standard deviation of its own, in a column. What is known well counts more.",
    setup: {
      ...usual,
      table: {
        name: "An enzyme, made up",
        columns: {
          substrate: [0.5, 1, 2, 3, 5, 8, 12, 18, 27, 40],
          rate: [9.4, 17.1, 28.3, 37.5, 48.1, 60.9, 67.2, 78.6, 80.1, 89.7],
          error: [0.6, 0.7, 0.9, 1.1, 1.4, 1.7, 1.9, 2.2, 2.3, 2.5],
        },
      },
      formula: "rate ~ michaelisMenten(substrate)",
      start: { vmax: 80, km: 9 },
      weights: { column: "error", are: "absolute" },
    },
  },
  {
    name: "undetermined",
    title: "What data cannot tell",
    words: "Only the product of a and b is seen in the data. The fit says so, in place of enormous errors.",
    setup: {
      ...usual,
      table: {
        name: "A decay, made up",
        columns: { day: [0, 1, 2, 3, 4, 5, 6], count: [31, 24.2, 19.1, 15.4, 12.2, 9.5, 7.7] },
      },
      formula: "count ~ a*b*exp(-rate*day)",
      start: { a: 6, b: 4, rate: 0.2 },
    },
  },
];
