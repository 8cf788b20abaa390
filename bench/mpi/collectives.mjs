/**
 * The collectives of `glissade/mpi`, as `collectives.c` has them. A task is such as "sync allReduce 64 100": at once or with promises, the call, bytes of the
 * buffer, how many calls.
 * Usage: collectives.mjs FOLDER LARGEST
 */
import { serve, timed } from "./tasks.mjs";

const [folder, largest] = process.argv.slice(2);

await serve(folder, (world) => {
  // Memory is touched before it is measured.
  const [all, other] = [1, 2].map(() => new Float32Array(Number(largest) / 4).fill(0));
  return async ([way, name, bytes, times]) => {
    const length = Number(bytes) / 4;
    const own = length / world.size;
    const counts = Array(world.size).fill(own);
    const [a, b] = [all, other].map((values) => values.subarray(0, length));
    const part = b.subarray(0, own);
    const calls = {
      allReduce: (of) => of.allReduce(a),
      reduceScatter: (of) => of.reduceScatter(a, part, counts),
      allGather: (of) => of.allGather(a, counts),
      allToAll: (of) => of.allToAll(a, counts, b, counts),
      broadcast: (of) => of.broadcast(a, 0),
    };
    const call = calls[name];
    const count = Number(times);
    const now = () => {
      for (let i = 0; i < count; i++) call(world);
    };
    const later = async () => {
      for (let i = 0; i < count; i++) await call(world.async);
    };
    return { seconds: (await timed(world, way === "sync" ? now : later)) / count };
  };
});
