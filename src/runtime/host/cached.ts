/** A cache: makes the value of a key when it is first needed, so that equal kernels share one. A failed promise is forgotten. */
export function cached<T>(cache: Map<string, T>, key: string, make: () => T): T {
  const found = cache.get(key) ?? make();
  cache.set(key, found);
  if (found instanceof Promise) found.catch(() => cache.delete(key));
  return found;
}
