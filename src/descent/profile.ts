/**
 * Where the time of a step goes: every pass and every piece of the host's work, with the bytes that it moves. Loaded when
 * `descent.profile()` is called; the timing itself is the execution's.
 */
import { workText } from "../explain/work-text.ts";
import type { Plan } from "../plan/plan.ts";
import type { PlannedPhase } from "../plan/stages.ts";
import { trafficOf } from "../plan/traffic.ts";
import { workOf } from "../plan/work.ts";
import type { Call, Timings } from "../runtime/device.ts";
import { DeviceError } from "../runtime/device.ts";
import type { Running } from "./running.ts";

/** Options of `profile`. */
export interface ProfileOptions {
  /** The number of steps to time, a whole number; default 20. */
  readonly steps?: number;
}

/** A pass, or a piece of the host's work. */
export interface ProfiledWork {
  readonly kind: "pass" | "host";
  /** What it does, in the words of `explain()`. */
  readonly text: string;
  readonly milliseconds: number;
  /** Its part of the sum of all pieces, from 0 to 1. */
  readonly share: number;
  /** Bytes of parameters, gradients and states that it reads and writes. */
  readonly bytes: number;
  /** Those bytes over its time, in GB/s (1e9 bytes a second); 0 for the host's work. */
  readonly bandwidth: number;
}

/** A kind of call: `step`, or `before`, with each gradient before the step's own. */
export interface ProfiledCall {
  readonly name: "step" | "before";
  /** A whole call, not taken to pieces. */
  readonly milliseconds: number;
  readonly work: readonly ProfiledWork[];
}

/**
 * What `descent.profile()` finds. Times are means of the fastest quarter of all steps, since what else the machine does only adds to
 * some. Where the clock is coarse, as in some browsers, short pieces show as 0.
 */
export interface Profile {
  /** The device, such as `wasm`. */
  readonly device: string;
  /** How many steps were timed. */
  readonly steps: number;
  /** The floor: bytes read and written by copying within the descent's memory, in GB/s. */
  readonly copyBandwidth: number;
  /** The calls of a step: `before`, where a step takes several gradients, and `step`. */
  readonly calls: readonly ProfiledCall[];
  /** A table of it. */
  toString(): string;
}

/** Profiles the calls of a descent. */
export async function profileOf(
  { plan, execution }: Running,
  call: Call,
  device: string,
  { steps = 20 }: ProfileOptions,
): Promise<Profile> {
  if (!execution.profile)
    throw new DeviceError(`the device ${device} cannot profile its steps; use the device "wasm" or "js"`);
  const calls: ProfiledCall[] = [];
  let copied = 0;
  for (const name of ["before", "step"] as const) {
    const phase = plan.phases[name];
    if (!phase) continue;
    const timings = await execution.profile(name, call, steps);
    calls.push(profiledCall(name, phase, plan, timings));
    copied = timings.copied;
  }
  const profile = { device, steps, copyBandwidth: copied / 1e6, calls };
  return Object.defineProperty(profile, "toString", { value: () => tableOf(profile) });
}

function profiledCall(
  name: ProfiledCall["name"],
  phase: PlannedPhase,
  plan: Plan,
  { pieces, call }: Timings,
): ProfiledCall {
  const sum = pieces.reduce((total, time) => total + time, 0);
  const work = workOf(phase).map((piece, index): ProfiledWork => {
    const milliseconds = pieces[index]!;
    const tensors = piece.pass ? plan.groups[piece.pass.of.group]!.tensors : [];
    const elements = tensors.reduce((total, { size }) => total + size, 0);
    const bytes = piece.pass ? trafficOf(piece.pass.of.kernel).bytes * elements : 0;
    return {
      kind: piece.pass ? "pass" : "host",
      text: workText(piece, plan),
      milliseconds,
      share: sum > 0 ? milliseconds / sum : 0,
      bytes,
      bandwidth: milliseconds > 0 ? bytes / milliseconds / 1e6 : 0,
    };
  });
  return { name, milliseconds: call, work };
}

const titles = { step: "a step", before: "a gradient before the step's own" } as const;

function tableOf({ device, steps, copyBandwidth, calls }: Profile): string {
  const head = `${device}, ${steps} steps; copying within the same memory: ${copyBandwidth.toFixed(1)} GB/s`;
  const blocks = calls.map(({ name, milliseconds, work }) => {
    const sum = work.reduce((total, piece) => total + piece.milliseconds, 0);
    const rows = work.map(({ text, milliseconds: time, share, bytes, bandwidth }) => [
      timeText(time),
      `${(100 * share).toFixed(0)} %`,
      ...(bytes > 0
        ? [
            bytesText(bytes),
            `${bandwidth.toFixed(1)} GB/s`,
            `${((100 * bandwidth) / copyBandwidth).toFixed(0)} %`,
          ]
        : ["", "", ""]),
      text,
    ]);
    const table = columns([["time", "share", "moved", "bandwidth", "of copying", "work"], ...rows]);
    const inPieces = `${timeText(sum)} in pieces, ${((100 * sum) / milliseconds).toFixed(0)} %`;
    return `${titles[name]}: ${timeText(milliseconds)} (${inPieces})\n${table}`;
  });
  return [head, ...blocks].join("\n\n");
}

/** Milliseconds as "1.23 ms" or "4.56 us". */
const timeText = (milliseconds: number): string =>
  milliseconds < 0.1 ? `${(1000 * milliseconds).toFixed(2)} us` : `${milliseconds.toFixed(2)} ms`;

/** Bytes as "56 B", "1.2 kB" or "3.4 MB". */
const bytesText = (bytes: number): string =>
  bytes < 1e3
    ? `${bytes} B`
    : bytes < 1e6
      ? `${(bytes / 1e3).toFixed(1)} kB`
      : `${(bytes / 1e6).toFixed(1)} MB`;

/** Cells in columns, numbers at the right and the last at the left. */
function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) => {
      const cells = row.map((cell, column) =>
        column === row.length - 1 ? cell : cell.padStart(widths[column]!),
      );
      return `  ${cells.join("  ")}`;
    })
    .join("\n");
}
