/** The page of the lab: the worker first, since it takes longest; then what is seen. */
import { hydrate } from "preact";
import { keepAddress, openAddress } from "./address.ts";
import { announce } from "./announce.ts";
import { App } from "./app.tsx";
import { start } from "./client.ts";
import { listenToKeys } from "./keys.ts";
import { followTheme } from "./theme.ts";
import { startTime } from "./views/player.ts";

start();
startTime();
followTheme();
hydrate(<App />, document.getElementById("lab") as HTMLElement);
void openAddress();
keepAddress();
listenToKeys();
announce();
