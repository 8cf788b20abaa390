/** Which contestant and which of its parameters a view is about. */
import { signal } from "@preact/signals";
import { dimension, selected, shown } from "../store.ts";

/** The parameter that views show, from 0. */
export const coordinate = signal(0);

/** The choice of both. */
export function CoordinateChoice() {
  const last = dimension.value - 1;
  const shownIndex = Math.min(coordinate.value, last);
  return (
    <div class="choices">
      <label>
        Contestant{" "}
        <select
          value={selected.value}
          onChange={({ currentTarget }) => {
            selected.value = currentTarget.value;
          }}
        >
          {shown.value.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {last === 1 ? (
        <label>
          Parameter{" "}
          <select
            value={String(shownIndex)}
            onChange={({ currentTarget }) => {
              coordinate.value = Number(currentTarget.value);
            }}
          >
            <option value="0">x</option>
            <option value="1">y</option>
          </select>
        </label>
      ) : null}
      {last > 1 ? (
        <label>
          Parameter{" "}
          <input
            type="number"
            min={0}
            max={last}
            value={shownIndex}
            onChange={({ currentTarget: { valueAsNumber: value } }) => {
              if (Number.isInteger(value)) coordinate.value = Math.max(0, Math.min(last, value));
            }}
          />
        </label>
      ) : null}
    </div>
  );
}
