/**
 * The airfoil self-noise data of the textbook's experiment. Brooks, Pope and Marcolini, Airfoil Self-Noise and
 * Prediction, NASA RP 1218, 1989; UCI Machine Learning Repository, doi:10.24432/C5VW2C, CC BY 4.0.
 */
import type { Frame } from "../train/data/frame.ts";
import { parseFrame } from "../train/data/parse-frame.ts";
import { contentsOf, type PublishedFile, type Sources, sourcesOf } from "./published-file.ts";

const FILE = "airfoil_self_noise.dat";
const published: PublishedFile = {
  dataset: "airfoil",
  file: FILE,
  size: 59_984,
  sha256: "74c75fd71783f1e6b71f8a622b993dc592897a97cd689c5090a07147a1b097b3",
  mirrors: [
    `https://d2l-data.s3-accelerate.amazonaws.com/${FILE}`,
    `https://archive.ics.uci.edu/ml/machine-learning-databases/00291/${FILE}`,
  ],
};
const COLUMNS = [
  "frequency (Hz)",
  "angle of attack (deg)",
  "chord length (m)",
  "free-stream velocity (m/s)",
  "displacement thickness (m)",
  "sound pressure level (dB)",
];

const readSources = sourcesOf("loadAirfoil");

/**
 * The 1503 rows: five features and the sound pressure level.
 * @throws DataError `checksum` for a file that is not the published one, `unavailable` where none is found and none can be downloaded.
 */
export async function loadAirfoil(sources: Sources = {}): Promise<Frame> {
  return parseFrame(await contentsOf(published, readSources(sources)), {
    name: "airfoil",
    origin: "NASA airfoil self-noise, Brooks, Pope and Marcolini 1989 (UCI, CC BY 4.0)",
    columns: COLUMNS,
    delimiter: "\t",
  });
}
