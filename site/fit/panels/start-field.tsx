/** Where the search for one parameter begins, its bounds, and whether it is held. */
import { NumberField } from "../../lab/panels/number-field.tsx";
import type { Outcome } from "../outcome.ts";
import type { FitSetup } from "../setup.ts";
import { sliderOf } from "../slider.ts";
import { change, moveStart, setup } from "../store.ts";

const none = { min: null, max: null };

/** The bounds with one of a parameter changed; without those that bound nothing. */
function withBound(before: FitSetup, name: string, side: "min" | "max", value: number | null): FitSetup {
  const own = { ...(before.bounds[name] ?? none), [side]: value };
  const { [name]: _, ...others } = before.bounds;
  return { ...before, bounds: own.min === null && own.max === null ? others : { ...others, [name]: own } };
}

/** The field. */
export function StartField({ name, outcome }: { readonly name: string; readonly outcome: Outcome }) {
  const { start, fixed, bounds } = setup.value;
  const held = Object.hasOwn(fixed, name) ? (fixed[name] as number) : null;
  const { min, max } = bounds[name] ?? none;
  const value = held ?? start?.[name] ?? outcome.start[name] ?? 0;
  const hold = (to: number): void =>
    change((before) => ({ ...before, fixed: { ...before.fixed, [name]: to } }), `fixed ${name}`);
  const release = (): void =>
    change((before) => {
      const { [name]: _, ...others } = before.fixed;
      return { ...before, fixed: others };
    });
  const bound = (side: "min" | "max", label: string, current: number | null) => (
    <NumberField
      label={label}
      value={current}
      onChange={(to) => change((before) => withBound(before, name, side, to), `${side} ${name}`)}
      onReset={current === null ? undefined : () => change((before) => withBound(before, name, side, null))}
    />
  );
  return (
    <div>
      <NumberField
        label={name}
        meaning={held === null ? "Where the search begins." : "It keeps this value."}
        value={Number(value.toPrecision(6))}
        scale={sliderOf(outcome.scale[name] ?? [value], { min, max })}
        problemOf={(to) =>
          held === null && ((min !== null && to < min) || (max !== null && to > max))
            ? `the start must be within its bounds, ${min ?? "−∞"} to ${max ?? "∞"}`
            : null
        }
        onChange={(to) => (held === null ? moveStart(name, to) : hold(to))}
      />
      <details>
        <summary>
          {held !== null ? "held" : min !== null || max !== null ? "bounded" : "Hold or bound"}
          <span class="only-read"> {name}</span>
        </summary>
        <div class="limits">
          <label class="check">
            <input
              type="checkbox"
              checked={held !== null}
              onChange={() => (held === null ? hold(value) : release())}
            />
            hold at this value
          </label>
          {held === null && bound("min", `at least`, min)}
          {held === null && bound("max", `at most`, max)}
        </div>
      </details>
    </div>
  );
}
