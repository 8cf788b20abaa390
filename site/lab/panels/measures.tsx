/** The views that measure: tabs, each loaded when it is first opened. */
import { computed, signal } from "@preact/signals";
import { atOnce, later } from "../later.tsx";
import { stage } from "../store.ts";
import "../style/fields.css";

const all = [
  {
    id: "loss",
    title: "Loss",
    View: later(() => import("../views/loss-curves.tsx").then((view) => view.LossCurves), {
      isWanted: atOnce,
    }),
  },
  {
    id: "rates",
    title: "Loss by rate",
    View: later(() => import("../views/rate-curves.tsx").then((view) => view.RateCurves), {
      isWanted: atOnce,
    }),
  },
  {
    id: "state",
    title: "State",
    View: later(() => import("../views/state-over-time.tsx").then((view) => view.StateOverTime), {
      isWanted: atOnce,
    }),
  },
  {
    id: "step",
    title: "One step",
    View: later(() => import("../views/one-step.tsx").then((view) => view.OneStep), { isWanted: atOnce }),
  },
  {
    id: "ranking",
    title: "Ranking",
    View: later(() => import("../views/ranking.tsx").then((view) => view.Ranking), { isWanted: atOnce }),
  },
] as const;

type Id = (typeof all)[number]["id"];

const chosen = signal<Id>("loss");

/** Those that the large picture does not show already. */
const tabs = computed(() => all.filter(({ id }) => id !== stage.value));

/** The one that is open: the chosen one, or the first where that is missing. */
const open = computed<Id>(() =>
  tabs.value.some(({ id }) => id === chosen.value) ? chosen.value : (tabs.value[0]?.id ?? "rates"),
);

/** The card. */
export function Measures() {
  const keys = (event: KeyboardEvent): void => {
    const { length } = tabs.value;
    const at = tabs.value.findIndex(({ id }) => id === open.value);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1 + length, Home: 0, End: length - 1 }[event.key];
    const next = to === undefined ? undefined : tabs.value[to % length];
    if (!next) return;
    event.preventDefault();
    chosen.value = next.id;
    document.getElementById(`tab-${next.id}`)?.focus();
  };
  return (
    <>
      <div class="tabs" role="tablist" aria-label="Measurements" onKeyDown={keys}>
        {tabs.value.map(({ id, title }) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`tab-${id}`}
            aria-selected={open.value === id}
            aria-controls={`panel-${id}`}
            tabIndex={open.value === id ? 0 : -1}
            onClick={() => {
              chosen.value = id;
            }}
          >
            {title}
          </button>
        ))}
      </div>
      {tabs.value.map(({ id, View }) => (
        <div
          key={id}
          class="body"
          role="tabpanel"
          id={`panel-${id}`}
          aria-labelledby={`tab-${id}`}
          hidden={open.value !== id}
        >
          {open.value === id && <View meanwhile={<p class="aside">Loading.</p>} />}
        </div>
      ))}
    </>
  );
}
