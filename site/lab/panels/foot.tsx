/** The end of the page: its keys, and the place where screen readers are told the result. */
import { announcement } from "../announce.ts";
import "../style/fields.css";

/** The foot. */
export function Foot() {
  return (
    <>
      <details>
        <summary>Keys</summary>
        <dl class="keys">
          <dt>Space</dt>
          <dd>play or pause</dd>
          <dt>Left, right</dt>
          <dd>one step back or on; with Shift ten</dd>
          <dt>Home, End</dt>
          <dd>first and last step</dd>
          <dt>Ctrl+Z, Ctrl+Y</dt>
          <dd>undo, redo</dd>
        </dl>
      </details>
      <p class="aside">All of it runs in this page: nothing you type or drop here is sent anywhere.</p>
      <p class="only-read" role="status">
        {announcement.value}
      </p>
    </>
  );
}
