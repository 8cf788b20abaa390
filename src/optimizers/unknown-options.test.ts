/** Options and forms that an optimizer does not have do not pass in silence. */
import { expect, test } from "vitest";
import * as glissade from "../index.ts";

type Factory = (options: object) => glissade.Optimizer;

const factories = { ...glissade } as unknown as Record<string, Factory>;
const names = [
  "lion",
  "lamb",
  "lars",
  "novograd",
  "fromage",
  "madgrad",
  "mars",
  "signSgd",
  "signum",
  "rprop",
  "optimisticGradientDescent",
];

test.each(names)("%s names the option that it does not have", (name) => {
  const make = factories[name]!;
  const message = /has no (option|hyperparameter) "learnRate"; it has: /;
  expect(() => make({ learnRate: 1 })).toThrow(glissade.HyperparameterError);
  expect(() => make({ learnRate: 1 })).toThrow(message);
});

test.each(names)("%s has no form of a library that has none", (name) => {
  expect(() => factories[name]!({ like: "textbook" })).toThrow(glissade.HyperparameterError);
});
