/** The options of an optimizer, a schedule or a wrapper, as the catalogue lists them: a field for each. */
import { useState } from "preact/hooks";
import { defaultOf, optionsOf, problemOf } from "../../engine/catalogue.ts";
import type { CatalogueEntry, CatalogueOption } from "../../engine/catalogue-types.ts";
import type { OptionValues } from "../../engine/experiment.ts";
import { NumberField } from "./number-field.tsx";
import type { Scale } from "./scale.ts";

/** What the fields show and whom they tell. */
export interface OptionFieldsProps {
  readonly entry: CatalogueEntry;
  readonly values: OptionValues;
  /** @param option - which one was changed. */
  readonly onChange: (values: OptionValues, option: string) => void;
}

/** All options of the form that is chosen, but the rate. */
export function OptionFields({ entry, values, onChange }: OptionFieldsProps) {
  const like = typeof values.like === "string" ? values.like : undefined;
  const options = optionsOf(entry, like).filter(
    ({ rate, needs }) => !rate && (needs === undefined || values[needs] !== undefined),
  );
  const set = (name: string, value: number | string | boolean | null): void => {
    const { [name]: _, ...others } = values;
    onChange(value === null ? others : { ...others, [name]: value }, name);
  };
  const [hint, setHint] = useState<string | null>(null);
  const hintAt = ({ target }: Event): void => {
    const field = target instanceof Element ? target.closest<HTMLElement>("[data-meaning]") : null;
    if (field?.dataset.meaning) setHint(field.dataset.meaning);
  };
  if (options.length === 0 && !entry.forms) return null;
  return (
    <div class="options" onFocusIn={hintAt} onPointerOver={hintAt}>
      {entry.forms && (
        <label class="field">
          <span class="field-head">as in</span>
          <select
            value={like ?? ""}
            onChange={({ currentTarget }) => set("like", currentTarget.value || null)}
          >
            <option value="">the library's own form</option>
            {entry.forms.map((form) => (
              <option key={form} value={form}>
                {formNames[form] ?? form}
              </option>
            ))}
          </select>
        </label>
      )}
      {options.map((option) => (
        <OptionField
          key={option.name}
          option={option}
          usual={defaultOf(option, like)}
          value={values[option.name]}
          onChange={(value) => set(option.name, value)}
        />
      ))}
      <p class="hint aside" aria-hidden="true">
        {hint ?? "Point at an option to read what it does."}
      </p>
    </div>
  );
}

const formNames: Readonly<Record<string, string>> = {
  torch: "PyTorch",
  optax: "optax",
  keras: "Keras",
  textbook: "the textbook",
  paper: "the paper",
};

interface OptionFieldProps {
  readonly option: CatalogueOption;
  readonly usual: number | string | boolean | null;
  readonly value: number | string | boolean | undefined;
  readonly onChange: (value: number | string | boolean | null) => void;
}

function OptionField({ option, usual, value, onChange }: OptionFieldProps) {
  const now = value ?? usual;
  const { name, meaning, kind, words = [] } = option;
  if (kind === "boolean")
    return (
      <label class="field check" data-meaning={meaning}>
        <input
          type="checkbox"
          checked={now === true}
          onChange={({ currentTarget: { checked } }) =>
            onChange(checked === (usual ?? false) ? null : checked)
          }
        />
        <span>
          {name} <span class="only-read">{meaning}</span>
        </span>
      </label>
    );
  if (kind === "word" || (words.length > 0 && typeof now === "string"))
    return (
      <label class="field" data-meaning={meaning}>
        <span class="field-head">
          {name} <span class="only-read">{meaning}</span>
        </span>
        <select
          value={String(now ?? "")}
          onChange={({ currentTarget }) => onChange(currentTarget.value || null)}
        >
          {usual === null && <option value="">none</option>}
          {words.map((word) => (
            <option key={word}>{word}</option>
          ))}
        </select>
      </label>
    );
  return (
    <NumberField
      label={name}
      meaning={meaning}
      value={typeof now === "number" ? now : null}
      scale={scaleOf(option, typeof usual === "number" ? usual : null)}
      problemOf={(number) => problemOf(option, number)}
      onChange={onChange}
      onReset={value === undefined ? undefined : () => onChange(null)}
    />
  );
}

/** A slider for an option: decay rates near one, small numbers by powers of ten, what has two ends evenly. */
export function scaleOf({ min, max, whole, open = [], share }: CatalogueOption, usual: number | null): Scale {
  if (whole)
    return {
      spread: "even",
      from: min ?? 0,
      to: Math.min(max ?? Infinity, Math.max(20, 2 * (usual ?? 0))),
      isWhole: true,
    };
  if (share) return { spread: "even", from: 0, to: 1 };
  if (min === 0 && max === 1 && open.includes("max")) return { spread: "below-one", from: 0, to: 0.99999 };
  if (min !== undefined && max !== undefined && Number.isFinite(max - min))
    return { spread: "even", from: min, to: max };
  const size = usual === null || usual === 0 ? 0.01 : Math.abs(usual);
  if (min !== undefined && min >= 0) return { spread: "powers", from: size / 10_000, to: size * 1000 };
  return { spread: "even", from: -10 * size, to: 10 * size };
}
