use super::Words;

pub(super) const WORDS: Words = Words {
    choose: "Bewegingen kiezen",
    month: "Maand",
    last_months: "de laatste 3 maanden",
    kind: "Soort",
    all_kinds: "alle",
    money: "Geld",
    use_: "Verbruik",
    repayments: "Terugbetalingen",
    anything_else: "Al het andere",
    show: "Tonen",
    none_of_these: "Geen bewegingen van deze soort.",
    after: "Saldo",
    used: "{energy} gebruikt.",
    used_provisional: "{energy}, zonder meterstand: voorlopig.",
    left: "Er blijft {left} terug te betalen.",
    all_repaid: "Alles is terugbetaald.",
    paid: "Betaald: {paid}, waarvan {repays} terugbetaalt.",
    of_day: "Voor {day}.",
};
