import { useEffect, useState } from "preact/hooks";
import { useAction } from "../../core/action";
import { ApiError } from "../../core/api";
import { t } from "../../core/i18n";
import { sentence } from "../../core/problems";
import { signIn } from "../../core/session";
import { TextField } from "../../ui/field";
import { Mark } from "../shell/mark";

export function SignIn() {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const action = useAction(signIn);
  useEffect(() => {
    document.title = `${t.auth.welcome} · familydash`;
  }, []);
  const refused = action.error instanceof ApiError && action.error.status === 401;
  return (
    <main class="door">
      <form
        class="door-card form"
        onSubmit={(event) => {
          event.preventDefault();
          void action.run(email.trim(), password);
        }}
      >
        <Mark size={56} />
        <div>
          <h1>familydash</h1>
          <p class="muted">{t.auth.intro}</p>
        </div>
        <TextField label={t.auth.email} type="email" autocomplete="username" autocapitalize="none" required first value={email} onInput={setEmail} />
        <TextField label={t.auth.password} type="password" autocomplete="current-password" required value={password} onInput={setPassword} />
        {action.error ? (
          <p class="form-error" role="alert">
            {refused ? t.auth.wrong : sentence(action.error)}
          </p>
        ) : null}
        <button type="submit" class="button primary wide" disabled={action.busy}>
          {t.auth.signIn}
        </button>
      </form>
    </main>
  );
}
