/** The views that measure: tabs, each loaded when it is first opened. */
import { signal } from "@preact/signals";
import type { FunctionComponent } from "preact";
import { later } from "../later.tsx";

const always = signal(true);
const views = import.meta.glob<Record<string, FunctionComponent>>(
  "../views/{loss-curves,rate-curves,state-over-time,one-step,ranking}.tsx",
);

const tabs = [
  ["loss", "Loss", "loss-curves", "LossCurves"],
  ["rates", "Loss by rate", "rate-curves", "RateCurves"],
  ["state", "State", "state-over-time", "StateOverTime"],
  ["step", "One step", "one-step", "OneStep"],
  ["ranking", "Ranking", "ranking", "Ranking"],
].flatMap(([id = "", title = "", file, name = ""]) => {
  const load = views[`../views/${file}.tsx`];
  if (!load) return [];
  const View = later(() => load().then((module) => module[name] as FunctionComponent), always);
  return [{ id, title, View }];
});

const open = signal("loss");

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
