/** A number one can slide or type. What is typed and cannot be is told below, and changes nothing. */
import { useId, useState } from "preact/hooks";
import { placeOn, type Scale, valueAt } from "./scale.ts";

/** What the field shows and whom it tells. */
export interface NumberFieldProps {
  readonly label: string;
  /** Null for what is not set. */
  readonly value: number | null;
  readonly onChange: (value: number) => void;
  /** Without one there is no slider. */
  readonly scale?: Scale | undefined;
  /** What it is for, in a sentence. */
  readonly meaning?: string | undefined;
  /** Why a number cannot be; null if it can. */
  readonly problemOf?: (value: number) => string | null;
  /** Takes the number back to what it is without being set; missing where it is not set. */
  readonly onReset?: (() => void) | undefined;
  readonly isDisabled?: boolean;
}

/** The field. */
export function NumberField(props: NumberFieldProps) {
  const {
    label,
    value,
    onChange,
    scale,
    meaning,
    problemOf = () => null,
    onReset,
    isDisabled = false,
  } = props;
  const id = useId();
  const [typed, setTyped] = useState<{ text: string; of: number | null } | null>(null);
  const text = typed && typed.of === value ? typed.text : value === null ? "" : String(value);
  const problem = typed && typed.of === value ? problemWith(typed.text, problemOf) : null;

  const take = (entered: string): void => {
    const number = Number(entered);
    const isGood = problemWith(entered, problemOf) === null;
    setTyped({ text: entered, of: isGood ? number : value });
    if (isGood && number !== value) onChange(number);
  };

  return (
    <div class="field number-field" data-meaning={meaning}>
      <div class="field-head">
        <label for={id}>{label}</label>
        {onReset && (
          <button type="button" class="reset" onClick={onReset} aria-label={`Default of ${label}`}>
            default
          </button>
        )}
        <input
          id={id}
          class="number"
          type="text"
          inputMode="decimal"
          autocomplete="off"
          spellcheck={false}
          placeholder="none"
          disabled={isDisabled}
          value={text}
          aria-invalid={problem !== null}
          aria-describedby={meaning || problem ? `${id}-more` : undefined}
          onInput={({ currentTarget }) => take(currentTarget.value)}
          onBlur={() => problem === null && setTyped(null)}
        />
      </div>
      {scale && (
        <input
          type="range"
          min="0"
          max="1"
          step={scale.isWhole ? 1 / (scale.to - scale.from) : 0.005}
          disabled={isDisabled}
          value={placeOn(scale, value ?? scale.from)}
          aria-label={label}
          aria-valuetext={value === null ? "none" : String(value)}
          onInput={({ currentTarget }) => onChange(valueAt(scale, Number(currentTarget.value)))}
        />
      )}
      {(meaning || problem) && (
        <p id={`${id}-more`} class={problem ? "failure" : "only-read"}>
          {problem ?? meaning}
        </p>
      )}
    </div>
  );
}

function problemWith(text: string, problemOf: (value: number) => string | null): string | null {
  const trimmed = text.trim();
  if (trimmed === "" || !Number.isFinite(Number(trimmed))) return `"${trimmed}" is not a number`;
  return problemOf(Number(trimmed));
}
