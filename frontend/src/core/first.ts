// Runs before the first paint, as a small file of its own (the page allows no inline script): a dark room stays dark,
// and the code of the screen at this address is on its way before the main program asks for it.
import { here, match } from "./paths";
import { remembered } from "./remember";
import { applyTheme, chosenTheme } from "./theme";

/** For each address the files of its screen; build.mjs puts it in. */
declare const ROUTE_FILES: Record<string, string[]>;

applyTheme(chosenTheme());

if (remembered("signed-in", false)) {
  const at = here() === "/" ? "/home" : here();
  const files = Object.entries(ROUTE_FILES).find(([pattern]) => match(pattern, at))?.[1] ?? [];
  for (const href of files) document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", href }));
}
