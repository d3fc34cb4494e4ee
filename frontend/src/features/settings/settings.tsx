// What each may set for themselves: name, look, language; and the way out.
import { useState } from "preact/hooks";
import { useAction } from "../../core/action";
import { LANGUAGES, chooseLanguage, chosenLanguage, t, type Language } from "../../core/i18n";
import { sentence } from "../../core/problems";
import { session, signOut } from "../../core/session";
import { useStore } from "../../core/store";
import { chooseTheme, chosenTheme, type Theme } from "../../core/theme";
import { Choose, Select, TextField, type Choice } from "../../ui/field";
import { Icon } from "../../ui/icon";
import { signOutIcon } from "../../ui/icons";
import { Head } from "../../ui/parts";
import { toast } from "../../ui/toast";
import { PictureField } from "../media/picture_field";
import { changeMyPicture, renameMe } from "../users/data";

export default function Settings() {
  const now = useStore(session);
  const me = now.state === "in" ? now.me : null;
  const [name, setName] = useState(me?.name ?? "");
  const [theme, setTheme] = useState(chosenTheme());
  const rename = useAction(async () => {
    await renameMe(name.trim());
    toast(t.settings.saved);
  });
  const picture = useAction(changeMyPicture);
  const leave = useAction(signOut);
  if (!me) return null;
  return (
    <>
      <Head title={t.settings.title} />
      <div class="settings">
        <section class="panel" aria-label={t.settings.you}>
          <h2>{t.settings.you}</h2>
          <PictureField face label={t.media.title} name={me.name} url={me.avatar_url} onInput={(url) => void picture.run(url)} />
          {picture.error ? (
            <p class="form-error" role="alert">
              {sentence(picture.error)}
            </p>
          ) : null}
          <form
            class="form"
            onSubmit={(event) => {
              event.preventDefault();
              void rename.run();
            }}
          >
            <TextField label={t.settings.name} required maxLength={200} autocomplete="name" value={name} onInput={setName} />
            {rename.error ? (
              <p class="form-error" role="alert">
                {sentence(rename.error)}
              </p>
            ) : null}
            <button type="submit" class="button" disabled={rename.busy || name.trim() === "" || name.trim() === me.name}>
              {t.save}
            </button>
          </form>
        </section>
        <section class="panel form" aria-label={t.settings.look}>
          <h2>{t.settings.look}</h2>
          <Choose
            label={t.settings.theme}
            wide
            value={theme}
            choices={(["system", "light", "dark"] as const).map((one): Choice => [one, t.settings.themes[one]])}
            onInput={(next) => {
              chooseTheme(next as Theme);
              setTheme(next as Theme);
            }}
          />
          <Select
            label={t.settings.language}
            value={chosenLanguage() ?? ""}
            choices={[["", t.settings.languageAuto], ...Object.entries(LANGUAGES)]}
            onInput={(next) => chooseLanguage((next || null) as Language | null)}
          />
        </section>
        <section class="panel" aria-label={t.settings.household}>
          <h2>{t.settings.household}</h2>
          <p class="muted">{t.settings.householdIs(me.settings.household_name, me.settings.currency)}</p>
          <p class="muted">
            <a href="/app/THIRD-PARTY-LICENSES.txt" target="_blank">
              {t.settings.about}
            </a>
          </p>
        </section>
        <section class="panel" aria-label={t.settings.account}>
          <h2>{t.settings.account}</h2>
          <p class="muted">{t.settings.signedInAs(me.email)}</p>
          <button type="button" class="button" disabled={leave.busy} onClick={() => void leave.run()}>
            <Icon of={signOutIcon} size={18} />
            {t.settings.signOut}
          </button>
        </section>
      </div>
    </>
  );
}
