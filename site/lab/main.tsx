/** The page of the lab: the worker first, since it takes longest; then what is seen; what can be done follows the first race. */
import { effect } from "@preact/signals";
import { hydrate } from "preact";
import { App } from "./app.tsx";
import { start } from "./client.ts";
import { hasRaced } from "./later.tsx";
import { followTheme } from "./theme.ts";
import { startTime } from "./views/player.ts";

start();
startTime();
followTheme();
hydrate(<App />, document.getElementById("lab") as HTMLElement);
// What is linked to is opened at once.
if (location.hash.length > 1) void import("./address.ts").then(({ openAddress }) => openAddress());
const stop = effect(() => {
  if (!hasRaced.value) return;
  void import("./after-race.ts").then(({ listen }) => listen());
  queueMicrotask(() => stop());
});
