/**
 * The textbook's configurations and the final losses to compare with. Zhang, Lipton, Li, Smola:
 * Dive into Deep Learning, 12.3 to 12.10; mean and spread are over 50 seeds of the book's harness in float32.
 */

/** One of the book's from-scratch configurations and the final losses it gives. */
export interface TextbookResult {
  readonly optimizer: "sgd" | "momentum" | "adagrad" | "rmsprop" | "adadelta" | "adam" | "yogi";
  /** The learning rate and whatever else the book sets. */
  readonly options: Readonly<Record<string, number>>;
  readonly batchSize: number;
  readonly epochs: number;
  /** The one loss that the book prints. */
  readonly printed: number;
  readonly mean: number;
  /** Standard deviation over seeds. */
  readonly deviation: number;
}

const row = (
  optimizer: TextbookResult["optimizer"],
  options: TextbookResult["options"],
  [printed, mean, deviation]: readonly [number, number, number],
  batchSize = 10,
  epochs = 2,
): TextbookResult => ({ optimizer, options, batchSize, epochs, printed, mean, deviation });

/** Every configuration that the book trains on the airfoil data. */
export const textbookResults: readonly TextbookResult[] = [
  row("sgd", { learningRate: 1 }, [0.247, 0.2478, 0.0037], 1500, 10),
  row("sgd", { learningRate: 0.005 }, [0.245, 0.2454, 0.0032], 1),
  row("sgd", { learningRate: 0.4 }, [0.246, 0.2455, 0.0041], 100),
  row("sgd", { learningRate: 0.05 }, [0.246, 0.2456, 0.0034]),
  row("momentum", { learningRate: 0.02, momentum: 0.5 }, [0.245, 0.2443, 0.0023]),
  row("momentum", { learningRate: 0.01, momentum: 0.9 }, [0.248, 0.2487, 0.004]),
  row("momentum", { learningRate: 0.005, momentum: 0.9 }, [0.243, 0.2444, 0.0016]),
  row("adagrad", { learningRate: 0.1 }, [0.243, 0.243, 0.0012]),
  row("rmsprop", { learningRate: 0.01, decay: 0.9 }, [0.245, 0.2446, 0.0023]),
  row("adadelta", { rho: 0.9 }, [0.245, 0.2438, 0.0016]),
  row("adam", { learningRate: 0.01 }, [0.243, 0.2437, 0.0013]),
  row("yogi", { learningRate: 0.01 }, [0.243, 0.2436, 0.0013]),
];
