// The words of the app, in the reader's language. English is always there; another one is fetched before the first screen.
import { en, type Messages } from "../messages/en";
import { remember, remembered } from "./remember";

export const LANGUAGES = { en: "English", de: "Deutsch" } as const;
export type Language = keyof typeof LANGUAGES;

const others: Record<Exclude<Language, "en">, () => Promise<Messages>> = {
  de: () => import("../messages/de").then((found) => found.de),
};

/** What every text on the screen comes from. Set before anything is drawn, and not changed until the page is loaded again. */
export let t: Messages = en;
export let language: Language = "en";

function known(tag: string): Language | null {
  const short = tag.split("-")[0]?.toLowerCase() ?? "";
  return short in LANGUAGES ? (short as Language) : null;
}

/** What was chosen here, else the browser's, else the household's, else English. */
export function preferredLanguage(tags: readonly string[], chosen: string | null, household: string | null): Language {
  for (const tag of [chosen, ...tags, household]) {
    const found = tag ? known(tag) : null;
    if (found) return found;
  }
  return "en";
}

export function chosenLanguage(): Language | null {
  return remembered<Language | null>("language", null);
}

export async function startLanguage(): Promise<void> {
  const household = remembered<{ locale: string } | null>("household", null)?.locale ?? null;
  const wanted = preferredLanguage(navigator.languages, chosenLanguage(), household);
  if (wanted !== "en") {
    try {
      t = await others[wanted]();
      language = wanted;
    } catch {
      // Then in English, rather than not at all.
    }
  }
  document.documentElement.lang = language;
}

export function chooseLanguage(wanted: Language | null): void {
  remember("language", wanted);
  location.reload();
}
