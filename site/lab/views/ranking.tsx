/** The standings at the playhead as a table that one can sort: also what pictures say, for those who do not see them. */
import { computed, signal } from "@preact/signals";
import { shortNumber } from "../../figures/numbers.ts";
import { dimension, experiment, field, selected } from "../store.ts";
import { Marker } from "./marker.tsx";
import { Scrolls } from "./scrolls.tsx";
import { slowPlayhead } from "./slow-playhead.ts";
import { type Standing, standings, usualTarget } from "./standings.ts";
import "./views.css";
import { visibleTracks } from "./visible-tracks.ts";

type Key = Exclude<keyof Standing, "id">;

/** What the reader has set as the target; null for the usual one. */
const chosenTarget = signal<number | null>(null);

const target = computed(() => chosenTarget.value ?? usualTarget(visibleTracks.value.values()));

const order = signal<{ readonly key: Key; readonly isRising: boolean }>({ key: "rank", isRising: true });

const minima = computed(() => (dimension.value === 2 ? (field.value?.minima ?? []) : []));

const columns = computed(() => {
  const all: { readonly key: Key; readonly title: string }[] = [
    { key: "rank", title: "Rank" },
    { key: "label", title: "Contestant" },
    { key: "loss", title: "Loss" },
    { key: "finalLoss", title: "Loss at the end" },
    { key: "rate", title: "Rate" },
    { key: "reached", title: "Steps to target" },
  ];
  if (minima.value.length > 0) all.push({ key: "distance", title: "To nearest minimum" });
  all.push({ key: "divergedAt", title: "Diverged at" });
  return all;
});

const rows = computed(() => {
  const { key, isRising } = order.value;
  const found = standings(
    experiment.value,
    visibleTracks.value,
    minima.value,
    slowPlayhead.value,
    target.value,
  );
  return found.toSorted((one, other) => {
    const [a, b] = [one[key], other[key]];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    const sign = typeof a === "string" ? a.localeCompare(String(b)) : a - (b as number);
    return isRising ? sign : -sign;
  });
});

/** The table. */
export function Ranking() {
  return (
    <div class="view">
      <div class="choices">
        <label>
          Target loss{" "}
          <input
            type="number"
            step="any"
            value={target.value}
            onChange={({ currentTarget: { valueAsNumber: value } }) => {
              chosenTarget.value = Number.isFinite(value) ? value : null;
            }}
          />
        </label>
      </div>
      <Scrolls label="Standings">
        <table class="ranking">
          <caption>
            Standings at step <span class="number">{slowPlayhead.value}</span>
          </caption>
          <thead>
            <tr>
              {columns.value.map(({ key, title }) => (
                <Head key={key} column={key} title={title} />
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.value.map((row) => (
              <Row key={row.id} row={row} />
            ))}
          </tbody>
        </table>
      </Scrolls>
    </div>
  );
}

function Head({ column, title }: { readonly column: Key; readonly title: string }) {
  const { key, isRising } = order.value;
  const isSorted = key === column;
  return (
    <th scope="col" aria-sort={isSorted ? (isRising ? "ascending" : "descending") : "none"}>
      <button
        type="button"
        class="quiet"
        onClick={() => {
          order.value = { key: column, isRising: isSorted ? !isRising : true };
        }}
      >
        {title}
        {isSorted && <span aria-hidden="true">{isRising ? "▲" : "▼"}</span>}
      </button>
    </th>
  );
}

const words = (value: number | null): string => (value === null ? "—" : shortNumber(value));

function Row({ row }: { readonly row: Standing }) {
  return (
    <tr aria-current={selected.value === row.id ? "true" : undefined}>
      {columns.value.map(({ key }) =>
        key === "label" ? (
          <th key={key} scope="row">
            <Marker id={row.id} /> {row.label}
          </th>
        ) : (
          <td key={key} class="number">
            {key === "loss" && row.loss === null ? "diverged" : words(row[key])}
          </td>
        ),
      )}
    </tr>
  );
}
