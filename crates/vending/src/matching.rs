//! Whose money a bank line is. Source: TP-08, TP-09, TP-14, TP-15.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use units::{AccountId, Ean, Ogm, PaymentReference};

/// What a line of a statement says about its purpose. The amount is not here: it decides nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MatchLine<'a> {
    /// The bank's structured reference.
    pub structured: Option<&'a str>,
    pub text: &'a str,
    pub counterparty_iban: Option<&'a str>,
}

/// Which open accounts are known, by what payers write.
pub trait Registry {
    fn by_ogm(&self, ogm: Ogm) -> Option<AccountId>;
    fn by_ean(&self, ean: Ean) -> Option<AccountId>;
    fn by_reference(&self, reference: PaymentReference) -> Option<AccountId>;
    /// Every open account that this IBAN has paid for.
    fn paid_by(&self, iban: &str) -> Vec<AccountId>;
}

/// By what a line was matched. The first is the strongest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    StructuredOgm,
    OgmInText,
    Ean,
    Reference,
}

/// What a line was found to be. All but the first go to suspense.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Matched {
        account: AccountId,
        how: How,
    },
    /// The payer has paid for exactly this open account before: for a person to confirm.
    Suggested {
        account: AccountId,
    },
    /// It names several accounts.
    Ambiguous {
        accounts: Vec<AccountId>,
    },
    Unmatched,
}

impl Outcome {
    /// The accounts whose cut waits for a person to look at the line. Source: CG-07.
    pub fn bars_cut_of(&self) -> &[AccountId] {
        match self {
            Self::Suggested { account } => std::slice::from_ref(account),
            Self::Ambiguous { accounts } => accounts,
            Self::Matched { .. } | Self::Unmatched => &[],
        }
    }
}

/// Finds the account of a line: by structured communication, then by EAN or reference in the text, and
/// by the payer's history only as a suggestion. Whatever it names counts: two accounts, wherever they
/// are named, are no match.
pub fn match_line(line: MatchLine<'_>, registry: &impl Registry) -> Outcome {
    let mut hits: BTreeMap<AccountId, How> = BTreeMap::new();
    let mut hit = |account: AccountId, how: How| {
        let known = hits.entry(account).or_insert(how);
        *known = how.min(*known);
    };
    if let Some(structured) = line.structured {
        let account = structured.trim().parse().ok().and_then(|ogm| registry.by_ogm(ogm));
        match account {
            Some(account) => hit(account, How::StructuredOgm),
            // Banks also put what a payer wrote there.
            None => hits_in_text(structured, registry, &mut hit),
        }
    }
    hits_in_text(line.text, registry, &mut hit);
    let mut found = hits.into_iter();
    match (found.next(), found.next()) {
        (None, _) => suggestion(line.counterparty_iban, registry),
        (Some((account, how)), None) => Outcome::Matched { account, how },
        (Some((first, _)), Some((second, _))) => {
            let rest = found.map(|(account, _)| account);
            Outcome::Ambiguous { accounts: [first, second].into_iter().chain(rest).collect() }
        }
    }
}

fn suggestion(iban: Option<&str>, registry: &impl Registry) -> Outcome {
    let iban: String = iban.unwrap_or_default().chars().filter(|c| !c.is_whitespace()).collect();
    if iban.is_empty() {
        return Outcome::Unmatched;
    }
    let accounts: BTreeSet<AccountId> = registry.paid_by(&iban).into_iter().collect();
    match (accounts.first(), accounts.len()) {
        (Some(account), 1) => Outcome::Suggested { account: *account },
        _ => Outcome::Unmatched,
    }
}

/// Digits that stand together in a text, and where they begin, in digits of the run.
struct Run<'a> {
    groups: Vec<&'a str>,
}

/// Runs of digits with nothing but blanks, dots, dashes and slashes between.
fn runs(text: &str) -> Vec<Run<'_>> {
    let mut runs: Vec<Run<'_>> = Vec::new();
    let mut open = false;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if first.is_ascii_digit() {
            let length = rest.bytes().take_while(u8::is_ascii_digit).count();
            let (group, after) = rest.split_at(length);
            match runs.last_mut() {
                Some(run) if open => run.groups.push(group),
                _ => runs.push(Run { groups: vec![group] }),
            }
            open = true;
            rest = after;
        } else {
            open = open && is_between(first);
            rest = rest.get(first.len_utf8()..).unwrap_or("");
        }
    }
    runs
}

fn is_between(c: char) -> bool {
    c.is_whitespace() || matches!(c, '.' | '-' | '/' | '‐'..='―' | '−')
}

/// Every number of whole neighbouring groups with 18, 13 or 12 digits that is known. What lies within
/// a longer number that is known is part of it.
fn hits_in_text(text: &str, registry: &impl Registry, hit: &mut impl FnMut(AccountId, How)) {
    for run in runs(text) {
        let mut taken: Vec<(usize, usize)> = Vec::new();
        for digits in [18, 13, 12] {
            for (from, to, number) in numbers(&run.groups, digits) {
                let within = taken.iter().any(|(first, last)| *first <= from && to <= *last);
                if within {
                    continue;
                }
                let found = match digits {
                    18 => {
                        let ean = number.parse::<Ean>().ok();
                        ean.and_then(|ean| registry.by_ean(ean)).map(|id| (id, How::Ean))
                    }
                    13 => {
                        let reference = number.parse::<PaymentReference>().ok();
                        let account = reference.and_then(|one| registry.by_reference(one));
                        account.map(|id| (id, How::Reference))
                    }
                    _ => {
                        let ogm = number.parse::<Ogm>().ok();
                        ogm.and_then(|ogm| registry.by_ogm(ogm)).map(|id| (id, How::OgmInText))
                    }
                };
                if let Some((account, how)) = found {
                    taken.push((from, to));
                    hit(account, how);
                }
            }
        }
    }
}

/// The numbers of exactly `digits` digits made of whole neighbouring groups, with the first group and
/// the one after the last.
fn numbers(groups: &[&str], digits: usize) -> Vec<(usize, usize, String)> {
    let mut found = Vec::new();
    for from in 0..groups.len() {
        let mut number = String::new();
        for (place, group) in groups.iter().enumerate().skip(from) {
            number.push_str(group);
            if number.len() >= digits {
                if number.len() == digits {
                    found.push((from, place + 1, number));
                }
                break;
            }
        }
    }
    found
}

#[cfg(test)]
mod tests;
