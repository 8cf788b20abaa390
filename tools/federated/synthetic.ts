/**
 * Synthetic(alpha, beta) as FedProx' authors generate it: Li, Sahu, Zaheer, Sanjabi, Talwalkar, Smith: Federated Optimization in Heterogeneous
 * Networks, MLSys 2020, section 5.1. Client k has a model of its own, W_k and b_k from N(u_k, 1) with u_k from N(0, alpha), and rows of its own,
 * x from N(v_k, S) with v_k from N(B_k, 1), B_k from N(0, beta) and S diagonal, S_jj = j^-1.2; classes are those of its model; it has 50 and
 * lognormal(4, 2) rows.
 *
 * With many clients nothing is shared: the classes' columns of W_k are drawn alike, so over all clients each class is as likely at any x. A
 * model of all is right in one row of ten, whatever it is. `shared` adds one matrix, of N(0, shared^2), to all W_k: something to learn.
 */
import { normals, type Rows, sourceOf, type Task } from "./task.ts";

const features = 60;
const classes = 10;
/** A client trains on no more of its rows: one in a million would have as many as all others of its round. */
const mostRows = 1000;
/** Of the clients that none is asked of, how many judge the model, and with how many rows each. */
const judges = 1000;
const judged = 20;

const deviations = Float64Array.from({ length: features }, (_, j) => (j + 1) ** -0.6);

/** A client of the population of `seed`; `most` limits its rows. */
export function syntheticClient(seed: number, shared: number, index: number, most = mostRows): Rows {
  const normal = normals(sourceOf(seed, `client/${index}`));
  const count = Math.min(most, 50 + Math.floor(Math.exp(4 + 2 * normal())));
  const [u, center] = [normal(), normal()];
  const common = shared === 0 ? undefined : commonOf(seed);
  const w = Float64Array.from(
    { length: features * classes },
    (_, at) => u + normal() + (common ? shared * common[at]! : 0),
  );
  const b = Float64Array.from({ length: classes }, () => u + normal());
  const v = Float64Array.from({ length: features }, () => center + normal());
  const x = new Float32Array(count * features);
  const y = new Uint8Array(count);
  const scores = new Float64Array(classes);
  for (let row = 0; row < count; row++) {
    scores.set(b);
    for (let j = 0; j < features; j++) {
      const value = v[j]! + deviations[j]! * normal();
      x[row * features + j] = value;
      for (let c = 0; c < classes; c++) scores[c]! += value * w[j * classes + c]!;
    }
    y[row] = scores.indexOf(Math.max(...scores));
  }
  return { x, y };
}

const commons = new Map<number, Float64Array>();

function commonOf(seed: number): Float64Array {
  let found = commons.get(seed);
  if (!found) {
    const normal = normals(sourceOf(seed, "common"));
    found = Float64Array.from({ length: features * classes }, normal);
    commons.set(seed, found);
  }
  return found;
}

/** Rows of clients that are never asked. */
function judgesOf(seed: number, shared: number, name: string): Rows {
  const x = new Float32Array(judges * judged * features);
  const y = new Uint8Array(judges * judged);
  for (let k = 0; k < judges; k++) {
    // Negative numbers are of no client.
    const rows = syntheticClient(seed, shared, -1 - k - (name === "test" ? judges : 0), judged);
    x.set(rows.x, k * judged * features);
    y.set(rows.y, k * judged);
  }
  return { x, y };
}

/** A population of clients. */
export function synthetic(
  settings: Pick<Task, "name" | "clients" | "perRound" | "rounds" | "target"> & { readonly shared: number },
  seed: number,
): Task {
  const { shared, ...rest } = settings;
  return {
    ...rest,
    features,
    classes,
    batch: 10,
    client: (index) => syntheticClient(seed, shared, index),
    validation: judgesOf(seed, shared, "validation"),
    test: judgesOf(seed, shared, "test"),
  };
}
