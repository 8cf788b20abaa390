/** The views that measure: tabs, each loaded when it is first opened. */
import { signal } from "@preact/signals";
import { atOnce, later } from "../later.tsx";
import "../style/fields.css";

const tabs = [
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

const open = signal<(typeof tabs)[number]["id"]>("loss");

/** The card. */
export function Measures() {
  const keys = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = tabs.findIndex(({ id }) => id === open.value);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (!next) return;
    open.value = next.id;
    document.getElementById(`tab-${next.id}`)?.focus();
  };
  return (
    <>
      <div class="tabs" role="tablist" aria-label="Measurements" onKeyDown={keys}>
        {tabs.map(({ id, title }) => (
          <button
            key={id}
            type="button"
            role="tab"
            id={`tab-${id}`}
            aria-selected={open.value === id}
            aria-controls={`panel-${id}`}
            tabIndex={open.value === id ? 0 : -1}
            onClick={() => {
              open.value = id;
            }}
          >
            {title}
          </button>
        ))}
      </div>
      {tabs.map(({ id, View }) => (
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
