/** What can be set of a function of x and y: its text if it is typed, its window, where the race starts, noise. */
import type { FunctionSetup, SurfaceSetup, Window } from "../../engine/experiment.ts";
import { surfaces } from "../../engine/problems/surfaces.ts";
import type { Field } from "../../engine/protocol.ts";
import { CodeField } from "../editor/code-field.tsx";
import { changeProblem, field, problemFailure, setStart } from "../store.ts";
import { Formula } from "../typeset.tsx";
import { Scrolls } from "../views/scrolls.tsx";
import { NumberField } from "./number-field.tsx";

/** The settings. */
export function PlaneSettings({ problem }: { readonly problem: SurfaceSetup | FunctionSetup }) {
  const [x, y] = problem.start;
  const window = problem.kind === "function" ? problem.window : surfaces[problem.name]?.window;
  const reach = ([from, to]: readonly [number, number] = [-2, 2]) => ({ spread: "even" as const, from, to });
  return (
    <>
      {problem.kind === "function" ? (
        <CodeField
          kind="function"
          text={problem.text}
          label="f(x, y)"
          problem={problemFailure.value}
          onChange={(text) => changeProblem({ ...problem, text }, { as: "function" })}
        />
      ) : (
        <p>
          <code>{surfaces[problem.name]?.text}</code>{" "}
          <button type="button" onClick={() => edit(problem)}>
            Edit it
          </button>
        </p>
      )}
      <div class="options">
        <NumberField
          label="start x"
          value={x}
          scale={reach(window?.x)}
          onChange={(to) => setStart([to, y])}
        />
        <NumberField
          label="start y"
          value={y}
          scale={reach(window?.y)}
          onChange={(to) => setStart([x, to])}
        />
        <NumberField
          label="noise"
          meaning="Standard deviation of what is added to each element of the gradient."
          value={problem.noise}
          scale={{ spread: "even", from: 0, to: 10 }}
          problemOf={(value) => (value >= 0 ? null : `noise is 0 or more; got ${value}`)}
          onChange={(noise) => changeProblem({ ...problem, noise }, { as: "noise" })}
        />
      </div>
      {problem.kind === "function" && <WindowFields problem={problem} />}
      {field.value && <Equations tex={field.value.tex} />}
    </>
  );
}

/** The function that races, and the gradient that the language has derived of it. */
function Equations({ tex: { f, dx, dy } }: { readonly tex: Field["tex"] }) {
  return (
    <Scrolls label="The function and its derivatives">
      <Formula tex={`f(x, y) = ${f}`} display />
      <Formula tex={`\\frac{\\partial f}{\\partial x} = ${dx}`} display />
      <Formula tex={`\\frac{\\partial f}{\\partial y} = ${dy}`} display />
    </Scrolls>
  );
}

function WindowFields({ problem }: { readonly problem: FunctionSetup }) {
  const { window } = problem;
  const set = (axis: keyof Window, end: 0 | 1, value: number): void => {
    const ends = end === 0 ? ([value, window[axis][1]] as const) : ([window[axis][0], value] as const);
    changeProblem({ ...problem, window: { ...window, [axis]: ends } }, { as: `${axis}${end}` });
  };
  const above = (axis: keyof Window) => (value: number) =>
    value > window[axis][0] ? null : `the window ends right of ${window[axis][0]}, where it begins`;
  const below = (axis: keyof Window) => (value: number) =>
    value < window[axis][1] ? null : `the window begins left of ${window[axis][1]}, where it ends`;
  return (
    <fieldset>
      <legend class="aside">Window</legend>
      <div class="options">
        {(["x", "y"] as const).flatMap((axis) => [
          <NumberField
            key={`${axis}0`}
            label={`${axis} from`}
            value={window[axis][0]}
            problemOf={below(axis)}
            onChange={(value) => set(axis, 0, value)}
          />,
          <NumberField
            key={`${axis}1`}
            label={`${axis} to`}
            value={window[axis][1]}
            problemOf={above(axis)}
            onChange={(value) => set(axis, 1, value)}
          />,
        ])}
      </div>
    </fieldset>
  );
}

/** The text of a surface becomes a typed function. */
function edit({ name, start, noise }: SurfaceSetup): void {
  const surface = surfaces[name];
  if (surface) changeProblem({ kind: "function", text: surface.text, start, window: surface.window, noise });
}
