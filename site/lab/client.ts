/**
 * The page's side of the worker: starts a run for each change of the experiment, writes what it tells into the store, at most once a
 * frame. A contestant's last good track stays until the new one has come as far as the eye is.
 */
import { effect, untracked } from "@preact/signals";
import type { Failure, Reply } from "../engine/protocol.ts";
import { equations, pictureAnswer, type Question, stateAnswer, stepAnswer, textAnswer } from "./answers.ts";
import { Crew } from "./crew.ts";
import { hasRaced } from "./later.tsx";
import {
  digest,
  dimension,
  experiment,
  field,
  isOver,
  playhead,
  problemFailure,
  revision,
  settleRate,
  type Track,
  tracks,
  tuning,
} from "./store.ts";

let run = 0;
const crew = new Crew((reply) => {
  if (reply.run === run) take(reply);
});

/** Asks about one contestant of the present run; what is answered arrives in `answers.ts`, trials in the contestant's track. */
export function ask(question: Question): void {
  crew.ask({ ...question, run, experiment: experiment.peek() });
}

/** Starts the workers and a run for the experiment, now and at every change of it. */
export function start(): void {
  effect(() => {
    revision.value;
    run++;
    untracked(() => {
      arriving.clear();
      forgetRemoved();
      digest.value = null;
      isOver.value = false;
      tuning.value = null;
      crew.race(run, experiment.value);
    });
  });
}

/** Tracks of this run, as far as they have come. */
const arriving = new Map<string, Track>();
let isFrameDue = false;

function take(reply: Reply): void {
  switch (reply.type) {
    case "alive":
      tuning.value = reply.work.on === "contestant" && reply.work.doing === "tuning" ? reply.work : null;
      break;
    case "field":
      forgetOtherProblems(reply.field?.key ?? JSON.stringify(experiment.peek().problem));
      field.value = reply.field;
      dimension.value = reply.dimension;
      problemFailure.value = null;
      break;
    case "tuned":
      settleRate(reply.contestant, reply.rate);
      arrive(reply.contestant, { ...trackOf(reply.contestant), trials: reply.trials });
      break;
    case "steps": {
      const track = trackOf(reply.contestant);
      track.losses.set(reply.losses, reply.from);
      const points =
        track.points ?? (reply.points && new Float64Array(dimension.peek() * track.losses.length));
      if (reply.points) points?.set(reply.points, reply.from * dimension.peek());
      arrive(reply.contestant, { ...track, points, length: reply.from + reply.losses.length });
      break;
    }
    case "band":
      arrive(reply.contestant, { ...trackOf(reply.contestant), band: reply });
      break;
    case "raced":
      showArrived(true);
      digest.value = reply.digest;
      isOver.value = true;
      hasRaced.value = true;
      break;
    case "state":
      stateAnswer.value = reply;
      break;
    case "picture":
      pictureAnswer.value = reply;
      break;
    case "step":
      stepAnswer.value = reply;
      break;
    case "text":
      textAnswer.value = reply;
      break;
    case "equations":
      equations.value = new Map(equations.peek()).set(reply.contestant, reply.tex);
      forgetFailure(reply.contestant);
      break;
    case "failed":
      hasRaced.value = true;
      if (reply.where === "problem") problemFailure.value = reply;
      else fail(reply.where.contestant, reply);
      break;
  }
}

/** The last good track of one who failed stays, with the failure. */
function fail(contestant: string, failure: Failure): void {
  arriving.delete(contestant);
  const before = tracks.peek().get(contestant) ?? emptyTrack(contestant);
  tracks.value = new Map(tracks.peek()).set(contestant, { ...before, failure });
}

/** A hidden contestant has no race that would show that it is mended: that it has equations does. */
function forgetFailure(contestant: string): void {
  const isHidden = experiment.peek().contestants.find(({ id }) => id === contestant)?.isHidden;
  const track = tracks.peek().get(contestant);
  if (isHidden && track?.failure)
    tracks.value = new Map(tracks.peek()).set(contestant, { ...track, failure: null });
}

/** What decides the loss that the tracks show. */
let problemSeen = "";

/** Tracks on one problem say nothing of another, not even until the new ones have come. */
function forgetOtherProblems(problem: string): void {
  if (problem !== problemSeen) tracks.value = new Map();
  problemSeen = problem;
}

function forgetRemoved(): void {
  const ids = new Set(experiment.peek().contestants.map(({ id }) => id));
  if ([...tracks.peek().keys()].every((id) => ids.has(id))) return;
  tracks.value = new Map([...tracks.peek()].filter(([id]) => ids.has(id)));
}

function arrive(contestant: string, track: Track): void {
  arriving.set(contestant, track);
  if (isFrameDue) return;
  isFrameDue = true;
  requestAnimationFrame(() => {
    isFrameDue = false;
    showArrived(false);
  });
}

function showArrived(isWhole: boolean): void {
  const seen = tracks.peek();
  const ready = [...arriving].filter(([id, { length }]) => {
    const before = seen.get(id)?.length ?? 0;
    return isWhole || length > Math.min(playhead.peek(), before - 1);
  });
  if (ready.length > 0) tracks.value = new Map([...seen, ...ready]);
}

const trackOf = (contestant: string): Track => arriving.get(contestant) ?? emptyTrack(contestant);

function emptyTrack(contestant: string): Track {
  const { steps } = experiment.peek();
  return {
    losses: new Float64Array(steps + 1),
    points: null,
    length: 0,
    trials: tracks.peek().get(contestant)?.trials ?? [],
    band: null,
    failure: null,
  };
}
