/** What can be done with contestants: one more, a copy, one less, another method. At most eight, at least one. */
import { contestantIds, newContestant } from "../engine/contestant.ts";
import { bounds, type Contestant, type Experiment, type Method } from "../engine/experiment.ts";
import { change, changeContestant, selected } from "./store.ts";

/** Why there can be no more of them; null if there can. */
export const whyFull = ({ contestants }: Experiment): string | null =>
  contestants.length >= bounds.contestants
    ? `There are ${bounds.contestants} contestants, as many as there can be. Remove one first.`
    : null;

/** Those who are offered first, one after the other. */
const offered: readonly (readonly [name: string, title: string])[] = [
  ["sgd", "SGD"],
  ["adam", "Adam"],
  ["yogi", "Yogi"],
  ["rmsprop", "RMSProp"],
  ["lion", "Lion"],
  ["adabelief", "AdaBelief"],
  ["nadam", "NAdam"],
  ["adagrad", "AdaGrad"],
];

/** Adds an optimizer that does not take part yet. */
export function addContestant(): void {
  change((before) => {
    const present = before.contestants.map(({ method }) => (method.kind === "optimizer" ? method.name : ""));
    const [name, title] = offered.find(([each]) => !present.includes(each)) ?? ["adam", "Adam"];
    const method: Method = { kind: "optimizer", name, options: {} };
    return append(before, newContestant("", title, method));
  });
}

/** Adds a copy. */
export function duplicate(id: string): void {
  change((before) => {
    const original = before.contestants.find((each) => each.id === id);
    return original ? append(before, original) : before;
  });
}

/** Takes one out. The last one stays. */
export function removeContestant(id: string): void {
  change((before) => {
    const contestants = before.contestants.filter((each) => each.id !== id);
    return contestants.length > 0 ? { ...before, contestants } : before;
  });
}

/** Another optimizer. A label that nobody has changed goes with it. */
export function chooseOptimizer(
  id: string,
  name: string,
  titleOf: (name: string) => string | undefined,
): void {
  changeContestant(id, (before) => ({
    ...before,
    label: isOwnLabel(before, titleOf) ? (titleOf(name) ?? name) : before.label,
    method: { kind: "optimizer", name, options: {} },
  }));
}

/** A typed rule in place of what the contestant was. */
export function typeRule(id: string, text: string, titleOf: (name: string) => string | undefined): void {
  changeContestant(
    id,
    (before) => {
      if (before.method.kind === "rule") return { ...before, method: { ...before.method, text } };
      const label = isOwnLabel(before, titleOf) ? `My ${before.label}` : before.label;
      // The text has the wrappers in it.
      return { ...before, label, method: { kind: "rule", name: before.method.name, text }, wrappers: [] };
    },
    { as: `${id}.text` },
  );
}

/** Whether a contestant is still called as its method is. */
function isOwnLabel({ label, method }: Contestant, titleOf: (name: string) => string | undefined): boolean {
  return /^(.*?)( \d+)?$/.exec(label)?.[1] === (titleOf(method.name) ?? method.name);
}

function append(before: Experiment, contestant: Contestant): Experiment {
  if (whyFull(before)) return before;
  const { contestants } = before;
  const id = contestantIds.find((each) => !contestants.some((other) => other.id === each)) ?? "h";
  selected.value = id;
  const labels = contestants.map(({ label }) => label);
  const stem = contestant.label.replace(/ \d+$/, "");
  let label = stem;
  for (let count = 2; labels.includes(label); count++) label = `${stem} ${count}`;
  return { ...before, contestants: [...contestants, { ...contestant, id, label, isHidden: false }] };
}
