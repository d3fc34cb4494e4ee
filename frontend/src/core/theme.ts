// Light, dark, or as the device has it. The page carries the outcome, so that the tokens are written once per theme.
import { remember, remembered } from "./remember";

export type Theme = "system" | "light" | "dark";

const dark = () => matchMedia("(prefers-color-scheme: dark)");

export function chosenTheme(): Theme {
  const theme = remembered<Theme>("theme", "system");
  return theme === "light" || theme === "dark" ? theme : "system";
}

export function applyTheme(theme: Theme): void {
  const outcome = theme === "system" ? (dark().matches ? "dark" : "light") : theme;
  document.documentElement.dataset["theme"] = outcome;
  document.querySelector('meta[name="theme-color"]')?.setAttribute("content", outcome === "dark" ? "#131816" : "#f3f5f0");
}

export function chooseTheme(theme: Theme): void {
  remember("theme", theme === "system" ? null : theme);
  applyTheme(theme);
}

export function followSystemTheme(): void {
  dark().addEventListener?.("change", () => applyTheme(chosenTheme()));
  window.addEventListener("storage", () => applyTheme(chosenTheme()));
}
