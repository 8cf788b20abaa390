/**
 * Steps of Adam whose states the ranks share, from gradients ready to parameters ready. A task is such as "step 3": how many steps.
 * Usage: adam.mjs FOLDER PARAMETERS TENSORS DEVICE
 */
import { adam } from "../../dist/index.js";
import { dataParallel } from "../../dist/mpi/index.js";
import { serve, timed } from "./tasks.mjs";

const [folder, parameters, tensors, device] = process.argv.slice(2);

await serve(folder, async (world) => {
  const length = Number(parameters) / Number(tensors);
  const paths = Array.from({ length: Number(tensors) }, (_, index) => `p${index}`);
  const descent = await adam().init(
    Object.fromEntries(paths.map((path) => [path, new Float32Array(length)])),
    { device, threads: 1, shard: world },
  );
  const shared = dataParallel(descent, { world, microBatches: world.size });
  // As adam.py has them.
  const gradient = Float32Array.from({ length }, (_, i) => ((i % 101) - 50) / 50 + world.rank);
  const places = [0, length >> 1, length - 1];
  return async ([, times]) => {
    let seconds = 0;
    for (let step = 0; step < Number(times); step++) {
      for (const path of paths) descent.grads[path].set(gradient);
      seconds += await timed(world, () => shared.step(() => undefined));
    }
    const first = places.flatMap((at) => [descent.params.p0[at], descent.params[paths.at(-1)][at]]);
    return { seconds: seconds / Number(times), first, steps: descent.count };
  };
});
