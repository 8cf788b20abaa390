/** The page of the lab: the worker first, since it takes longest; then what is seen; what can be done follows the first race. */
import { effect } from "@preact/signals";
import { hydrate } from "preact";
import { App } from "./app.tsx";
import { followTheme } from "./appearance.ts";
import { start } from "./client.ts";
import { hasRaced } from "./later.tsx";
import { startTime } from "./views/player.ts";

// What is linked to is opened before anything races: nobody sees another race first.
const openLinked = () => import("./address.ts").then(({ openAddress }) => openAddress());
addEventListener("hashchange", () => void openLinked());
if (location.hash.length > 1) {
  void openLinked().finally(() => {
    start();
    hasRaced.value = true;
  });
} else start();
startTime();
followTheme();
hydrate(<App />, document.getElementById("lab") as HTMLElement);
const stop = effect(() => {
  if (!hasRaced.value) return;
  void import("./after-race.ts").then(({ listen }) => listen());
  queueMicrotask(() => stop());
});
