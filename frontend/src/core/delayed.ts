import { useEffect, useState } from "preact/hooks";

/** `value`, once it has not changed for `ms`: a search does not ask at every key. */
export function useDelayed<T>(value: T, ms: number): T {
  const [settled, settle] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => settle(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
