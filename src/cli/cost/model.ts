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
}

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
const half = (bytes: number, ranks: number, { latency, bandwidth }: Link) => {
  const messages = ranks - 1;
  const sent = (bytes / ranks) * messages;
  return { messages, sent, seconds: messages * latency + sent / bandwidth };
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
  const latencyBound = Math.ceil(bytes / (link.latency * link.bandwidth));
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

/**
 * The link whose model is nearest to exchanges of some ranks: the one whose worst factor is the smallest. Times of a model are
 * proportional to r + bytes with r = n latency bandwidth; for each r the best proportion lies in the middle of the extremes.
 */
export function calibrate(measured: readonly Measured[], ranks: number): Calibration {
  const judge = (r: number) => {
    const ratios = measured.map(({ bytes, seconds }) => Math.log(seconds / (r + bytes)));
    const [low, high] = [Math.min(...ratios), Math.max(...ratios)];
    return { r, slope: Math.exp((low + high) / 2), factor: Math.exp((high - low) / 2) };
  };
  const grid = (from: number, to: number) =>
    Array.from({ length: 201 }, (_, k) => judge(from * (to / from) ** (k / 200)));
  const least = (of: ReturnType<typeof grid>) => of.reduce((a, b) => (b.factor < a.factor ? b : a));
  let best = least(grid(1, 1e12));
  for (let width = 1.2; width > 1.0001; width = Math.sqrt(width))
    best = least(grid(best.r / width, best.r * width));
  const { slope, r, factor } = best;
  // An exchange takes 2 (n - 1) latency + 2 (n - 1) / n bytes / bandwidth.
  return { latency: (slope * r) / (2 * (ranks - 1)), bandwidth: (2 * (ranks - 1)) / (ranks * slope), factor };
}
