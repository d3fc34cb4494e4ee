// The one way to the REST API: typed by the server's own document, one kind of error, one renewal on a 401.
import type { Operations } from "../api.gen";

export type Operation = keyof Operations;
export type Answer<K extends Operation> = Operations[K]["answer"];
/** What stands in the envelope: of a collection, its rows. */
export type Data<K extends Operation> = Answer<K> extends { data: infer T } ? T : undefined;
export type Row<K extends Operation> = Data<K> extends readonly (infer T)[] ? T : never;
export type Body<K extends Operation> = Operations[K]["body"];

type Part<Name extends string, V> = [V] extends [undefined] ? unknown : Record<never, never> extends V ? { [N in Name]?: V } : { [N in Name]: V };
export type Ask<K extends Operation> = Part<"path", Operations[K]["path"]> &
  Part<"query", Operations[K]["query"]> &
  Part<"body", Operations[K]["body"]> & {
    /** Only if the entity still has this version; else 412, with the entity as it is now. */
    ifVersion?: number;
    signal?: AbortSignal;
  };

export interface Detail {
  field: string;
  message: string;
}

/** A refusal of the server, or `NETWORK` where there was no answer at all. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: Detail[] = [],
    readonly current: unknown = null,
    readonly retryAfter = 0,
  ) {
    super(message);
  }
}

/** Who gives the access token, and makes a new one when it was refused. Set once by `session`. */
export interface Credentials {
  token(): string | null;
  renew(refused: string | null): Promise<boolean>;
}

let credentials: Credentials = { token: () => null, renew: () => Promise.resolve(false) };

export function useCredentials(source: Credentials): void {
  credentials = source;
}

/** 128 random bits. `crypto.randomUUID` is missing on plain http, which is how a LAN address is opened. */
export function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Keys of requests whose answer was lost: pressed again, the same request must not make a second gift. */
const unanswered = new Map<string, string>();

interface Anything {
  path?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
  ifVersion?: number;
  signal?: AbortSignal;
}

export function address(template: string, path: Record<string, unknown> = {}, query: Record<string, unknown> = {}): string {
  const place = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(path[name])));
  const terms = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== "") terms.append(name, String(one));
    }
  }
  return terms.size ? `${place}?${terms}` : place;
}

async function send(method: string, url: string, ask: Anything, key: string | null): Promise<Response> {
  const headers = new Headers({ Accept: "application/json" });
  const token = credentials.token();
  if (token !== null) headers.set("Authorization", `Bearer ${token}`);
  const form = ask.body instanceof FormData ? ask.body : null; // the browser itself says what is in it
  if (ask.body !== undefined && !form) headers.set("Content-Type", "application/json");
  if (ask.ifVersion !== undefined) headers.set("If-Match", `"${ask.ifVersion}"`);
  if (key !== null) headers.set("Idempotency-Key", key);
  const init: RequestInit = { method, headers, credentials: "same-origin" };
  if (ask.body !== undefined) init.body = form ?? JSON.stringify(ask.body);
  if (ask.signal) init.signal = ask.signal;
  try {
    return await fetch(url, init);
  } catch (error) {
    if (ask.signal?.aborted) throw error;
    throw new ApiError(0, "NETWORK", "no answer");
  }
}

async function refusal(response: Response): Promise<ApiError> {
  const retryAfter = Number(response.headers.get("Retry-After")) || 0;
  try {
    const { error } = (await response.json()) as { error: { code: string; message: string; details?: Detail[]; current?: unknown } };
    return new ApiError(response.status, error.code, error.message, error.details, error.current ?? null, retryAfter);
  } catch {
    // Not our envelope: a proxy in between, or a server that is just going down.
    return new ApiError(response.status, response.status >= 502 ? "NETWORK" : "UNKNOWN", response.statusText, [], null, retryAfter);
  }
}

export async function call<K extends Operation>(
  operation: K,
  ...[given]: Record<never, never> extends Ask<K> ? [Ask<K>?] : [Ask<K>]
): Promise<Answer<K>> {
  const ask = (given ?? {}) as Anything;
  const [method, template] = operation.split(" ") as [string, string];
  const url = address(template, ask.path, ask.query);
  const open = template === "/auth/login" || template === "/auth/refresh" || template === "/auth/setup";
  const repeatable = method === "POST" && !template.startsWith("/auth/") && !(ask.body instanceof FormData);
  const same = repeatable ? `${url} ${JSON.stringify(ask.body)}` : null;
  const key = same === null ? null : (unanswered.get(same) ?? randomKey());
  if (same !== null && key !== null) unanswered.set(same, key);
  const token = credentials.token();
  let response = await send(method, url, ask, key);
  if (response.status === 401 && !open && (await credentials.renew(token))) response = await send(method, url, ask, key);
  if (same !== null && response.status < 500) unanswered.delete(same);
  if (!response.ok) throw await refusal(response);
  return (response.status === 204 ? undefined : await response.json()) as Answer<K>;
}
