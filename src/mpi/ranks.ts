/**
 * What each rank runs on. The same gradient has the same bits on processors of one kind and one version of the engine: a difference is said
 * when the job begins, and not found at its end.
 */
import { readFileSync } from "node:fs";
import { arch, availableParallelism, cpus, hostname } from "node:os";
import type { Values } from "./calls.ts";

/** What a rank runs on. */
export interface RankFacts {
  readonly host: string;
  /** The processors that it may use, such as `0-3`: those that its launcher left it. */
  readonly processors: string;
  /** The processor's model and architecture. */
  readonly processor: string;
  /** The engine, such as `node 22.1.0`, and the version of its compiler. */
  readonly engine: string;
  /** The version of this library. */
  readonly glissade: string;
  /** MPI's library. */
  readonly library: string;
}

/** What must be alike for equal bits. */
const compared = ["processor", "engine", "glissade", "library"] as const;

/** The processors that this process may use: as Linux lists them, elsewhere their number. */
function ownProcessors(): string {
  try {
    const status = readFileSync("/proc/self/status", "utf8");
    return /^Cpus_allowed_list:\s*(\S+)/m.exec(status)?.[1] ?? String(availableParallelism());
  } catch {
    return String(availableParallelism());
  }
}

/** A descent has at most so many threads. */
const mostThreads = 16;

/** The processors of a list such as `0-3,8`. */
const numbersIn = (list: string): number[] =>
  list.split(",").flatMap((part) => {
    const [from = 0, to = from] = part.split("-").map(Number);
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });

/** The threads of a rank: so many processors, divided by the ranks of its host that may use some of them; from 1 to 16. */
export function threadsOf(
  ranks: readonly Pick<RankFacts, "host" | "processors">[],
  rank: number,
  available = availableParallelism(),
): number {
  const own = ranks[rank]!;
  const may = new Set(numbersIn(own.processors));
  const sharing = ranks.filter(
    ({ host, processors }) => host === own.host && numbersIn(processors).some((one) => may.has(one)),
  ).length;
  return Math.max(1, Math.min(mostThreads, Math.floor(available / sharing)));
}

/** What this rank runs on. */
export function factsOf({ library }: Pick<RankFacts, "library">): RankFacts {
  const manifest = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  const { bun, deno, node, v8 = "" } = process.versions as Readonly<Record<string, string | undefined>>;
  const engine = bun ? `bun ${bun}` : deno ? `deno ${deno}` : `node ${node}`;
  return {
    host: hostname(),
    processors: ownProcessors(),
    processor: `${cpus()[0]?.model.trim() ?? "unknown"} (${arch()})`,
    engine: v8 ? `${engine}, v8 ${v8}` : engine,
    glissade: (JSON.parse(manifest) as { version: string }).version,
    library,
  };
}

/** Ranks, as far as texts need them. */
interface Gathering {
  readonly rank: number;
  readonly size: number;
  allGather(values: Values, counts?: readonly number[]): void;
}

/** A text of each rank, in their order. All ranks must call it. */
export function textsOf(world: Gathering, text: string): string[] {
  const own = new TextEncoder().encode(text);
  const lengths = new Float64Array(world.size);
  lengths[world.rank] = own.length;
  world.allGather(lengths);
  const counts = [...lengths];
  const starts = counts.map((_, rank) => counts.slice(0, rank).reduce((sum, count) => sum + count, 0));
  const all = new Uint8Array(starts.at(-1)! + counts.at(-1)!);
  all.set(own, starts[world.rank]);
  world.allGather(all, counts);
  return counts.map((count, rank) =>
    new TextDecoder().decode(all.subarray(starts[rank], starts[rank]! + count)),
  );
}

/** What differs between ranks and may change bits, a sentence each. */
export function differencesOf(ranks: readonly RankFacts[]): string[] {
  const first = ranks[0]!;
  return compared.flatMap((fact) => {
    const other = ranks.findIndex((rank) => rank[fact] !== first[fact]);
    if (other < 0) return [];
    return [
      `${fact}: rank 0 on ${first.host} has ${first[fact]}, rank ${other} on ${ranks[other]!.host} has ${ranks[other]![fact]}; results may differ in their last bits from those of equal ranks`,
    ];
  });
}
