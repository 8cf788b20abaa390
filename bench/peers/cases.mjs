/** What is measured: an optimizer on n parameters in so many tensors. */

/** Names of optimizers, as the tables have them. */
export const titles = {
  adam: "Adam",
  sgd: "Gradient descent with momentum",
  yogi: "Yogi",
  adamwClip: "AdamW with clipping by the global norm",
  lion: "Lion",
  adafactor: "Adafactor",
};

/** [n, count]: parameters, and the tensors that they are divided among. */
const all = [
  [2, 1],
  [100, 1],
  [1e4, 1],
  [1e5, 1],
  [1e6, 1],
  [1e6, 1000],
  [1e7, 1],
  [1e8, 1],
];
const some = all.filter(([n, count]) => n >= 1e5 && n <= 1e7 && count === 1);

/** "1e6", and "1000 x 1000" for a thousand tensors of a thousand. */
export function sizeName({ n, count }) {
  if (count > 1) return `${count} x ${n / count}`;
  return n < 1e4 ? String(n) : n.toExponential(0).replace("e+", "e");
}

/**
 * The cases in order; `quick` leaves out what takes longest. `optimizers` and `sizes` choose among them, by names.
 *
 * @throws RangeError for a name that there is not.
 */
export function casesOf({ quick, optimizers, sizes }) {
  const cases = Object.keys(titles).flatMap((optimizer) =>
    (optimizer === "adam" ? all : some).map(([n, count]) => ({ optimizer, n, count })),
  );
  const isQuick = ({ optimizer, n }) => (optimizer === "adam" ? n <= 1e7 : n === 1e6);
  const known = { optimizers: Object.keys(titles), sizes: all.map(([n, count]) => sizeName({ n, count })) };
  for (const [option, names] of Object.entries({ optimizers, sizes })) {
    const unknown = names?.find((name) => !known[option].includes(name));
    if (unknown !== undefined)
      throw new RangeError(`--${option} takes some of ${known[option].join(", ")}; got ${unknown}`);
  }
  return cases.filter(
    (one) =>
      (!quick || sizes !== undefined || isQuick(one)) &&
      (optimizers?.includes(one.optimizer) ?? true) &&
      (sizes?.includes(sizeName(one)) ?? true),
  );
}
