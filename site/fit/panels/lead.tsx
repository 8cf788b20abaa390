/** The first words: what one can do, and fits that are ready. */
import { linkProblem } from "../address.ts";
import { examples } from "../examples.ts";
import { setup } from "../store.ts";

/** The words. */
export function Lead() {
  const open = examples.find((each) => each.setup === setup.value);
  return (
    <div class="lead">
      <p>
        {open
          ? open.words
          : "Type a formula, choose a model, move where the search begins: the fit follows at once."}{" "}
        <a href="#data">Use your own data</a>: a file, or what you paste. It stays in this page.
      </p>
      {linkProblem.value && (
        <p class="failure" role="alert">
          {linkProblem.value}
        </p>
      )}
      <nav aria-label="Ready fits">
        <ul class="chips">
          {examples.map(({ name, title }) => (
            <li key={name}>
              <a class="chip" href={`#${name}`} aria-current={open?.name === name ? "true" : undefined}>
                {title}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </div>
  );
}
