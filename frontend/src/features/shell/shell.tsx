// The frame around every screen: where one can go, whether changes arrive live, what just happened.
import { useEffect } from "preact/hooks";
import { t } from "../../core/i18n";
import { find, go, load, path, useScreen } from "../../core/router";
import { session } from "../../core/session";
import { useStore } from "../../core/store";
import { Icon, type IconNodes } from "../../ui/icon";
import { giftIcon, homeIcon, listIcon, occasionIcon, peopleIcon, settingsIcon } from "../../ui/icons";
import { Avatar, Empty, Waiting } from "../../ui/parts";
import { Toasts } from "../../ui/toast";
import { HOME, routes } from "../../routes";
import { Connection } from "./connection";
import { Mark } from "./mark";

const places = (): [to: string, label: string, icon: IconNodes][] => [
  ["/home", t.nav.home, homeIcon],
  ["/lists", t.nav.lists, listIcon],
  ["/people", t.nav.people, peopleIcon],
  ["/occasions", t.nav.occasions, occasionIcon],
  ["/gifts", t.nav.gifts, giftIcon],
  ["/settings", t.nav.settings, settingsIcon],
];

/** The code of a screen is fetched when a finger or the pointer comes near its link. */
function approach(to: string): void {
  const found = find(routes, to);
  if (found) void load(found.route).catch(() => undefined);
}

function Navigation({ at }: { at: string }) {
  return (
    <nav class="nav" aria-label={t.nav.label}>
      {places().map(([to, label, icon]) => (
        <a
          key={to}
          href={`/app${to}`}
          class="nav-item"
          aria-current={at === to ? "page" : at.startsWith(to + "/") ? "true" : undefined}
          onPointerEnter={() => approach(to)}
        >
          <Icon of={icon} size={22} />
          <span>{label}</span>
        </a>
      ))}
    </nav>
  );
}

function Content({ at }: { at: string }) {
  const shown = useScreen(routes, at);
  if (shown === null) return <Waiting error={null} />;
  if (shown === "missing") {
    return (
      <Empty whole icon={listIcon} title={t.missing.title} text={t.missing.text}>
        <a class="button primary" href={`/app${HOME}`}>
          {t.missing.home}
        </a>
      </Empty>
    );
  }
  if (shown === "failed") {
    // Most likely its files are gone: the server brings a newer app, and a reload gets it.
    return (
      <Empty whole icon={listIcon} title={t.updated.title} text={t.updated.text}>
        <button type="button" class="button primary" onClick={() => location.reload()}>
          {t.updated.reload}
        </button>
      </Empty>
    );
  }
  const { screen: Screen, params } = shown;
  return <Screen key={shown.at} params={params} />;
}

export function Shell() {
  const at = useStore(path);
  const now = useStore(session);
  useEffect(() => {
    if (at === "/" || at === "/setup") go(HOME, true);
  }, [at]);
  return (
    <div class="shell">
      <a class="skip" href="#main">
        {t.nav.skip}
      </a>
      <header class="frame">
        <a class="brand" href={`/app${HOME}`}>
          <Mark size={26} />
          <span>familydash</span>
        </a>
        <Navigation at={at} />
        <div class="frame-foot">
          <Connection />
          {now.state === "in" ? (
            <a class="whoami" href="/app/settings">
              <Avatar name={now.me.name} url={now.me.avatar_url} />
              <span>{now.me.name}</span>
            </a>
          ) : null}
        </div>
      </header>
      <main id="main" class="main" tabIndex={-1}>
        <Content at={at} />
      </main>
      <Toasts />
    </div>
  );
}
