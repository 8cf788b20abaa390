/** The course of a fit, for Node and a page. */

/**
 * Steps, and says how far the picture has come. The Gaussians grow to at most the first of `sizes` after a tenth of the steps, to the next one after two tenths, and
 * so on.
 * @returns events: `{ type: "measured", step, psnr, size, stepsPerSecond }`, and `{ type: "grown", step, size, dropped, divided }`.
 */
export async function* run(fit, { steps, sizes, every = Math.ceil(steps / 60) }) {
  const rounds = new Map(sizes.map((size, i) => [Math.round(((i + 1) * steps) / 10), size]));
  const from = performance.now();
  const measured = async (step) => {
    const { psnr } = await fit.measure();
    const stepsPerSecond = (1000 * step) / (performance.now() - from);
    return { type: "measured", step, psnr, size: fit.size, stepsPerSecond };
  };
  yield await measured(0);
  for (let step = 1; step <= steps; step++) {
    fit.step();
    if (rounds.has(step)) {
      yield await measured(step);
      const { dropped, divided } = await fit.grow(rounds.get(step));
      yield { type: "grown", step, size: fit.size, dropped, divided };
    }
    if (step % every === 0 || step === steps || rounds.has(step)) yield await measured(step);
  }
}
