// The first account, made in the browser with the one-time code that the server printed.
import { useState } from "preact/hooks";
import { useAction } from "../../core/action";
import { t } from "../../core/i18n";
import { sentence, wrong } from "../../core/problems";
import { go } from "../../core/router";
import { setUp } from "../../core/session";
import { TextField } from "../../ui/field";
import { Mark } from "../shell/mark";

export function Setup() {
  const code = new URLSearchParams(location.search).get("code") ?? "";
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const action = useAction(async () => {
    await setUp({ code, name: name.trim(), email: email.trim(), password });
    go("/home", true); // the code is used up: it has no business in the history
  });
  return (
    <main class="door">
      <form
        class="door-card form"
        onSubmit={(event) => {
          event.preventDefault();
          void action.run();
        }}
      >
        <Mark size={56} />
        <div>
          <h1>{t.auth.setupTitle}</h1>
          <p class="muted">{code ? t.auth.setupIntro : t.auth.noCode}</p>
        </div>
        <TextField label={t.auth.name} autocomplete="name" required first value={name} onInput={setName} error={wrong(action.error, "name")} />
        <TextField label={t.auth.email} type="email" autocomplete="username" autocapitalize="none" required value={email} onInput={setEmail} error={wrong(action.error, "email")} />
        <TextField label={t.auth.password} type="password" autocomplete="new-password" required minLength={8} hint={t.auth.passwordHint} value={password} onInput={setPassword} error={wrong(action.error, "password")} />
        {action.error ? (
          <p class="form-error" role="alert">
            {sentence(action.error)}
          </p>
        ) : null}
        <button type="submit" class="button primary wide" disabled={action.busy || !code}>
          {t.auth.setup}
        </button>
      </form>
    </main>
  );
}
