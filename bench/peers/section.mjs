/** What a run says in docs/benchmarks.md and in the README: tables in Markdown, computed from the log alone. */
import { sizeName, titles } from "./cases.mjs";
import { contendersOf } from "./contenders.mjs";
import { lossesOf, ratioOf, timeOf } from "./figures.mjs";
import { readLog } from "./log.mjs";

/** 0.0000123 s as "12.3 us". */
export function duration(seconds) {
  const [factor, unit] =
    seconds < 1e-6 ? [1e9, "ns"] : seconds < 1e-3 ? [1e6, "us"] : seconds < 1 ? [1e3, "ms"] : [1, "s"];
  const value = seconds * factor;
  return `${value < 1000 ? value.toPrecision(3) : Math.round(value)} ${unit}`;
}

/** "1.28", "12.8", "128": three digits, no more than two behind the point. */
export const factor = (value) =>
  value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0);
const percent = ({ median, q1, q3 }) => `±${((50 * (q3 - q1)) / median).toFixed(0)}%`;

const row = (cells) => `| ${cells.join(" | ")} |`;
/** A table whose columns but the first are numbers. */
export const table = (head, rows) =>
  [row(head), row(head.map((_, i) => (i === 0 ? "---" : "---:"))), ...rows.map(row)].join("\n");

/** Times of contenders in those of one of them. */
export function ratios(cases, contenders, base) {
  const cell = (one, { id }) => {
    if (id === base.id) {
      const time = timeOf(one, id);
      return time ? `${duration(time.median)} ${percent(time)}` : "–";
    }
    const ratio = ratioOf(one, id, base.id);
    return ratio ? `${factor(ratio.median)} ${percent(ratio)}` : "–";
  };
  const rows = contenders
    .map((contender) => [contender.label, ...cases.map((one) => cell(one, contender))])
    .filter(([, ...cells], index) => contenders[index].kind === "peer" || cells.some((text) => text !== "–"));
  return table(["", ...cases.map(sizeName)], rows);
}

/** The tables of an optimizer: one for contenders on one thread, one for those on all. */
function tablesOf(optimizer, run) {
  const cases = run.cases.filter((one) => one.optimizer === optimizer);
  const threads = Number(run.facts.threads);
  const tables = [];
  for (const count of threads > 1 ? [1, threads] : [1]) {
    const group = run.contenders.filter((contender) => contender.threads === count);
    const base = group.find(({ id }) => cases.some((one) => timeOf(one, id)));
    if (!base) continue;
    const others = [...group.filter((one) => one === base), ...group.filter((one) => one !== base)];
    tables.push(
      `${titles[optimizer]}, ${count === 1 ? "one thread" : `${count} threads`}:\n\n${ratios(cases, others, base)}`,
    );
  }
  return tables.join("\n\n");
}

/** What threads give: one thread over all, and the control, threads that share nothing, over all. */
function threadsOf(run) {
  const threads = Number(run.facts.threads);
  const cases = run.cases.filter(({ optimizer, n }) => optimizer === "adam" && n >= 1e5);
  if (threads === 1 || cases.length === 0) return "";
  const gain = (label, above, below) => [
    label,
    ...cases.map((one) => {
      const ratio = ratioOf(one, above, below);
      return ratio ? `${factor(ratio.median)} ${percent(ratio)}` : "–";
    }),
  ];
  const rows = ["native", "wasm"].flatMap((device) => [
    gain(`\`${device}\`, one thread over ${threads}`, `${device}-1`, `${device}-all`),
    gain(`\`${device}\`, control over ${threads}`, `control-${device}-all`, `${device}-all`),
  ]);
  rows.push(gain(`C, one thread over ${threads}`, "c-1", "c-all"));
  rows.push(gain(`torch, fused, one thread over ${threads}`, "torch-fused-1", "torch-fused-all"));
  return `What ${threads} threads give with Adam. Glissade has \`threads: "auto"\`: as many as pay, of ${threads}. The control is ${threads} threads that share nothing, each with its part of the parameters: what the machine had to give at that moment, 1 is all of it. Where norms are over all parameters, or fewer than 100,000 are too few to divide, there is none.

${table(["", ...cases.map(sizeName)], rows)}`;
}

const on = (threads) => (threads === 1 ? "one thread" : `${threads} threads`);

/** Where Glissade loses, in words. */
function losses({ cases, contenders }) {
  const lost = lossesOf(cases, contenders).map(({ us, peer, lost }) => {
    const places = [...new Set(lost.map(({ one }) => one.optimizer))].map((optimizer) => {
      const sizes = lost
        .filter(({ one }) => one.optimizer === optimizer)
        .map(({ one, ratio }) => `${sizeName(one)} (${factor(ratio.median)})`);
      return `${titles[optimizer]} at ${sizes.join(", ")}`;
    });
    return `- ${us.label}, ${on(us.threads)}, to ${peer.label}: ${places.join("; ")}`;
  });
  const said =
    "**Where Glissade loses**: peers on as many threads that took less time in three rounds of four, with their times in those of Glissade. `js` is not among these: one operation at a time, it is slower than most.";
  return lost.length ? `${said}\n\n${lost.join("\n")}` : `${said} In this run, nowhere.`;
}

/** Who is missing and why; who lacks an optimizer has a row without figures. */
export function missing({ cases, contenders }) {
  const reasons = new Map();
  for (const one of cases) {
    for (const [id, reason] of Object.entries(one.missing)) {
      const contender = contenders.find((contender) => contender.id === id);
      if (!contender || contender.kind === "control" || / has no /.test(reason)) continue;
      const who = `${contender.label} at ${sizeName(one)}`;
      reasons.set(reason, (reasons.get(reason) ?? new Set()).add(who));
    }
  }
  const lines = [...reasons].map(([reason, those]) => `${[...those].join(", ")} (${reason})`);
  return lines.length ? `Who could not take part: ${lines.join("; ")}.` : "";
}

/** The run that a log is of, with the contenders of its machine. */
export function toldOf(log) {
  const run = readLog(log);
  const threads = Number(run.facts.threads);
  return { ...run, contenders: contendersOf({ threads, python: "python", step: "step" }) };
}

/** @param run - what `toldOf` gives. */
export function sectionOf(run) {
  const { facts } = run;
  const optimizers = Object.keys(titles).filter((name) => run.cases.some((one) => one.optimizer === name));
  const difference = Math.max(...run.cases.map((one) => one.difference));
  return [
    `The first line of a table is the time of a step of Glissade, the others are times in those of that line: above 1, Glissade is faster. Medians of ${facts.rounds} rounds' ratios and half their interquartile range.
Each contender is a process of its own; one at a time takes steps, in an order that is drawn anew in every round. Before that each takes five steps: the parameters of any two differed by at most ${difference.toPrecision(2)} of the largest change.
The floors move the bytes of the step and compute nothing. –: a peer has no such optimizer, or could not take part.`,
    `${facts.machine}. ${facts.versions}. C: \`${facts.flags}\`. optax and keras: a step under \`jit\` with donated buffers. tfjs on \`wasm\` and jax-js compute on one thread in Node.`,
    ...optimizers.map((optimizer) => tablesOf(optimizer, run)),
    threadsOf(run),
    losses(run),
    missing(run),
    "The raw times of all rounds are in `bench/logs/peers.txt`.",
  ]
    .filter((text) => text !== "")
    .join("\n\n");
}

/** The README's tables: Adam, one thread, beside what else there is in JavaScript, and beside what computes natively. */
export function readmeOf(run) {
  const cases = run.cases.filter(({ optimizer }) => optimizer === "adam");
  const within = (base, columns) =>
    table(
      ["parameters", `\`${base.split("-")[0]}\``, ...columns.map(([, label]) => label)],
      cases.map((one) => {
        const time = timeOf(one, base);
        const cells = columns.map(([id]) => ratioOf(one, id, base));
        return [
          sizeName(one),
          time ? duration(time.median) : "–",
          ...cells.map((ratio) => (ratio ? factor(ratio.median) : "–")),
        ];
      }),
    );
  return [
    within("wasm-1", [
      ["tuned-1", "tuned loop"],
      ["tfjs-wasm-1", "TensorFlow.js"],
      ["jax-js-1", "jax-js"],
      ["torch-fused-1", "torch, fused"],
      ["floor-wasm-1", "floor"],
    ]),
    within("native-1", [
      ["c-1", "C by hand"],
      ["torch-fused-1", "torch, fused"],
      ["optax-1", "optax"],
      ["keras-1", "keras"],
      ["floor-c-1", "floor"],
    ]),
  ].join("\n\n");
}

/**
 * A page with other text between two comments.
 *
 * @throws Error where the page lacks them.
 */
export function within(page, name, text, command = "bench:peers") {
  const [from, to] = [`<!-- ${name}, written by npm run ${command} -->`, `<!-- the end of ${name} -->`];
  const [start, end] = [page.indexOf(from), page.indexOf(to)];
  if (start < 0 || end < start) throw new Error(`no "${from}" and "${to}" in the page`);
  return `${page.slice(0, start + from.length)}\n\n${text}\n\n${page.slice(end)}`;
}
