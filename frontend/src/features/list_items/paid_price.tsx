// What a gift cost in the end. Nobody has to say.
import { useState } from "preact/hooks";
import { useAction } from "../../core/action";
import { readMoney } from "../../core/amount";
import { household, moneyInput } from "../../core/format";
import { t } from "../../core/i18n";
import { FormDialog } from "../../ui/dialog";
import { MoneyField } from "../../ui/field";
import { setPrice, type Item } from "./data";
import { plannedPrice } from "./sums";

export function PaidPrice({ item, onClose }: { item: Item; onClose: () => void }) {
  const [price, setText] = useState(moneyInput(item.actual_price ?? plannedPrice(item)));
  const amount = readMoney(price);
  const action = useAction(setPrice);
  return (
    <FormDialog
      title={t.items.priceTitle(item.gift.name)}
      submit={t.save}
      busy={action.busy}
      error={action.error}
      onClose={onClose}
      onSubmit={async () => {
        if (amount !== undefined && (await action.run(item, amount))) onClose();
      }}
    >
      <MoneyField label={t.items.actualPrice} currency={household().currency} first value={price} onInput={setText} error={amount === undefined ? t.problem.amount : undefined} />
    </FormDialog>
  );
}
