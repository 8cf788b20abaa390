/** Time in the reader's hands: play, pause, speed, and a scrubber through all steps. */
import { useComputed } from "@preact/signals";
import type { TargetedKeyboardEvent } from "preact";
import { experiment, isPlaying, playhead, speed } from "../store.ts";
import { isLogTime, play, seek } from "./player.ts";
import "./views.css";

const speeds = [10, 50, 200, 1000, 5000];

/** The controls. */
export function Transport() {
  return (
    <fieldset class="transport" aria-label="Time">
      <PlayButton />
      <Scrubber />
      <label>
        <span class="only-read">Speed</span>
        <select
          value={isLogTime.value ? "log" : String(speed.value)}
          onChange={({ currentTarget: { value } }) => {
            isLogTime.value = value === "log";
            if (value !== "log") speed.value = Number(value);
          }}
        >
          {speeds.map((each) => (
            <option key={each} value={String(each)}>
              {each} steps/s
            </option>
          ))}
          <option value="log">slow start, then faster</option>
        </select>
      </label>
    </fieldset>
  );
}

function PlayButton() {
  const isOver = useComputed(() => playhead.value >= experiment.value.steps);
  const name = isPlaying.value ? "Pause" : isOver.value ? "Play again" : "Play";
  const shape = isPlaying.value
    ? "M7 5h4v14H7zM13 5h4v14h-4z"
    : isOver.value
      ? "M12 5V1L6 6l6 5V7a5 5 0 1 1-5 5H5a7 7 0 1 0 7-7z"
      : "M7 4l13 8-13 8z";
  const toggle = (): void => {
    if (isPlaying.peek()) isPlaying.value = false;
    else play();
  };
  return (
    <button type="button" class="play" aria-label={name} title={name} onClick={toggle}>
      <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
        <path d={shape} fill="currentColor" />
      </svg>
    </button>
  );
}

/** How fine the scrubber is by even ratios. */
const fine = 1000;

function Scrubber() {
  const { steps } = experiment.value;
  const isLog = isLogTime.value;
  const step = playhead.value;
  const place = isLog ? (Math.log1p(step) / Math.log1p(steps)) * fine : step;
  const jump = (event: TargetedKeyboardEvent<HTMLInputElement>): void => {
    const page = Math.max(1, Math.round(steps / 20));
    const by: Readonly<Record<string, number>> = {
      ArrowLeft: -1,
      ArrowDown: -1,
      ArrowRight: 1,
      ArrowUp: 1,
      PageDown: -page,
      PageUp: page,
      Home: -steps,
      End: steps,
    };
    const change = by[event.key];
    if (change === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    pauseAt(step + change * (event.shiftKey && Math.abs(change) === 1 ? 10 : 1));
  };
  return (
    <>
      <input
        type="range"
        min={0}
        max={isLog ? fine : steps}
        step={1}
        value={place}
        aria-label="Step"
        aria-valuetext={`step ${step} of ${steps}`}
        onInput={({ currentTarget: { valueAsNumber: value } }) =>
          pauseAt(isLog ? Math.expm1((value / fine) * Math.log1p(steps)) : value)
        }
        onKeyDown={jump}
      />
      <span class="step number" aria-hidden="true">
        {step} / {steps}
      </span>
    </>
  );
}

function pauseAt(step: number): void {
  isPlaying.value = false;
  seek(step);
}
