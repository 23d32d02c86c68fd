use super::Words;

pub(super) const WORDS: Words = Words {
    choose: "Choose movements",
    month: "Month",
    last_months: "the last 3 months",
    kind: "Kind",
    all_kinds: "all",
    money: "Money",
    use_: "Use",
    repayments: "Repayments",
    anything_else: "Everything else",
    show: "Show",
    none_of_these: "No movement of this kind.",
    after: "Balance",
    used: "{energy} used.",
    used_provisional: "{energy}, without a reading: provisional.",
    left: "{left} is left to repay.",
    all_repaid: "All is repaid.",
    paid: "Paid: {paid}, of which {repays} repays.",
    of_day: "For {day}.",
};
