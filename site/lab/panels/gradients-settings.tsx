/** Gradients that one pastes, or the losses that they are of: one parameter meets them one after the other. */
import { useId, useState } from "preact/hooks";
import { bounds, type GradientsSetup } from "../../engine/experiment.ts";
import { gradientsText, readGradients } from "../../engine/problems/paste-gradients.ts";
import { changeProblem } from "../store.ts";
import { NumberField } from "./number-field.tsx";
import { whole } from "./whole.ts";

/** The settings. */
export function GradientsSettings({ problem }: { readonly problem: GradientsSetup }) {
  const id = useId();
  const { gradients } = problem;
  const [typed, setTyped] = useState<{ text: string; of: GradientsSetup["gradients"] } | null>(null);
  const own = "text" in gradients ? gradients : null;
  const isTyped = typed?.of === gradients;
  const text = isTyped ? typed.text : "text" in gradients ? gradients.text : gradientsText(gradients);
  const failure = isTyped ? problemOf(typed.text) : null;
  const take = (entered: string): void => {
    const next = problemOf(entered) === null ? read(entered, own?.period ?? 100) : gradients;
    setTyped({ text: entered, of: next });
    if (next !== gradients) changeProblem({ ...problem, gradients: next }, { as: "gradients" });
  };
  return (
    <>
      <label class="field" for={id}>
        <span class="field-head">gradients, over and over; or the loss of a step in x, t and a random r</span>
        <textarea
          id={id}
          rows={3}
          spellcheck={false}
          value={text}
          aria-invalid={failure !== null}
          onInput={({ currentTarget }) => take(currentTarget.value)}
        />
      </label>
      {failure !== null && <p class="failure">{failure}</p>}
      <div class="options">
        {own && (
          <NumberField
            label="period"
            meaning="The loss shown is the mean over this many steps."
            value={own.period}
            problemOf={whole(1, bounds.period)}
            onChange={(period) =>
              changeProblem({ ...problem, gradients: { ...own, period } }, { as: "period" })
            }
          />
        )}
        <NumberField
          label="start"
          value={problem.start}
          onChange={(start) => changeProblem({ ...problem, start }, { as: "start" })}
        />
        <label class="field check">
          <input
            type="checkbox"
            checked={problem.bounds !== null}
            onChange={({ currentTarget: { checked } }) =>
              changeProblem({ ...problem, bounds: checked ? [-1, 1] : null })
            }
          />
          <span>keep it in [-1, 1]</span>
        </label>
      </div>
    </>
  );
}

/** A text with letters, other than those of numbers such as 1e-3, is a loss. */
const isLoss = (text: string): boolean => /[a-df-z]|e(?![-+\d])/i.test(text);

const read = (text: string, period: number): GradientsSetup["gradients"] =>
  isLoss(text) ? { text, period } : readGradients(text);

/** What is wrong with a list; a loss is judged where it is raced. */
function problemOf(text: string): string | null {
  try {
    read(text, 1);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
