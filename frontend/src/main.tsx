// The start: language, session, then either the sign-in or the house.
import { render } from "preact";
import { startLanguage } from "./core/i18n";
import { cache } from "./core/query";
import { find, here, load, path, startRouter } from "./core/router";
import { session, start } from "./core/session";
import { live } from "./core/socket";
import { useStore } from "./core/store";
import "./core/sync";
import { followSystemTheme } from "./core/theme";
import { SignIn } from "./features/auth/sign_in";
import { Setup } from "./features/auth/setup";
import { Shell } from "./features/shell/shell";
import { Starting } from "./features/shell/starting";
import { HOME, routes } from "./routes";
import "./styles/index.css";

/** Whose data the cache holds: another account never sees a trace of it. */
let shownTo: number | null = null;

function follow(): void {
  const now = session.get();
  const id = now.state === "in" ? now.me.id : null;
  if (now.state === "in" || now.state === "out") {
    if (id !== shownTo) cache.clear();
    shownTo = id;
  }
  if (id !== null) live.start();
  else if (now.state === "out") live.stop();
}

function App() {
  const { state } = useStore(session);
  const at = useStore(path);
  if (at === "/setup" && state === "out") return <Setup />;
  if (state === "in") return <Shell />;
  return state === "out" ? <SignIn /> : <Starting />;
}

async function main(): Promise<void> {
  session.watch(follow);
  startRouter();
  followSystemTheme();
  if (here() === "/") history.replaceState(null, "", `/app${HOME}`);
  path.set(here());
  // The screen's code comes while the session is being renewed, not after it.
  const wanted = find(routes, here());
  if (wanted) void load(wanted.route).catch(() => undefined);
  await startLanguage();
  const root = document.getElementById("app");
  if (root) render(<App />, root);
  await start();
}

void main();
