/** Tiny Shakespeare: forty thousand lines of Shakespeare's plays in one text, the corpus of char-rnn and nanoGPT; public domain. */
import { contentsOf, type PublishedFile, type Sources, sourcesOf } from "./published-file.ts";

const published: PublishedFile = {
  dataset: "tiny-shakespeare",
  file: "tinyshakespeare.txt",
  size: 1_115_394,
  sha256: "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
  mirrors: [
    "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt",
    "https://raw.githubusercontent.com/karpathy/ng-video-lecture/master/input.txt",
  ],
};

const readSources = sourcesOf("loadTinyShakespeare");

/**
 * The text: 1,115,394 characters, 65 different ones.
 * @throws DataError `checksum` for a file that is not the published one, `unavailable` where none is found and none can be downloaded.
 */
export async function loadTinyShakespeare(sources: Sources = {}): Promise<string> {
  return new TextDecoder().decode(await contentsOf(published, readSources(sources)));
}
