//! What a line of a statement says, in the words of matching. Source: TP-09, TP-14, TP-15.

use super::parts::is_one_payment;
use crate::failure::Failure;
use ::bank::{Reference, StatementLine};
use calendar::SettlementDay;
use ledger::Channel;
use std::collections::BTreeSet;
use units::{AccountId, MicroEuro};
use vending::{MatchLine, MoneyKey, Outcome, Registry, match_line};

/// The line as money.
#[derive(Debug)]
pub struct Money {
    pub key: MoneyKey,
    pub amount: MicroEuro,
    /// The day on which it was certain: the bank's, else that of the statement.
    pub day: SettlementDay,
    pub channel: &'static str,
    /// Without blanks; empty where the bank says nothing.
    pub sender: String,
    pub text: String,
    /// Ids of transfers of ours that it may name.
    pub transfer_ids: Vec<String>,
}

impl Money {
    pub fn of(line: &StatementLine, key: MoneyKey, closing_day: SettlementDay) -> Self {
        let named = [&line.client_reference, &line.text].map(|text| ids_in(text));
        Self {
            key,
            amount: line.amount,
            day: line.booked.unwrap_or(closing_day),
            channel: if is_counter(&line.operation) { "post" } else { "transfer" },
            sender: line.counterparty.account.split_whitespace().collect(),
            text: shown_text(line),
            transfer_ids: named.into_iter().flatten().collect(),
        }
    }
}

/// Cash paid in at a counter: CODA's family 09, counter transactions; camt's `PMNT-CNTR`.
/// Source: TP-14.
fn is_counter(operation: &str) -> bool {
    let mut parts = operation.split('-');
    let (first, second) = (parts.next(), parts.next());
    matches!((first, second), (Some("PMNT"), Some("CNTR")))
        || (second == Some("09") && first.is_some_and(|kind| kind.len() == 1))
}

pub fn channel_of(channel: &str) -> Result<Channel, Failure> {
    Ok(channel.parse()?)
}

/// Ids such as `TIRELIRE-1000000001`, as our payout files have them.
pub fn ids_in(text: &str) -> Vec<String> {
    const MARK: &str = "TIRELIRE-";
    let mut found = Vec::new();
    for (at, _) in text.match_indices(MARK) {
        let rest = text.get(at + MARK.len()..).unwrap_or_default();
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        if !digits.is_empty() {
            found.push(format!("{MARK}{digits}"));
        }
    }
    found
}

fn shown_text(line: &StatementLine) -> String {
    let structured = line.structured.iter().map(|one| one.text.trim());
    let all = structured.chain([line.text.trim()]);
    all.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Communications of payers; the bank's own structured fields are none.
fn of_payer(code: &str) -> bool {
    matches!(code, "100" | "101" | "102") || !code.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whose money a line is. Payments that the bank booked as one, of which it did not tell each, name
/// accounts only for a person: which part is whose is not ours to guess. The parts of one payment must
/// name nobody else.
pub fn match_of(
    line: &StatementLine,
    parts: &[StatementLine],
    registry: &impl Registry,
) -> Outcome {
    let whole = match_one(line, registry);
    if parts.is_empty() {
        return whole;
    }
    let mut named: BTreeSet<AccountId> = BTreeSet::new();
    for outcome in parts.iter().map(|part| match_one(part, registry)).chain([whole.clone()]) {
        match outcome {
            Outcome::Matched { account, .. } | Outcome::Suggested { account } => {
                named.insert(account);
            }
            Outcome::Ambiguous { accounts } => named.extend(accounts),
            Outcome::Unmatched => {}
        }
    }
    let is_matched = matches!(whole, Outcome::Matched { .. });
    if named.is_empty() || is_one_payment(line) && is_matched && named.len() == 1 {
        whole
    } else {
        Outcome::Ambiguous { accounts: named.into_iter().collect() }
    }
}

fn match_one(line: &StatementLine, registry: &impl Registry) -> Outcome {
    let ogms: Vec<String> = line
        .references()
        .iter()
        .filter_map(|reference| match reference {
            Reference::Ogm(ogm) => Some(ogm.to_string()),
            Reference::Rf(_) => None,
        })
        .collect();
    let structured = ogms.first().map(String::as_str);
    // Letters keep the parts from being read as one number.
    let mut text = line.text.clone();
    let others = ogms.iter().skip(1).map(String::as_str);
    let rest = line.structured.iter().filter(|one| of_payer(&one.code));
    for more in others.chain(rest.map(|one| one.text.as_str())) {
        text.push_str(" ; ");
        text.push_str(more);
    }
    let iban = Some(line.counterparty.account.as_str());
    match_line(MatchLine { structured, text: &text, counterparty_iban: iban }, registry)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tp_14_cash_at_a_counter_is_told_from_a_transfer() {
        for counter in ["0-09-52-000", "1-09-50-000", "PMNT-CNTR-CDPT"] {
            assert!(is_counter(counter), "{counter}");
        }
        for other in ["0-01-50-000", "PMNT-RCDT-ESCT", "", "NTRF+020", "PMNT-09-50"] {
            assert!(!is_counter(other), "{other}");
        }
    }

    #[test]
    fn tp_21_ids_of_our_transfers_are_found_in_what_the_bank_says() {
        assert_eq!(ids_in("/TIRELIRE-1000000007/ 2026-11"), ["TIRELIRE-1000000007"]);
        assert!(ids_in("TIRELIRE-, TIRELIRE").is_empty());
    }
}
