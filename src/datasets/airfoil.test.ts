/** The order of the airfoil loader's places, its checksum, and its download, with folders and fetch of the test's own. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { DataError } from "../train/data/data-error.ts";
import { tableOf } from "../train/data/table.ts";
import { loadAirfoil } from "./airfoil.ts";

const file = "airfoil_self_noise.dat";
const published = "74c75fd71783f1e6b71f8a622b993dc592897a97cd689c5090a07147a1b097b3";
const offline = async (): Promise<Response> => {
  throw new TypeError("no network");
};
const failure = async (loading: Promise<unknown>): Promise<DataError> => {
  const error = await loading.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(DataError);
  return error as DataError;
};

let directory: string;
let cache: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "glissade-data-"));
  cache = join(directory, "cache");
});
afterEach(() => rm(directory, { recursive: true }));

describe("loadAirfoil", () => {
  it("refuses a file with the wrong checksum, says path, expected and found, and leaves the file", async () => {
    const path = join(directory, file);
    await writeFile(path, "800\t0\t0.3048\t71.3\t0.00266337\t126.201\r\n");
    const error = await failure(loadAirfoil({ directory, cache, fetch: offline }));
    expect(error.code).toBe("checksum");
    expect(error.path).toBe(path);
    expect(error.expected).toBe(published);
    expect(error.found).toMatch(/^[0-9a-f]{64}$/);
    expect(error.message).toContain(error.found);
    expect(await readdir(directory)).toEqual([file]);
  });

  it("says in one short sentence that no download succeeded, and why each failed in the cause", async () => {
    const answers = async (url: string | URL | Request) =>
      String(url).includes("uci") ? new Response("gone", { status: 404 }) : offline();
    const error = await failure(loadAirfoil({ directory, cache, fetch: answers }));
    expect(error.code).toBe("unavailable");
    expect(error.message).toBe(
      "airfoil cannot be downloaded (the servers answer with errors); put airfoil_self_noise.dat into a folder and name it in GLISSADE_DATA",
    );
    const causes = (error.cause as AggregateError).errors.map(({ message }: Error) => message);
    expect(causes).toEqual([
      "d2l-data.s3-accelerate.amazonaws.com cannot be reached (no network)",
      "archive.ics.uci.edu answers 404",
    ]);
  });
});

describe("a server", () => {
  let answer: RequestListener;
  let stopped: (() => void) | undefined;
  const server = createServer((request, response) => answer(request, response));
  beforeAll(() => new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve)));
  afterAll(() => {
    server.closeAllConnections();
    return new Promise((resolve) => void server.close(resolve));
  });
  afterEach(() => {
    stopped?.();
    stopped = undefined;
  });
  /** Mirrors are asked at the server of this test. */
  const local: typeof fetch = (_, init) =>
    fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, init);
  const load = (timeout = 5000) => loadAirfoil({ directory, cache, fetch: local, timeout });

  it.each<[string, RequestListener, RegExp, RegExp]>([
    [
      "that sends another file",
      (_, response) => response.end("<html>"),
      /send something else/,
      /6 bytes that are not the file/,
    ],
    [
      "that sends half of the file",
      (_, response) => response.end("x".repeat(30_000)),
      /send something else/,
      /30000 bytes/,
    ],
    ["that refuses", (_, response) => response.writeHead(503).end(), /answer with errors/, /answers 503/],
    ["that hangs up", (request) => request.destroy(), /no server can be reached/, /cannot be reached/],
  ])("%s is not believed, and nothing is kept", async (_, listener, message, cause) => {
    answer = listener;
    const error = await failure(load());
    expect(error.code).toBe("unavailable");
    expect(error.message).toMatch(message);
    for (const { message: detail } of (error.cause as AggregateError).errors) expect(detail).toMatch(cause);
    expect(await readdir(directory)).toEqual([]);
  });

  it("that does not answer, or not to the end, is given up in time", async () => {
    for (const partial of ["", "800\t0"]) {
      answer = (_, response) => {
        if (partial) response.write(partial);
        stopped = () => response.destroy();
      };
      expect((await failure(load(50))).message).toMatch(
        /^airfoil cannot be downloaded \(no server answers in time\)/,
      );
    }
  });

  it("that never stops is stopped soon after the size of the file", async () => {
    let sent = 0;
    answer = (_, response) => {
      const more = () => {
        while (!response.destroyed && response.write("x".repeat(65_536))) sent += 65_536;
        sent += 65_536;
      };
      response.on("drain", more).on("error", () => {});
      more();
    };
    const error = await failure(load());
    expect(error.message).toMatch(/send something else/);
    expect((error.cause as AggregateError).errors[0].message).toMatch(/more than the 59984 bytes/);
    expect(sent).toBeLessThan(64 * 1024 ** 2);
  });
});

describe.skipIf(!process.env.GLISSADE_DATA)("loadAirfoil on the published file (needs GLISSADE_DATA)", () => {
  const source = join(process.env.GLISSADE_DATA ?? "", file);

  it("reads GLISSADE_DATA by default", async () => {
    const table = await loadAirfoil({ fetch: offline });
    expect([table.rows, table.columns.length]).toEqual([1503, 6]);
    expect([...tableOf(table).values.slice(0, 6)]).toEqual([800, 0, 0.3048, 71.3, 0.00266337, 126.201]);
  });

  it("downloads over https, keeps the file whole in the cache, and finds it there the next time", async () => {
    const bytes = await readFile(source);
    const asked: string[] = [];
    const table = await loadAirfoil({
      directory,
      cache,
      fetch: async (url) => {
        asked.push(String(url));
        return new Response(bytes);
      },
    });
    expect(table.rows).toBe(1503);
    expect(asked.every((url) => url.startsWith("https://"))).toBe(true);
    expect(await readdir(cache)).toEqual([file]);
    expect(await readFile(join(cache, file))).toEqual(bytes);
    expect(await loadAirfoil({ directory, cache, fetch: offline })).toEqual(table);
  });

  it.each([
    ["another file", () => Buffer.from("<html>")],
    ["half of the file", (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ["nothing", () => Buffer.alloc(0)],
  ])("fetches again what the cache holds as %s", async (_, damage) => {
    const bytes = await readFile(source);
    await mkdir(cache);
    await writeFile(join(cache, file), damage(bytes));
    const fetched = { directory, cache, fetch: async () => new Response(bytes) };
    expect((await failure(loadAirfoil({ ...fetched, fetch: offline }))).code).toBe("unavailable");
    expect((await loadAirfoil(fetched)).rows).toBe(1503);
    expect(await readFile(join(cache, file))).toEqual(bytes);
    expect(await readdir(cache)).toEqual([file]);
  });

  it("does not write where another download is writing", async () => {
    const bytes = await readFile(source);
    const loads = Array.from({ length: 8 }, () =>
      loadAirfoil({ directory, cache, fetch: async () => new Response(bytes) }),
    );
    for (const { rows } of await Promise.all(loads)) expect(rows).toBe(1503);
    expect(await readdir(cache)).toEqual([file]);
  });

  it("uses a download that cannot be kept", async () => {
    await writeFile(cache, "a file where the cache folder should be");
    const bytes = await readFile(source);
    const table = await loadAirfoil({ directory, cache, fetch: async () => new Response(bytes) });
    expect(table.rows).toBe(1503);
  });
});
