/** The formula: typed, or that of a named model. */
import { CodeField } from "../../lab/editor/code-field.tsx";
import type { Word } from "../../lab/editor/vocabulary.ts";
import { inFormula, modelFormula, modelTitles, sidesOf } from "../setup.ts";
import { changeFormula, failure, setup } from "../store.ts";

const words = (): readonly Word[] => [
  ...Object.keys(setup.peek().table.columns).map(
    (name): Word => ({ name: inFormula(name), call: "", meaning: "a column" }),
  ),
  ...Object.entries(modelTitles).map(([name, title]): Word => ({ name, call: "(x)", meaning: title })),
];

/** The card. */
export function FormulaPanel() {
  const { formula, table } = setup.value;
  const { response, predictor, model } = sidesOf(setup.value);
  const columns = Object.keys(table.columns);
  const y = response ?? (columns.at(-1) as string);
  const x = predictor ?? (columns.find((name) => name !== y) as string);
  const problem = failure.value?.place ? failure.value : null;
  const choose = (chosen: string, of: string, by: string): void =>
    changeFormula(modelFormula(chosen, of, by), "");
  const list = (label: string, value: string, take: (name: string) => void) => (
    <label class="field">
      <span class="field-head">{label}</span>
      <select value={value} onChange={({ currentTarget }) => take(currentTarget.value)}>
        {columns.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <section class="card" aria-labelledby="formula-title">
      <header>
        <h2 id="formula-title">Formula</h2>
      </header>
      <div class="body stack">
        <div>
          <CodeField
            kind="formula"
            text={formula}
            label="Formula: response ~ model"
            problem={problem}
            words={words}
            onChange={(text) => changeFormula(text)}
          />
          {problem?.quoted && <pre class="quoted">{problem.quoted}</pre>}
        </div>
        <div class="row-of-three">
          <label class="field">
            <span class="field-head">model</span>
            <select
              value={model ?? ""}
              onChange={({ currentTarget }) => currentTarget.value && choose(currentTarget.value, y, x)}
            >
              <option value="">typed</option>
              {Object.entries(modelTitles).map(([name, title]) => (
                <option key={name} value={name}>
                  {title}
                </option>
              ))}
            </select>
          </label>
          {model && list("response", y, (name) => choose(model, name, x))}
          {model && list("predictor", x, (name) => choose(model, y, name))}
        </div>
        <p class="aside">
          <code>response ~ model</code>, with <code>+ - * / ^</code>, <code>exp</code>, <code>log</code>,{" "}
          <code>sqrt</code>, <code>sin</code>, <code>where</code> and <a href="../language.html">others</a>. A
          name that is no column is a parameter.
        </p>
      </div>
    </section>
  );
}
