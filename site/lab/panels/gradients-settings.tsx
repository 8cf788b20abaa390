/** Gradients that one pastes: one parameter meets them one after the other, over and over. */
import { useId, useState } from "preact/hooks";
import { bounds, type GradientsSetup } from "../../engine/experiment.ts";
import { changeProblem } from "../store.ts";
import { NumberField } from "./number-field.tsx";

/** Lists on which methods differ, from Reddi, Kale and Kumar (ICLR 2018) and the exercises of the guide. */
const ready: readonly { readonly title: string; readonly setup: GradientsSetup }[] = [
  { title: "4, -1, -1", setup: { kind: "gradients", gradients: [4, -1, -1], start: 0, bounds: [-1, 1] } },
  {
    title: "1010, then -10 a hundred times",
    setup: {
      kind: "gradients",
      gradients: [1010, ...Array<number>(100).fill(-10)],
      start: 0,
      bounds: [-1, 1],
    },
  },
];

/** The settings. */
export function GradientsSettings({ problem }: { readonly problem: GradientsSetup }) {
  const id = useId();
  const [typed, setTyped] = useState<{ text: string; of: GradientsSetup["gradients"] } | null>(null);
  const text = typed?.of === problem.gradients ? typed.text : inShort(problem.gradients);
  const read = typed?.of === problem.gradients ? readGradients(typed.text) : null;
  const take = (entered: string): void => {
    const list = readGradients(entered);
    if (typeof list === "string") setTyped({ text: entered, of: problem.gradients });
    else {
      setTyped({ text: entered, of: list });
      changeProblem({ ...problem, gradients: list }, { as: "gradients" });
    }
  };
  return (
    <>
      <label class="field" for={id}>
        <span class="field-head">gradients, one a step, over and over</span>
        <textarea
          id={id}
          rows={3}
          spellcheck={false}
          value={text}
          aria-invalid={typeof read === "string"}
          onInput={({ currentTarget }) => take(currentTarget.value)}
        />
      </label>
      {typeof read === "string" && <p class="failure">{read}</p>}
      <p class="chips">
        {ready.map(({ title, setup }) => (
          <button key={title} type="button" class="quiet" onClick={() => changeProblem(setup)}>
            {title}
          </button>
        ))}
      </p>
      <div class="options">
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

/** Numbers between commas, blanks and line ends; `10*5` is 10 five times. A text says what is wrong. */
function readGradients(text: string): readonly number[] | string {
  const list: number[] = [];
  for (const word of text.split(/[\s,;]+/).filter(Boolean)) {
    const [, value, times = "1"] = /^([^*]+)(?:\*(\d+))?$/.exec(word) ?? [];
    const number = Number(value);
    if (value === undefined || !Number.isFinite(number))
      return `"${word}" is no number; write numbers between commas or blanks, -10*100 for -10 a hundred times`;
    if (list.length + Number(times) > bounds.gradients)
      return `at most ${bounds.gradients} gradients are taken; these are more`;
    for (let count = 0; count < Number(times); count++) list.push(number);
  }
  return list.length > 0 ? list : "write one gradient at least";
}

/** The list as it is typed: what repeats stands once. */
function inShort(gradients: readonly number[]): string {
  const parts: string[] = [];
  for (let at = 0; at < gradients.length; ) {
    let end = at;
    while (end < gradients.length && gradients[end] === gradients[at]) end++;
    parts.push(
      end - at > 2
        ? `${gradients[at]}*${end - at}`
        : Array(end - at)
            .fill(gradients[at])
            .join(", "),
    );
    at = end;
  }
  return parts.join(", ");
}
