/** The value of a key, made when it is first asked for: equal kernels share one. A promise that fails is forgotten. */
export function cached<T>(cache: Map<string, T>, key: string, make: () => T): T {
  const found = cache.get(key) ?? make();
  cache.set(key, found);
  if (found instanceof Promise) found.catch(() => cache.delete(key));
  return found;
}
