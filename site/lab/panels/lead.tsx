/** The first words: what is seen, what one can do, and experiments that are ready. */
import { opened } from "../address.ts";
import { experiment, shown } from "../store.ts";
import { stories } from "../stories.ts";
import { whatIsSeen } from "../words.ts";

/** The words. */
export function Lead() {
  const from = opened.value;
  return (
    <div class="lead">
      <p>
        {from?.kind === "story" ? from.words : whatIsSeen(shown.value, experiment.value)}{" "}
        <a href="#equations">Edit the equations</a>: every keystroke that compiles races at once.
      </p>
      {from?.kind === "bad" && (
        <p class="failure" role="alert">
          The link could not be opened: {from.message}. What is shown does not come from it.
        </p>
      )}
      <nav aria-label="Ready experiments">
        <ul class="chips">
          {stories.map(({ name, title }) => (
            <li key={name}>
              <a
                class="chip"
                href={`#${name}`}
                aria-current={from?.kind === "story" && from.name === name ? "true" : undefined}
              >
                {title}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </div>
  );
}
