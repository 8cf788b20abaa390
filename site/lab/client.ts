/** The page's side of the worker: starts a run for each experiment, writes what it tells into the store. */
import { effect } from "@preact/signals";
import type { Reply } from "../engine/protocol.ts";
import { digest, dimension, experiment, field, problemFailure, type Track, tracks } from "./store.ts";

/** Starts the worker and a run for the experiment, now and at every change of it. */
export function start(): void {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  let run = 0;
  worker.onmessage = ({ data }: MessageEvent<Reply>) => {
    if (data.run === run) take(data);
  };
  effect(() => {
    run++;
    digest.value = null;
    worker.postMessage({ type: "race", run, experiment: experiment.value });
  });
}

function take(reply: Reply): void {
  switch (reply.type) {
    case "field":
      field.value = reply.field;
      dimension.value = reply.dimension;
      problemFailure.value = null;
      break;
    case "steps": {
      const track = reply.from === 0 ? emptyTrack() : (tracks.value.get(reply.contestant) ?? emptyTrack());
      track.losses.set(reply.losses, reply.from);
      if (reply.points) track.points?.set(reply.points, reply.from * 2);
      const length = reply.from + reply.losses.length;
      tracks.value = new Map(tracks.value).set(reply.contestant, { ...track, length });
      break;
    }
    case "raced":
      digest.value = reply.digest;
      break;
    case "failed":
      if (reply.where === "problem") problemFailure.value = reply;
      break;
  }
}

function emptyTrack(): Track {
  const { steps } = experiment.peek();
  return {
    losses: new Float64Array(steps + 1),
    points: new Float64Array(2 * (steps + 1)),
    length: 0,
    trials: [],
    band: null,
    failure: null,
  };
}
