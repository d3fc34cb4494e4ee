// The version that a form was opened on: what others change meanwhile is not silently overwritten.
import { useRef } from "preact/hooks";
import { ApiError } from "./api";

/**
 * Runs `work` with the version that the form began with. When the server refuses it as old (412), the error goes on to the
 * form, and the next try carries the version as it is now: saving again is a decision then.
 */
export function useVersion(opened: number): <A>(work: (version: number) => Promise<A>) => Promise<A> {
  const held = useRef(opened);
  return async (work) => {
    try {
      return await work(held.current);
    } catch (error) {
      const current = error instanceof ApiError && error.status === 412 ? (error.current as { version?: number } | null) : null;
      if (current?.version !== undefined) held.current = current.version;
      throw error;
    }
  };
}
