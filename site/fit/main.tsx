/** The page of fits. */
import { render } from "preact";
import { followTheme } from "../lab/appearance.ts";
import { listenToUndo } from "../lab/undo-keys.ts";
import { keepOffline } from "../offline.ts";
import { keepAddress, openAddress } from "./address.ts";
import { announce } from "./announce.ts";
import { App } from "./app.tsx";
import { redo, start, undo } from "./store.ts";

// What is linked to is fitted first: nobody sees another fit before.
if (location.hash.length > 1) await openAddress();
start();
followTheme();
render(<App />, document.getElementById("fit") as HTMLElement);
addEventListener("hashchange", () => void openAddress());
keepAddress();
listenToUndo(undo, redo);
announce();
if (import.meta.env.PROD) keepOffline("../service-worker.js");
