/**
 * What a step of many ranks costs, on paper: the alpha-beta model, in which a message of b bytes takes alpha + b / bandwidth seconds and a
 * rank sends one message at a time. Hockney: The Communication Challenge for MPP, Parallel Computing 20, 1994; Thakur, Rabenseifner, Gropp:
 * Optimization of Collective Communication Operations in MPICH, IJHPCA 19, 2005.
 */

/** What connects ranks. */
export interface Link {
  /** Seconds that a message takes besides its bytes: alpha. */
  readonly latency: number;
  /** Bytes a second that a rank sends, while it receives as many. */
  readonly bandwidth: number;
  /** What is beyond so many bytes of one half of an exchange goes at another bandwidth: ranks of one host that leave its caches. */
  readonly beyond?: { readonly bytes: number; readonly bandwidth: number } | undefined;
}

/** Seconds of bytes that a rank sends one after the other. */
const secondsOf = (bytes: number, { bandwidth, beyond }: Link): number => {
  if (!beyond || bytes <= beyond.bytes) return bytes / bandwidth;
  return beyond.bytes / bandwidth + (bytes - beyond.bytes) / beyond.bandwidth;
};

/** Ranks of one host and what connects them. */
export interface Hosts extends Link {
  readonly ranks: number;
}

/** What exchanging gradients and gathering the sums costs a rank in a step. */
export interface Exchange {
  readonly name: "all-to-all" | "ring" | "hierarchical";
  /** Bytes that it sends, those within its host among them. */
  readonly bytes: number;
  /** Bytes of them that leave its host; where there are no hosts, all. */
  readonly far: number;
  readonly messages: number;
  readonly seconds: number;
  /** Ranks of a group, of the hierarchical exchange. */
  readonly group?: number;
}

/** What is exchanged. */
export interface Load {
  /** Bytes of all gradients. */
  readonly bytes: number;
  readonly ranks: number;
  /** Exchanges of gradients in a step: micro-batches of a rank. The sums are gathered once. */
  readonly rounds: number;
}

/** One half of an exchange: each of n ranks sends a share of b bytes to all others, or a ring passes shares on. Both send the same. */
const half = (bytes: number, ranks: number, link: Link) => {
  const messages = ranks - 1;
  const sent = (bytes / ranks) * messages;
  return { messages, sent, seconds: messages * link.latency + secondsOf(sent, link) };
};

/** Every rank sends its shares to all others in every round, then its sums. */
export function allToAll({ bytes, ranks, rounds }: Load, link: Link): Exchange {
  const { messages, sent, seconds } = half(bytes, ranks, link);
  const times = rounds + 1;
  return {
    name: "all-to-all",
    bytes: times * sent,
    far: times * sent,
    messages: times * messages,
    seconds: times * seconds,
  };
}

/** A reduce-scatter and an all-gather around a ring: ranks add their own micro-batches first, so there is one round. */
export const ring = (load: Load, link: Link): Exchange => ({
  ...allToAll({ ...load, rounds: 1 }, link),
  name: "ring",
});

/** Shares are added up within groups of ranks, then among ranks of the same place in their groups, and gathered the same way back. */
export function hierarchical({ bytes, ranks }: Load, link: Link, within: Hosts): Exchange {
  const near = half(bytes, within.ranks, within);
  const far = half(bytes / within.ranks, ranks / within.ranks, link);
  return {
    name: "hierarchical",
    bytes: 2 * (near.sent + far.sent),
    far: 2 * far.sent,
    messages: 2 * (near.messages + far.messages),
    seconds: 2 * (near.seconds + far.seconds),
    group: within.ranks,
  };
}

/** Groups that divide the ranks, or those of the hosts that there are: the quickest. */
export function bestHierarchy(load: Load, link: Link, hosts: Hosts | undefined): Exchange {
  if (hosts) return hierarchical(load, link, hosts);
  let best = hierarchical(load, link, { ...link, ranks: 1 });
  for (let ranks = 2; ranks * ranks <= load.ranks; ranks++) {
    if (load.ranks % ranks !== 0) continue;
    for (const group of [ranks, load.ranks / ranks]) {
      const found = hierarchical(load, link, { ...link, ranks: group });
      if (found.seconds < best.seconds) best = found;
    }
  }
  return best;
}

/** All of them. */
export const exchangesOf = (load: Load, link: Link, hosts?: Hosts): readonly Exchange[] => [
  allToAll(load, link),
  ring(load, link),
  bestHierarchy(load, link, hosts),
];

/** Where more ranks help no longer. */
export interface Scaling {
  /** From so many ranks on an exchange of all with all waits more for messages than for bytes. */
  readonly latencyBound: number;
  /** With the time that gradients take: */
  readonly withCompute?:
    | {
        /** The number of ranks, a power of two, with the shortest step, and that step. */
        readonly fastest: number;
        readonly seconds: number;
        /** From so many ranks on, a power of two, exchanging takes longer than gradients. */
        readonly halfExchange: number;
      }
    | undefined;
}

/** More ranks than there are anywhere. */
const most = 2 ** 24;

/**
 * Where more ranks help no longer, of the flat exchange in one round.
 *
 * @param compute - seconds that one rank would need for the gradients of a whole step; a step of n ranks takes an nth of it.
 */
export function scalingOf(bytes: number, link: Link, compute?: number): Scaling {
  const latencyBound = Math.round(secondsOf(bytes, link) / link.latency);
  if (compute === undefined) return { latencyBound };
  const exchange = (ranks: number) => ring({ bytes, ranks, rounds: 1 }, link).seconds;
  let fastest = 1;
  let seconds = compute;
  let halfExchange = 0;
  for (let ranks = 2; ranks <= most; ranks *= 2) {
    const [own, exchanged] = [compute / ranks, exchange(ranks)];
    if (own + exchanged < seconds) [fastest, seconds] = [ranks, own + exchanged];
    if (halfExchange === 0 && exchanged > own) halfExchange = ranks;
  }
  return { latencyBound, withCompute: { fastest, seconds, halfExchange } };
}

/** Bytes of a rank. */
export interface Memory {
  readonly parameters: number;
  readonly gradients: number;
  readonly state: number;
  /** What comes from others in an exchange, and the sums of this rank's share. */
  readonly buffers: number;
}

/** The bytes of a rank, with the whole state on each, or with an nth of it. */
export const memoryOf = (
  { parameters, gradients, state }: Omit<Memory, "buffers">,
  ranks: number,
  isSharded: boolean,
): Memory => ({
  parameters,
  gradients,
  state: isSharded ? state / ranks : state,
  buffers: gradients / ranks + (ranks === 1 ? 0 : gradients),
});

/** A time that was measured. */
export interface Measured {
  /** Bytes of all gradients. */
  readonly bytes: number;
  readonly seconds: number;
}

/** Constants of a link that were measured, and how far the model is from what was measured. */
export interface Calibration extends Link {
  /** The largest factor between a time that was measured and that of the model. */
  readonly factor: number;
}

/** A shape of times over bytes, up to a factor: r + bytes, and beyond c bytes q seconds for each. */
interface Shape {
  readonly r: number;
  readonly c: number;
  readonly q: number;
}

/** The best factor of a shape lies in the middle of the extremes; the worst error is half of their distance. */
function judge(shape: Shape, measured: readonly Measured[]) {
  const { r, c, q } = shape;
  const ratios = measured.map(({ bytes, seconds }) =>
    Math.log(seconds / (r + Math.min(bytes, c) + q * Math.max(0, bytes - c))),
  );
  const [low, high] = [Math.min(...ratios), Math.max(...ratios)];
  return { ...shape, slope: Math.exp((low + high) / 2), factor: Math.exp((high - low) / 2) };
}

/** Values from one to the other, by equal factors. */
const spread = (from: number, to: number, count: number): number[] =>
  Array.from({ length: count }, (_, k) => from * (to / from) ** (k / (count - 1)));

/** The shape with the least error among all, then nearer and nearer to the best one. `bends`: whether it may have two bandwidths. */
function bestShape(measured: readonly Measured[], bends: boolean) {
  const sizes = measured.map(({ bytes }) => bytes);
  const least = (rs: readonly number[], cs: readonly number[], qs: readonly number[]) =>
    rs
      .flatMap((r) => cs.flatMap((c) => qs.map((q) => judge({ r, c, q }, measured))))
      .reduce((a, b) => (b.factor < a.factor ? b : a));
  const cs = bends ? spread(Math.min(...sizes), Math.max(...sizes), 25) : [Math.max(...sizes)];
  let best = least(spread(1, 1e12, 61), cs, bends ? spread(0.02, 50, 35) : [1]);
  for (let width = 1.6; width > 1.0001; width **= 0.7) {
    const near = (value: number) => spread(value / width, value * width, 9);
    best = least(near(best.r), bends ? near(best.c) : cs, bends ? near(best.q) : [1]);
  }
  return best;
}

/** A second bandwidth is told apart from noise where it takes away at least this share of the error. */
const worthwhile = 0.8;

/** The link whose model is nearest to exchanges of some ranks: the one whose worst factor is the smallest. */
export function calibrate(measured: readonly Measured[], ranks: number): Calibration {
  const [straight, bent] = [bestShape(measured, false), bestShape(measured, true)];
  const isBent = Math.log(bent.factor) < worthwhile * Math.log(straight.factor) && straight.factor > 1.05;
  const { r, c, q, slope, factor } = isBent ? bent : straight;
  // An exchange takes 2 (n - 1) latency, and for 2 (n - 1) / n of its bytes what they take.
  const share = (ranks - 1) / ranks;
  const bandwidth = (2 * share) / slope;
  return {
    latency: (slope * r) / (2 * (ranks - 1)),
    bandwidth,
    ...(isBent && { beyond: { bytes: share * c, bandwidth: bandwidth / q } }),
    factor,
  };
}
