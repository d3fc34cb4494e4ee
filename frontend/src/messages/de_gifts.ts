// Geschenke, ihre Bilder und Schlagwörter, auf Deutsch.
import type { Messages } from "./en";

export const gifts: Messages["gifts"] = {
  title: "Geschenke",
  add: "Geschenk",
  new: "Neues Geschenk",
  editTitle: (name) => `${name} bearbeiten`,
  search: "Geschenke suchen",
  sort: "Reihenfolge",
  sorts: { recent: "Neueste", name: "Name", price: "Günstigste zuerst", "-price": "Teuerste zuerst" },
  name: "Name",
  linkHint: "Einer Shop-Seite: Name, Preis und Bild kommen mit.",
  reading: "Liest die Shop-Seite …",
  read: (shop, picture) => (picture ? `Ausgefüllt von ${shop}. Das Bild kommt mit.` : `Ausgefüllt von ${shop}.`),
  unreadable: "Diese Seite lässt sich nicht lesen. Schreib den Namen selbst; der Link bleibt.",
  link: "Link",
  price: "Preis",
  notes: "Notizen",
  emptyTitle: "Noch keine Geschenke",
  emptyText: "Alles, was je auf einer Liste steht, bleibt hier, bereit für die nächste.",
  nothingFound: (text) => `Nichts gefunden für „${text}“.`,
  removeTitle: (name) => `${name} löschen?`,
  removeText: "Das Geschenk ist dann für alle weg.",
  removeForced: "Es steht noch auf Listen. Dort auch löschen?",
  removed: (name) => `${name} wurde gelöscht.`,
};

export const media: Messages["media"] = {
  title: "Bild",
  of: (name) => `Bild von ${name}`,
  add: "Bild hinzufügen",
  change: "Anderes Bild",
  remove: "Entfernen",
  sending: "Wird gesendet …",
  hint: "Oder hier einfügen.",
  tooBig: "Dieses Bild ist zu groß: höchstens 10 MB.",
  unreadable: "Das ist kein lesbares Bild. Es gehen JPEG, PNG, WebP, GIF und AVIF.",
};

export const tags: Messages["tags"] = {
  title: "Schlagwörter",
  hint: "Wörter zum Wiederfinden, mit Kommas getrennt.",
  filter: "Nur zeigen, was das Schlagwort hat",
  manage: "Schlagwörter bearbeiten",
  none: "Noch keine Schlagwörter. Sie kommen mit dem ersten Geschenk oder der ersten Person, die eines hat.",
  takeOff: (name) => `${name} abnehmen`,
  colorOf: (name) => `Farbe von ${name}`,
  nameOf: (name) => `Name von ${name}`,
  remove: (name) => `${name} löschen`,
  removeTitle: (name) => `Schlagwort ${name} löschen?`,
  removeText: "Es wird allem abgenommen, was es trägt.",
  taken: "Ein Schlagwort dieses Namens gibt es schon.",
  done: "Fertig",
};
