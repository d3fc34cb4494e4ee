// Was zu den Dingen gesagt wird, auf Deutsch.
import type { Messages } from "./en";
import { plural } from "./plural";

export const comments: Messages["comments"] = {
  title: "Kommentare",
  none: "Noch nichts gesagt.",
  write: "Kommentar schreiben",
  change: "Kommentar ändern",
  send: "Senden",
  sendHint: "Senden (Strg+Enter)",
  sending: "wird gesendet …",
  hideFrom: (name) => `Vor ${name} verbergen`,
  hidden: (name) => `${name} wird diesen Kommentar nicht sehen.`,
  open: (name) => `${name} sieht das auch.`,
  by: (name) => `Kommentar von ${name}`,
  on: (name, count) => (count ? `${plural(count, "Kommentar", "Kommentare")} zu ${name}` : `${name} kommentieren`),
  onList: (count) => (count ? `${plural(count, "Kommentar", "Kommentare")} zu dieser Liste` : "Diese Liste kommentieren"),
  changed: (when, name) => `${when} von ${name} geändert`,
  resolve: "Als erledigt markieren",
  reopen: "Wieder öffnen",
  resolved: "erledigt",
  options: (start) => `Mehr zu „${start}“`,
  removeTitle: "Diesen Kommentar löschen?",
  removeText: "Er ist dann für alle weg.",
};
