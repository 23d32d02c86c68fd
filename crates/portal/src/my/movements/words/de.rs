use super::Words;

pub(super) const WORDS: Words = Words {
    choose: "Bewegungen wählen",
    month: "Monat",
    last_months: "die letzten 3 Monate",
    kind: "Art",
    all_kinds: "alle",
    money: "Geld",
    use_: "Verbrauch",
    repayments: "Rückzahlungen",
    anything_else: "Alles andere",
    show: "Anzeigen",
    none_of_these: "Keine Bewegung dieser Art.",
    after: "Guthaben",
    used: "{energy} verbraucht.",
    used_provisional: "{energy}, ohne Ablesung: vorläufig.",
    left: "Es bleiben {left} zurückzuzahlen.",
    all_repaid: "Alles ist zurückgezahlt.",
    paid: "Bezahlt: {paid}, davon zahlen {repays} zurück.",
    of_day: "Für den {day}.",
};
