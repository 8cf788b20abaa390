/** What the page does once it has raced: it listens to keys, its address and the end of races, and is kept for use without a network. */
import { keepOffline } from "../offline.ts";
import { keepAddress } from "./address.ts";
import { announce } from "./announce.ts";
import { listenToKeys } from "./keys.ts";

/** Listens. */
export function listen(): void {
  keepAddress();
  listenToKeys();
  announce();
  if (import.meta.env.PROD) keepOffline("../service-worker.js");
}
