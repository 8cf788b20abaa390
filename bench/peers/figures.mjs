/** Figures of a case: medians and spreads of times, and of ratios of times in the same round. */

const quantile = (sorted, q) => {
  const at = q * (sorted.length - 1);
  const low = sorted[Math.floor(at)];
  return low + (sorted[Math.ceil(at)] - low) * (at % 1);
};

/** Median and quartiles; undefined of no values. */
export function summaryOf(values) {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  return { median: quantile(sorted, 0.5), q1: quantile(sorted, 0.25), q3: quantile(sorted, 0.75) };
}

const isThere = (value) => value !== undefined && !Number.isNaN(value);

/** Seconds of a step of a contender, over all rounds of all heats. */
export const timeOf = ({ heats }, id) => summaryOf(heats.flatMap((heat) => (heat[id] ?? []).filter(isThere)));

/** The time of `id` over that of `base` in the same round. */
export function ratioOf({ heats }, id, base) {
  const ratios = heats.flatMap((heat) =>
    (heat[id] ?? []).flatMap((seconds, round) => {
      const other = heat[base]?.[round];
      return isThere(seconds) && isThere(other) ? [seconds / other] : [];
    }),
  );
  return summaryOf(ratios);
}

/**
 * Where Glissade loses: cases in which a peer on as many threads took less time in three rounds of four.
 *
 * @returns for each contender of Glissade and each such peer, the cases with the ratio.
 */
export function lossesOf(cases, contenders) {
  const ours = contenders.filter(({ kind, id }) => kind === "glissade" && id !== "js-1");
  const peers = contenders.filter(({ kind }) => kind === "peer");
  return ours.flatMap((us) =>
    peers
      .filter(({ threads }) => threads === us.threads)
      .flatMap((peer) => {
        const lost = cases.flatMap((one) => {
          const ratio = ratioOf(one, peer.id, us.id);
          return ratio && ratio.q3 < 1 ? [{ one, ratio }] : [];
        });
        return lost.length ? [{ us, peer, lost }] : [];
      }),
  );
}
