/** The digest of the race, and whether it is that of the link that was opened. */
import { computed } from "@preact/signals";
import { opened } from "../address.ts";
import { reach } from "../history.ts";
import { digest, problemFailure, shown, tracks } from "../store.ts";
import { CopyButton } from "./copy-button.tsx";

/** Whether there is nothing that a digest could be of. */
const nobodyRaces = computed(
  () => problemFailure.value !== null || shown.value.every(({ id }) => tracks.value.get(id)?.failure),
);

/** The line. */
export function Result() {
  return (
    <div class="result">
      <p class="aside">
        Digest <output class="digest">{digest.value ?? (nobodyRaces.value ? "none" : "racing")}</output>
        {digest.value && <CopyButton text={digest.value} what="the digest" />}
      </p>
      <Comparison />
    </div>
  );
}

function Comparison() {
  const from = opened.value;
  if (from?.kind !== "link" || !from.digest || !digest.value || reach.value.changes !== from.changes)
    return null;
  return digest.value === from.digest ? (
    <p class="same">The same picture as in the link, bit for bit.</p>
  ) : (
    <p class="failure">
      Not the picture of the link: its digest is {from.digest}. It was made by another version of this page.
    </p>
  );
}
