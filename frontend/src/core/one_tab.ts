// One tab of this browser at a time. A refresh token is good once, and all tabs share it: two at once could end the session.
// The browser's own locks are missing on plain http, which is how a house is usually opened; there a note in the storage does.

const NOTE = "familydash.turn";
const LEASE = 3_000; // a tab that died holding its turn keeps the others no longer than this
const SETTLE = 25; // until what two tabs wrote at the same moment is the same in both
const LOOK_AGAIN = 40;

interface Note {
  by: string;
  until: number;
}

const me = `${Date.now()}.${Math.random()}`;
const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));

function read(): Note | null {
  try {
    return JSON.parse(localStorage.getItem(NOTE) ?? "null") as Note | null;
  } catch {
    return null;
  }
}

function write(note: Note | null): void {
  try {
    if (note) localStorage.setItem(NOTE, JSON.stringify(note));
    else if (read()?.by === me) localStorage.removeItem(NOTE);
  } catch {
    // Without storage there is no turn to take: then as it comes.
  }
}

async function takeTurn(): Promise<void> {
  const patience = Date.now() + 2 * LEASE;
  while (Date.now() < patience) {
    const held = read();
    if (held === null || held.by === me || held.until < Date.now()) {
      write({ by: me, until: Date.now() + LEASE });
      await wait(SETTLE);
      if ((read()?.by ?? me) === me) return;
    }
    await wait(LOOK_AGAIN * (0.5 + Math.random()));
  }
}

export async function oneTabAtATime<T>(work: () => Promise<T>): Promise<T> {
  if (navigator.locks as LockManager | undefined) return navigator.locks.request(NOTE, work) as Promise<T>;
  await takeTurn();
  try {
    return await work();
  } finally {
    write(null);
  }
}

if (typeof window !== "undefined") window.addEventListener("pagehide", () => write(null));
