/** A minimiser that evaluates the function itself against gradient descent, on a surface of the reader's choice: the figure of its page. */
import { lbfgs, minimize, newton } from "glissade";
import { expression } from "glissade/language";
import { newContestant } from "../engine/contestant.ts";
import { surfaces } from "../engine/problems/surfaces.ts";
import { type Drawing, type LiveFigure, numberOf, type Values } from "./figure.ts";
import { outcomeOf } from "./raced.ts";
import { surfaceDrawing } from "./surface-drawing.ts";

const minimisers = {
  lbfgs: { title: "L-BFGS", make: () => lbfgs() },
  newton: { title: "Newton's method", make: () => newton() },
};

/** Names of those that have a figure. */
export type MinimiserName = keyof typeof minimisers;

const isMinimiser = (name: string): name is MinimiserName => Object.hasOwn(minimisers, name);

/** Both take the gradient itself: noise has no place here. */
const without = Object.entries(surfaces).filter(([, { noise }]) => noise === 0);

/** The figure of a minimiser. */
export function minimiserOf(name: string): LiveFigure {
  if (!isMinimiser(name))
    throw new RangeError(`no minimiser ${name}; there are ${Object.keys(minimisers).join(", ")}`);
  return {
    controls: [
      {
        kind: "choice",
        name: "surface",
        label: "Surface",
        options: without.map(([value, { title }]) => ({ value, label: title })),
        value: "rosenbrock",
      },
      { kind: "slider", name: "steps", label: "steps", min: 1, max: 100, step: 1, value: 40 },
    ],
    draw: (values) => draw(name, values),
  };
}

/** The points of a minimisation, its start first, and how it ended. */
async function pathOf(name: MinimiserName, surface: string, steps: number) {
  const { text, start } = surfaces[surface] as (typeof surfaces)[string];
  const [x, y] = start;
  const points = [x, y];
  const end = await minimize(
    expression(text),
    { x, y },
    {
      optimizer: minimisers[name].make(),
      steps,
      onStep: ({ x: at }) => {
        points.push(at.x, at.y);
      },
    },
  );
  return { end, points: Float64Array.from(points) };
}

async function draw(name: MinimiserName, values: Values): Promise<Drawing> {
  const [steps, surface] = [numberOf(values, "steps"), String(values.surface)];
  const { start, title } = surfaces[surface] as (typeof surfaces)[string];
  const descent = newContestant("b", "Gradient descent", { kind: "optimizer", name: "sgd", options: {} });
  const { field, of } = await outcomeOf({
    problem: { kind: "surface", name: surface, start, noise: 0 },
    contestants: [descent],
    steps,
  });
  const { end, points } = await pathOf(name, surface, steps);
  const { title: label } = minimisers[name];
  const { points: way, losses, rate, isDiverged } = of(descent.id);
  const words = `${title}. ${label}: ${end.steps === 1 ? "1 step" : `${end.steps} steps`}, loss ${short(end.value)}; gradient descent, at the rate that tuning found, ${short(rate as number)}: ${steps === 1 ? "1 step" : `${steps} steps`}, loss ${short(losses.at(-1) as number)}.`;
  const ways = [
    { id: "a", label, points, isDiverged: end.status === "notFinite" },
    { id: descent.id, label: descent.label, points: way as Float64Array, isDiverged },
  ];
  return surfaceDrawing(field, ways, `${label} on ${title}`, words);
}

const short = (value: number): string => String(Number(value.toPrecision(2)));
