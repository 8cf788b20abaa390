/** The lab as a whole: where panels and views stand. */
import { digest, experiment, tracks } from "./store.ts";
import { Contour } from "./views/contour.tsx";

/** The lab. */
export function App() {
  return (
    <main>
      <h1>Optimizer lab</h1>
      <Contour />
      <ul>
        {experiment.value.contestants.map(({ id, label }) => {
          const track = tracks.value.get(id);
          return (
            <li key={id}>
              {label}: {track?.losses[track.length - 1]}
            </li>
          );
        })}
      </ul>
      <output>{digest.value}</output>
    </main>
  );
}
