/** The start of the race as a handle: dragged, or moved by the arrow keys; Shift makes steps large. */
import type { TargetedKeyboardEvent } from "preact";
import type { Point, Window } from "../../engine/experiment.ts";
import { shortNumber } from "../../figures/numbers.ts";
import { setStart } from "../store.ts";
import { tidy } from "./tidy.ts";

const directions: Readonly<Record<string, Point>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** The handle; `left` and `top` are where it stands in the plot. */
export function StartHandle(props: {
  readonly start: Point;
  readonly window: Window;
  readonly left: number;
  readonly top: number;
}) {
  const { start, window } = props;
  const move = (event: TargetedKeyboardEvent<HTMLElement>): void => {
    const direction = directions[event.key];
    if (!direction) return;
    event.preventDefault();
    const part = event.shiftKey ? 0.1 : 0.01;
    setStart(
      [0, 1].map((axis) => {
        const [from, to] = axis === 0 ? window.x : window.y;
        const size = to - from;
        const value = (start[axis] as number) + (direction[axis] as number) * part * size;
        return tidy(Math.max(from, Math.min(to, value)), size);
      }) as unknown as Point,
    );
  };
  return (
    <div
      class="start-handle"
      role="slider"
      tabIndex={0}
      aria-label="Start of the race: arrow keys move it in the plane"
      aria-valuemin={window.x[0]}
      aria-valuemax={window.x[1]}
      aria-valuenow={start[0]}
      aria-valuetext={`x ${shortNumber(start[0], 4)}, y ${shortNumber(start[1], 4)}`}
      style={{ left: `${props.left}px`, top: `${props.top}px` }}
      onKeyDown={move}
    />
  );
}
