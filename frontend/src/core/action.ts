// A thing that somebody starts and that takes a while: is it under way, did it go wrong.
import { useRef, useState } from "preact/hooks";

export interface Action<A extends unknown[]> {
  run: (...args: A) => Promise<boolean>;
  busy: boolean;
  error: unknown;
  clear: () => void;
}

/** A second start while the first is under way does nothing: no double gift from a double tap. */
export function useAction<A extends unknown[]>(work: (...args: A) => Promise<unknown>): Action<A> {
  const [state, set] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: null });
  const running = useRef(false);
  async function run(...args: A): Promise<boolean> {
    if (running.current) return false;
    running.current = true;
    set({ busy: true, error: null });
    try {
      await work(...args);
      set({ busy: false, error: null });
      return true;
    } catch (error) {
      set({ busy: false, error });
      return false;
    } finally {
      running.current = false;
    }
  }
  return { run, ...state, clear: () => set({ busy: false, error: null }) };
}
