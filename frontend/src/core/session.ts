// Who is signed in. The access token lives in memory only; a reload signs in again by the refresh cookie.
import { ApiError, call, useCredentials, type Body, type Data } from "./api";
import { oneTabAtATime } from "./one_tab";
import { remembered, remember } from "./remember";
import { store } from "./store";

export type Me = Data<"GET /auth/me">;
export type Household = Me["settings"];
type Granted = Data<"POST /auth/login">;

export type Session =
  | { state: "starting" }
  /** The server gives no answer; it is asked again by itself. */
  | { state: "unreachable" }
  | { state: "out" }
  | { state: "in"; me: Me };

export const session = store<Session>({ state: "starting" });

interface Grant {
  token: string;
  user: number;
  /** On this browser's clock, which need not be right: only the distance to now counts. */
  expires: number;
}

let grant: Grant | null = null;
let renewing: Promise<boolean> | null = null;
let timer = 0;

/** Other tabs of this browser share the cookie; what one learns, the others need not ask. */
const tabs = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("familydash.session");
type Word = { kind: "granted"; grant: Grant } | { kind: "signed-out" };

const EARLY = 60_000; // renewed this long before the end, so that no request meets it
const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));

function adopt(next: Grant): void {
  grant = next;
  clearTimeout(timer);
  // A little chance, so that two tabs seldom renew at once.
  timer = window.setTimeout(() => void renew(next.token), Math.max(next.expires - Date.now() - EARLY - Math.random() * 20_000, 5_000));
}

function granted(answer: Granted): void {
  const next = { token: answer.access_token, user: answer.user.id, expires: Date.now() + answer.expires_in * 1000 };
  adopt(next);
  tabs?.postMessage({ kind: "granted", grant: next } satisfies Word);
}

function ended(): void {
  grant = null;
  clearTimeout(timer);
  session.set({ state: "out" });
}

async function askForRenewal(): Promise<boolean> {
  // A refresh token is good once. If another tab was faster, the cookie is a newer one a moment later: one more try.
  for (const last of [false, true]) {
    try {
      granted((await call("POST /auth/refresh", { body: {} })).data);
      return true;
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      if (!last) await wait(400 + Math.random() * 400);
    }
  }
  return false;
}

/** When it is this tab's turn, another one may have told it a good token already: then there is nothing to ask. */
function inTurn(refused: string | null): Promise<boolean> {
  return oneTabAtATime(async () => (grant !== null && grant.token !== refused) || askForRenewal());
}

async function renewOnce(refused: string | null): Promise<boolean> {
  try {
    const renewed = await inTurn(refused);
    if (!renewed) ended();
    return renewed;
  } catch (error) {
    // No answer says nothing about the session: it stays, and is asked again.
    if (session.get().state === "in") {
      clearTimeout(timer);
      timer = window.setTimeout(() => void renew(refused), 15_000);
    }
    if (error instanceof ApiError) return false;
    throw error;
  }
}

/** Gets a new access token, unless there is one already that is not the `refused` one. All who ask at once share one request. */
export function renew(refused: string | null): Promise<boolean> {
  renewing ??= renewOnce(refused).finally(() => (renewing = null));
  return renewing;
}

/** A token that is good for a while yet, for the socket; null where there is none to have. */
export async function freshToken(): Promise<string | null> {
  if (grant !== null && grant.expires - Date.now() < 10_000) await renew(grant.token);
  return grant?.token ?? null;
}

export async function readMe(): Promise<void> {
  const me = (await call("GET /auth/me")).data;
  remember("household", me.settings);
  session.set({ state: "in", me });
}

/** At the start: signed in again by the cookie, or the sign-in screen. Waits as long as the server is not there. */
export async function start(): Promise<void> {
  // Without this mark nobody ever signed in here, and a request would be refused anyway.
  if (!remembered("signed-in", false)) return ended();
  for (let tries = 0; ; tries += 1) {
    try {
      if (!(await inTurn(null))) return ended();
      return await readMe();
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return ended();
      session.set({ state: "unreachable" });
      await wait(Math.min(1_000 * 1.6 ** tries, 10_000));
    }
  }
}

export async function signIn(email: string, password: string): Promise<void> {
  await enter((await call("POST /auth/login", { body: { email, password } })).data);
}

/** The first admin, with the one-time code that the server printed: the account, and signed in with it. */
export async function setUp(fields: Body<"POST /auth/setup">): Promise<void> {
  await enter((await call("POST /auth/setup", { body: fields })).data);
}

async function enter(answer: Granted): Promise<void> {
  remember("signed-in", true);
  granted(answer);
  await readMe();
}

export async function signOut(): Promise<void> {
  // What the server says does not matter: this browser forgets in any case.
  await call("POST /auth/logout").catch(() => undefined);
  remember("signed-in", false);
  tabs?.postMessage({ kind: "signed-out" } satisfies Word);
  ended();
}

export function currentMe(): Me | null {
  const now = session.get();
  return now.state === "in" ? now.me : null;
}

useCredentials({ token: () => grant?.token ?? null, renew });

tabs?.addEventListener("message", ({ data }: MessageEvent<Word>) => {
  if (data.kind === "signed-out") return ended();
  const { state } = session.get();
  if (state === "starting" || state === "unreachable" || data.grant.user === currentMe()?.id) return adopt(data.grant);
  // Somebody else signed in there: what is shown here is not theirs to see.
  session.set({ state: "starting" });
  adopt(data.grant);
  void readMe().catch(() => start());
});
