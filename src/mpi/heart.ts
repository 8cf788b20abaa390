/**
 * The heart of a rank: a thread's program that beats once a second over TCP, whatever the rank itself computes or waits for. Rank 0 hears all
 * others, and they hear it. One that misses five beats, or whose connection closes, is lost: it is named, and those who are left end
 * themselves. Node gets the program as text, so it must not use anything but its arguments and globals, and has no functions with names.
 */
import type * as Net from "node:net";

/** What a heart begins with. */
export interface HeartSetting {
  readonly rank: number;
  readonly size: number;
  /** The host of each rank. */
  readonly hosts: readonly string[];
  /** What a connection says first, so that no stranger takes part. */
  readonly token: string;
  /** Where rank 0 listens: addresses, to be tried in turn, and a port. Undefined on rank 0. */
  readonly to?: { readonly addresses: readonly string[]; readonly port: number };
  /** Milliseconds between beats. */
  readonly pause: number;
}

/** What a heart is told. */
export interface HeartMessage {
  /** What is said to do where a rank is lost. */
  readonly advice?: string;
  /** All ranks have come to their end: from now on none is missed. */
  readonly leave?: true;
  /** This rank ends the job and has said why. */
  readonly fail?: true;
}

/** What a heart tells: where it listens, that it has found rank 0 or why it has not, that the others know that it leaves or fails. */
export interface HeartAnswer {
  readonly port?: number;
  readonly found?: true;
  readonly problem?: string;
  readonly left?: true;
}

/** What a heart can do. */
export interface HeartBody {
  readonly net: Pick<typeof Net, "createServer" | "connect">;
  listen(listener: (message: HeartMessage) => void): void;
  tell(answer: HeartAnswer): void;
  /** Prints, at once. */
  say(text: string): void;
  /** Ends the launcher's daemon on this host, after this process: where the network is cut, daemons wait for one another without end. */
  release(): void;
  /** Ends the process, at once. */
  end(): void;
}

/** Beats until the end. */
export function heart(setting: HeartSetting, body: HeartBody): void {
  const { rank, size, hosts, token, to, pause } = setting;
  const mostMissed = 5;
  /** Beats in which all ranks must have found rank 0. */
  const patience = 30;
  /** Ranks that are heard here, and how many of their beats are missed. */
  const heard = new Map<number, { readonly socket: Net.Socket; missed: number }>();
  const awaited = new Set(Array.from({ length: to ? 0 : size - 1 }, (_, index) => index + 1));
  const silent = `has been silent for ${(mostMissed * pause) / 1000} s: it was stopped, or its host or the network is down`;
  let advice = "Start the job again: what has checkpoints goes on from the last one";
  let beats = 0;
  let isOver = false;
  const self = {
    lose(of: number, why: string) {
      if (isOver) return;
      // Where rank 0 is lost, one rank of each host says so. The others may count a beat ahead of it, and a launcher ends all after the first that ends.
      const speaks = rank === 0 || hosts.indexOf(hosts[rank]!, 1) === rank;
      if (speaks) body.say(`rank ${of} of ${size} on ${hosts[of]} ${why}. The job ends. ${advice}.\n`);
      if (why === silent && hosts[of] !== hosts[rank]) body.release();
      self.end(speaks ? pause / 5 : 2 * pause);
    },
    /** Ends this process and the others. It has been said why. */
    end(later: number) {
      if (isOver) return;
      isOver = true;
      self.send("end");
      setTimeout(body.end, later);
    },
    /** Sends a word to all ranks that are heard. */
    send(word: string) {
      let open = heard.size;
      if (open === 0) body.tell({ left: true });
      for (const { socket } of heard.values())
        socket.write(`${word}\n`, () => {
          if (--open === 0) body.tell({ left: true });
        });
    },
    /** Hears a rank from now on. */
    add(of: number, socket: Net.Socket) {
      awaited.delete(of);
      heard.set(of, { socket, missed: 0 });
      socket.on("close", () => {
        if (heard.has(of)) self.lose(of, "is gone: it was killed, has crashed or has ended too early");
      });
    },
    hear(of: number, line: string) {
      const one = heard.get(of);
      if (one) one.missed = 0;
      if (line === "bye") heard.delete(of);
      // A launcher that ends the job sooner takes the exit code of the rank that has failed.
      if (line === "end") self.end(pause);
    },
    read(socket: Net.Socket, hear: (line: string) => void) {
      let rest = "";
      socket
        .setNoDelay(true)
        .setEncoding("latin1")
        .on("error", () => {})
        .on("data", (text) => {
          const lines = `${rest}${text}`.split("\n");
          rest = lines.pop()!;
          for (const line of lines) hear(line);
          if (rest.length > 100) socket.destroy();
        });
    },
    /** Rank 0: someone has connected. */
    meet(socket: Net.Socket) {
      let of = 0;
      const timer = setTimeout(() => of || socket.destroy(), mostMissed * pause);
      self.read(socket, (line) => {
        if (of) return self.hear(of, line);
        const [said, number] = line.split(" ");
        if (said !== token || !awaited.has(Number(number))) return void socket.destroy();
        clearTimeout(timer);
        of = Number(number);
        self.add(of, socket);
        socket.write("welcome\n");
      });
    },
    /** Other ranks: looks for rank 0 at its addresses, in turn. */
    find(index: number) {
      const { addresses, port } = to!;
      const host = addresses[index];
      if (host === undefined)
        return body.tell({
          problem: `cannot reach rank 0 on ${hosts[0]} by TCP at port ${port} of ${addresses.join(", ")}`,
        });
      const socket = body.net.connect({ host, port });
      let isFound = false;
      let timer = setTimeout(() => socket.destroy(), 2 * mostMissed * pause);
      socket.on("connect", () => {
        clearTimeout(timer);
        timer = setTimeout(() => socket.destroy(), patience * pause);
        socket.write(`${token} ${rank}\n`);
      });
      socket.on("close", () => {
        clearTimeout(timer);
        if (!isFound) self.find(index + 1);
      });
      self.read(socket, (line) => {
        if (isFound) return self.hear(0, line);
        if (line !== "welcome") return void socket.destroy();
        clearTimeout(timer);
        isFound = true;
        self.add(0, socket);
        body.tell({ found: true });
      });
    },
    /** Missed beats are counted in beats of one's own: who was asleep accuses no one. */
    beat() {
      for (const [of, one] of heard) {
        if (++one.missed > mostMissed) return self.lose(of, silent);
        one.socket.write("\n");
      }
      const [first] = awaited;
      if (first !== undefined && ++beats > patience)
        self.lose(first, `has not begun to beat in ${(patience * pause) / 1000} s`);
    },
    leave() {
      isOver = true;
      clearInterval(beating);
      server?.close();
      self.send("bye");
    },
  };
  const server = to ? undefined : body.net.createServer((socket) => self.meet(socket));
  const beating = setInterval(() => self.beat(), pause);
  body.listen((message) => {
    advice = message.advice ?? advice;
    if (message.leave) self.leave();
    if (message.fail) self.end(pause);
  });
  if (!server) {
    self.find(0);
    return;
  }
  server.on("error", (error) => body.tell({ problem: `cannot listen for others by TCP: ${error.message}` }));
  server.listen(() => body.tell({ port: (server.address() as Net.AddressInfo).port }));
}
