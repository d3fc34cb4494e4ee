// What screens read: data by name, out of a cache that the socket keeps fresh. Screens neither fetch nor subscribe.
import { QueryClient, QueryObserver, type QueryKey, type QueryObserverResult } from "@tanstack/query-core";
import { useEffect, useMemo, useState } from "preact/hooks";
import { ApiError } from "./api";
import { live } from "./socket";

/** Something that can be read: its name in the cache, how it is fetched, and the topics that tell of its changes. */
export interface Source<T> {
  key: QueryKey;
  fetch: (signal: AbortSignal) => Promise<T>;
  topics?: string[];
}

export const cache = new QueryClient({
  defaultOptions: {
    queries: {
      // "online" in the browser's sense says nothing about a server in the same house.
      networkMode: "always",
      staleTime: 2_000, // for the return to the window; a screen decides by `heard`
      gcTime: 10 * 60_000,
      retry: (count, error) => count < 2 && error instanceof ApiError && error.code === "NETWORK",
      retryDelay: 700,
    },
  },
});

/** What was fetched while its topics were held is as fresh as the socket: no second request for it. */
function heard(topics: readonly string[], fetched: number): boolean {
  return topics.length > 0 && topics.every((topic) => (live.heldSince(topic) ?? Infinity) <= fetched);
}

function options<T>(source: Source<T>) {
  return {
    queryKey: source.key,
    queryFn: ({ signal }: { signal: AbortSignal }) => source.fetch(signal),
    meta: { topics: source.topics ?? [] },
  };
}

export type Reading<T> = Pick<QueryObserverResult<T, Error>, "data" | "error" | "isFetching">;

/** The data of `source`, now and after each change, for as long as the component stands; with `null`, nothing. */
export function useQuery<T>(source: Source<T> | null): Reading<T> {
  const name = JSON.stringify(source?.key ?? null);
  const observer = useMemo(
    () => new QueryObserver<T, Error>(cache, source ? options(source) : { queryKey: ["nothing"], enabled: false }),
    [name],
  );
  const [result, show] = useState<QueryObserverResult<T, Error>>(() => observer.getCurrentResult());
  useEffect(() => {
    const { dataUpdatedAt } = observer.getCurrentResult();
    const fresh = heard(source?.topics ?? [], dataUpdatedAt);
    if (source) observer.setOptions({ ...options(source), refetchOnMount: (query) => (fresh && !query.state.isInvalidated ? false : "always") });
    const release = (source?.topics ?? []).map((topic) => live.subscribe(topic));
    show(observer.getCurrentResult());
    const stop = observer.subscribe(show);
    return () => {
      stop();
      for (const one of release) one();
    };
  }, [observer]);
  // After a change of the key the state still holds the old one's result for one render.
  const current = observer.getCurrentResult();
  return current.data === result.data && current.error === result.error ? result : current;
}
