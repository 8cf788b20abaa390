/** What the page listens to once it has raced: keys, its address, the end of races. */
import { keepAddress } from "./address.ts";
import { announce } from "./announce.ts";
import { listenToKeys } from "./keys.ts";

/** Listens. */
export function listen(): void {
  keepAddress();
  listenToKeys();
  announce();
}
