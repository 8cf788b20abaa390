/** The page of the lab: the worker first, since it takes longest; then what is seen. */
import { render } from "preact";
import { App } from "./app.tsx";
import { start } from "./client.ts";
import { startTime } from "./views/player.ts";

start();
startTime();
render(<App />, document.getElementById("lab") as HTMLElement);
