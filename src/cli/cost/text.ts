/** What `glissade cost` prints. */
import { tableOf } from "../table.ts";
import type { Sink } from "../terminal.ts";
import type { Calibration, Exchange, Link, Measured, Memory, Scaling } from "./model.ts";

const units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"] as const;

const digits = (value: number): string => (value >= 99.95 ? value.toFixed(0) : value.toPrecision(3));

/** Bytes in decimal units: `28.0 GB`. */
export function bytesText(bytes: number): string {
  let at = 0;
  let value = bytes;
  while (value >= 999.5 && at < units.length - 1) {
    value /= 1000;
    at++;
  }
  return at === 0 ? `${Math.round(value)} B` : `${digits(value)} ${units[at]}`;
}

/** Seconds: `2.24 s`, `4.10 ms`, `2.00 us`. */
export function secondsText(seconds: number): string {
  if (seconds >= 1 || seconds === 0) return `${digits(seconds)} s`;
  return seconds >= 1e-3 ? `${digits(seconds * 1e3)} ms` : `${digits(seconds * 1e6)} us`;
}

const countText = (count: number): string => count.toLocaleString("en-US", { maximumFractionDigits: 0 });

/** The costs of a step. */
export interface Costs {
  readonly title: string;
  readonly memory: { readonly whole: Memory; readonly sharded: Memory };
  readonly exchanges: readonly Exchange[];
  readonly scaling: Scaling;
}

const total = ({ parameters, gradients, state, buffers }: Memory) => parameters + gradients + state + buffers;

/** The tables of a cost. */
export function costText({ title, memory, exchanges, scaling }: Costs, sink: Sink): string {
  const { whole, sharded } = memory;
  const row = (name: string, of: (memory: Memory) => number) => [
    name,
    bytesText(of(whole)),
    bytesText(of(sharded)),
  ];
  const memories = tableOf(
    ["bytes of a rank", "state on every rank", "state sharded"],
    [
      row("parameters", ({ parameters }) => parameters),
      row("gradients", ({ gradients }) => gradients),
      row("state", ({ state }) => state),
      row("buffers of the exchange", ({ buffers }) => buffers),
      row("in all", total),
    ],
    sink,
  );
  const sent = tableOf(
    ["exchange of a step", "a rank sends", "beyond its group", "messages", "time"],
    exchanges.map(({ name, bytes, far, messages, seconds, group }) => [
      group === undefined ? name : `${name}, groups of ${group}`,
      bytesText(bytes),
      bytesText(far),
      countText(messages),
      secondsText(seconds),
    ]),
    sink,
  );
  return `${title}\n\n${memories}\n\n${sent}\n\n${scalingText(scaling)}\n`;
}

function scalingText({ latencyBound, withCompute }: Scaling): string {
  const bound = `From ${countText(latencyBound)} ranks on, a flat exchange waits more for messages than for bytes, and takes longer with every rank.`;
  if (!withCompute) return bound;
  const { fastest, seconds, halfExchange } = withCompute;
  const share =
    halfExchange === 0
      ? ""
      : ` From ${countText(halfExchange)} ranks on exchanging takes longer than gradients.`;
  return `${bound}\nA step is shortest with ${countText(fastest)} ranks: ${secondsText(seconds)}.${share}`;
}

/** What was measured beside the model, and the options to go on with. */
export function calibrationText(
  calibration: Calibration,
  measured: readonly Measured[],
  modelled: readonly number[],
  ranks: number,
  sink: Sink,
): string {
  const rows = measured.map(({ bytes, seconds }, index) => [
    bytesText(bytes),
    secondsText(seconds),
    secondsText(modelled[index]!),
    (modelled[index]! / seconds).toFixed(2),
  ]);
  const table = tableOf(["bytes of gradients", "measured", "model", "model / measured"], rows, sink);
  return `exchanges of ${ranks} ranks\n\n${table}\n\nThe model is within a factor of ${calibration.factor.toFixed(2)} everywhere.\n\n${optionsText(calibration)}\n`;
}

/** The options of a link: `--latency 2e-6 --bandwidth 25e9`. */
export function optionsText({ latency, bandwidth, beyond }: Link): string {
  const short = (value: number) => value.toExponential(2).replace("+", "");
  const more = beyond ? ` --beyond ${short(beyond.bytes)} --beyond-bandwidth ${short(beyond.bandwidth)}` : "";
  return `--latency ${short(latency)} --bandwidth ${short(bandwidth)}${more}`;
}
