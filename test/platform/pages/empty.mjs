/** A worker that does nothing. */
addEventListener("message", () => {});
