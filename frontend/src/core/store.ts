// One value that many look at: the smallest state there is. Screens read it through `useStore`.
import { useEffect, useState } from "preact/hooks";

export interface Store<T> {
  get(): T;
  set(next: T): void;
  /** Calls `listener` after each change until the returned function is called. */
  watch(listener: () => void): () => void;
}

export function store<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of [...listeners]) listener();
    },
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function useStore<T>(source: Store<T>): T {
  const [, again] = useState({});
  const shown = source.get();
  useEffect(() => {
    const stop = source.watch(() => again({}));
    // It may have changed between the first render and this effect.
    if (!Object.is(shown, source.get())) again({});
    return stop;
  }, [source]);
  return shown;
}
