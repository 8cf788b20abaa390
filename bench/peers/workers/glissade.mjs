/** Glissade. Usage: node glissade.mjs DEVICE THREADS, the threads a number or "auto". */
import { descentOn } from "./descent.mjs";
import { Lacking, serve } from "./serve.mjs";

const [device, asked] = process.argv.slice(2);
const threads = asked === "auto" ? asked : Number(asked);

await serve(async (optimizer, n, count) => {
  let made;
  try {
    made = await descentOn(optimizer, n, count, { device, threads });
  } catch (error) {
    if (/has threads/.test(error.message)) throw new Lacking(error.message);
    throw error;
  }
  const { descent, tensor } = made;
  if (descent.device !== device) throw new Error(`device ${descent.device} instead of ${device}`);
  const run = (times) => {
    for (let i = 0; i < times; i++) descent.step();
  };
  return { run, tensor, free: () => descent.dispose() };
});
