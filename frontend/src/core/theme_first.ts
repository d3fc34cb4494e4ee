// Runs before the first paint, as a small file of its own (the page allows no inline script): a dark room stays dark.
import { applyTheme, chosenTheme } from "./theme";

applyTheme(chosenTheme());
