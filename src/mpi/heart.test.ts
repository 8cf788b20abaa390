/** Hearts on sockets of one process, with short beats: who is lost is named, and those who are left end. In threads of ranks: `npm run mpi`. */
import * as net from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { type HeartAnswer, type HeartMessage, type HeartSetting, heart } from "./heart.ts";

const token = "secret";
const pause = 20;
const patience = { timeout: 20_000, interval: 10 };

class Process {
  readonly said: string[] = [];
  readonly answers: HeartAnswer[] = [];
  hasEnded = false;
  endedAt = Number.POSITIVE_INFINITY;
  hasReleased = false;
  readonly #sockets = new Set<net.Socket>();
  #server: net.Server | undefined;
  #listener: (message: HeartMessage) => void = () => {};

  constructor(setting: Omit<HeartSetting, "token" | "pause" | "size">) {
    processes.push(this);
    const tracked = (socket: net.Socket) => {
      this.#sockets.add(socket);
      return socket;
    };
    const connect = (options: net.NetConnectOpts) => tracked(net.connect(options));
    const createServer = (meet: (socket: net.Socket) => void) => {
      this.#server = net.createServer((socket) => meet(tracked(socket)));
      return this.#server;
    };
    heart(
      { ...setting, size: setting.hosts.length, token, pause },
      {
        net: { connect, createServer } as never,
        listen: (listener) => {
          this.#listener = listener;
        },
        tell: (answer) => this.answers.push(answer),
        say: (text) => this.said.push(text),
        release: () => {
          this.hasReleased = true;
        },
        end: () => {
          this.endedAt = performance.now();
          this.kill();
        },
      },
    );
  }

  /** What the system does with the connections of a process that is killed. */
  kill(): void {
    this.hasEnded = true;
    for (const socket of this.#sockets) socket.destroy();
    this.#server?.close();
  }

  send(message: HeartMessage): void {
    this.#listener(message);
  }

  /** What a heart tells, once it does. */
  answer<Name extends keyof HeartAnswer>(name: Name): Promise<NonNullable<HeartAnswer[Name]>> {
    return vi.waitFor(() => {
      const found = this.answers.find((answer) => answer[name] !== undefined);
      expect(found, `no ${name} in ${JSON.stringify(this.answers)}`).toBeDefined();
      return found![name]!;
    }, patience);
  }
}

const processes: Process[] = [];
afterEach(() => {
  for (const one of processes.splice(0)) {
    one.kill();
    one.send({ leave: true });
  }
});

/** The hearts of some ranks, the first so many of a job, once they have found one another. */
async function start(hosts: readonly string[], count = hosts.length): Promise<Process[]> {
  const first = new Process({ rank: 0, hosts });
  const to = { addresses: ["127.0.0.1"], port: await first.answer("port") };
  const others = Array.from({ length: count - 1 }, (_, index) => new Process({ rank: index + 1, hosts, to }));
  for (const other of others) await other.answer("found");
  return [first, ...others];
}

const ended = (of: Process) => vi.waitFor(() => expect(of.hasEnded).toBe(true), patience);

test("one whose connection closes is named by rank 0, and all end", async () => {
  const [first, killed, other] = await start(["a", "b", "c"]);
  first!.send({ advice: "Begin at step 7" });
  killed!.kill();
  await Promise.all([ended(first!), ended(other!)]);
  expect(first!.said).toEqual([
    "rank 1 of 3 on b is gone: it was killed, has crashed or has ended too early. The job ends. Begin at step 7.\n",
  ]);
  expect(other!.said).toEqual([]);
});

test("one that fails has said why: the others end without a word", async () => {
  for (const rank of [0, 2]) {
    const all = await start(["a", "b", "c"]);
    all[rank]!.send({ fail: true });
    await all[rank]!.answer("left");
    all[rank]!.kill();
    await Promise.all(all.map(ended));
    expect(all.map(({ said }) => said)).toEqual([[], [], []]);
  }
});

test("one that is silent for five beats is lost", async () => {
  const [first, other] = await start(["a", "b", "c"], 2);
  const socket = net.connect({ host: "127.0.0.1", port: await first!.answer("port") });
  socket.on("error", () => {}).write(`${token} 2\n`);
  await Promise.all([ended(first!), ended(other!)]);
  expect(first!.said.join()).toMatch(/^rank 2 of 3 on c has been silent for 0\.1 s: it was stopped, or/);
  expect(other!.said).toEqual([]);
  // The network may be cut, and the launcher's daemons with it.
  expect([first!.hasReleased, other!.hasReleased]).toEqual([true, false]);
  socket.destroy();
});

test("where rank 0 is lost, one rank of each host says so", async () => {
  const [first, ...others] = await start(["a", "a", "b", "b"]);
  first!.kill();
  await Promise.all(others.map(ended));
  expect(others.map(({ said }) => said.length)).toEqual([1, 1, 0]);
  expect(others[1]!.said[0]).toMatch(/^rank 0 of 4 on a is gone/);
  // A launcher ends all of them once one has ended: who says so is the first.
  expect(others[2]!.endedAt).toBeGreaterThan(others[1]!.endedAt);
});

test("those that leave are not missed, whoever leaves first", async () => {
  for (const order of [
    [0, 1, 2],
    [2, 0, 1],
  ]) {
    const all = await start(["a", "b", "c"]);
    for (const rank of order) {
      all[rank]!.send({ leave: true });
      await all[rank]!.answer("left");
      all[rank]!.kill();
      await new Promise((resolve) => setTimeout(resolve, 8 * pause));
    }
    expect(all.map(({ said }) => said)).toEqual([[], [], []]);
  }
});

test("one that never comes is lost", async () => {
  const [first] = await start(["a", "b"], 1);
  await ended(first!);
  expect(first!.said.join()).toMatch(/^rank 1 of 2 on b has not begun to beat in 0\.6 s/);
});

test("strangers are turned away, and do no harm", async () => {
  const [first, other] = await start(["a", "b"]);
  const port = await first!.answer("port");
  for (const word of [
    "GET / HTTP/1.1\r\n\r\n",
    "wrong 1\n",
    `${token} 1\n`,
    `${token} 5\n`,
    "x".repeat(9999),
  ]) {
    const socket = net.connect({ host: "127.0.0.1", port });
    const closed = new Promise((resolve) => socket.on("error", () => {}).on("close", resolve));
    socket.write(word);
    await closed;
  }
  await new Promise((resolve) => setTimeout(resolve, 8 * pause));
  expect([first!.said, other!.said]).toEqual([[], []]);
});

test("addresses are tried in turn; where none is rank 0's, that is said", async () => {
  const hosts = ["a", "b"];
  const port = await new Process({ rank: 0, hosts }).answer("port");
  // Nobody is there by TCP: it is the broadcast's.
  const nobody = "255.255.255.255";
  const lost = new Process({ rank: 1, hosts, to: { addresses: [nobody], port } });
  expect(await lost.answer("problem")).toBe(`cannot reach rank 0 on a by TCP at port ${port} of ${nobody}`);
  const found = new Process({ rank: 1, hosts, to: { addresses: [nobody, "127.0.0.1"], port } });
  await found.answer("found");
});
