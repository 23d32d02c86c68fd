//! Exactly once: the keys of callers at the door, and the keys of money at the ledger. Source: TP-05.

use calendar::Instant;
use ledger::{ChainHash, Digest};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Of a caller's key and the body that came with it: SHA-256, in hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(ChainHash);

impl Fingerprint {
    /// Key and body enter with their lengths, so that no two requests look alike.
    pub fn of(key: &str, body: &str) -> Self {
        let mut digest = Digest::default();
        digest.text(key);
        digest.text(body);
        Self(digest.chained_to(ChainHash::START))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// The key came before with another body.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("key `{key}` came before with another request, whose fingerprint is `{first}`")]
pub struct KeyReused {
    pub key: String,
    pub first: Fingerprint,
}

/// What was answered to a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptAnswer<A> {
    pub fingerprint: Fingerprint,
    pub answer: A,
    pub at: Instant,
}

impl<A> KeptAnswer<A> {
    /// Whether it has been kept for `keep_days` whole days. Source: parameter `idempotency.keep_days`.
    pub fn may_be_forgotten(&self, now: Instant, keep_days: i32) -> bool {
        now.day().days_since(self.at.day()) > keep_days
    }
}

/// Whether a request is new (`None`), or what was answered to it. `known` is what is kept under `key`.
/// Errors: another body under the same key.
pub fn judge<'a, A>(
    known: Option<&'a KeptAnswer<A>>,
    key: &str,
    fingerprint: Fingerprint,
) -> Result<Option<&'a A>, KeyReused> {
    match known {
        None => Ok(None),
        Some(kept) if kept.fingerprint == fingerprint => Ok(Some(&kept.answer)),
        Some(kept) => Err(KeyReused { key: key.to_owned(), first: kept.fingerprint }),
    }
}

/// What makes money unique at the ledger: the same key can be credited once, whoever brings it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MoneyKey {
    Provider { provider: String, id: String },
    BankLine { bank: String, account: String, statement: String, line: u32 },
    Terminal { terminal: String, transaction: String },
}

/// A part of a key that would make two keys look alike.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{part}` cannot be part of a payment's key: it is empty or has a control character")]
pub struct KeyError {
    pub part: String,
}

impl MoneyKey {
    pub fn provider(provider: &str, id: &str) -> Result<Self, KeyError> {
        Ok(Self::Provider { provider: part(provider)?, id: part(id)? })
    }

    pub fn bank_line(
        bank: &str,
        account: &str,
        statement: &str,
        line: u32,
    ) -> Result<Self, KeyError> {
        let (bank, account) = (part(bank)?, part(account)?);
        Ok(Self::BankLine { bank, account, statement: part(statement)?, line })
    }

    pub fn terminal(terminal: &str, transaction: &str) -> Result<Self, KeyError> {
        Ok(Self::Terminal { terminal: part(terminal)?, transaction: part(transaction)? })
    }
}

/// Blanks around a part are how devices pad their fields; they make no other key.
fn part(text: &str) -> Result<String, KeyError> {
    let trimmed = text.trim();
    if trimmed.is_empty() || trimmed.chars().any(char::is_control) {
        return Err(KeyError { part: text.to_owned() });
    }
    Ok(trimmed.to_owned())
}

impl fmt::Display for MoneyKey {
    /// The text under which the ledger keeps it; two keys never have the same.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let escaped = |text: &str| text.replace('%', "%25").replace(':', "%3A");
        match self {
            Self::Provider { provider, id } => {
                write!(formatter, "provider:{}:{}", escaped(provider), escaped(id))
            }
            Self::BankLine { bank, account, statement, line } => {
                let (bank, account) = (escaped(bank), escaped(account));
                write!(formatter, "bank:{bank}:{account}:{}:{line}", escaped(statement))
            }
            Self::Terminal { terminal, transaction } => {
                write!(formatter, "terminal:{}:{}", escaped(terminal), escaped(transaction))
            }
        }
    }
}

/// A text that is no key of money.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no key of money")]
pub struct NotAKey {
    pub text: String,
}

impl FromStr for MoneyKey {
    type Err = NotAKey;

    /// As the ledger keeps it.
    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let wrong = || NotAKey { text: text.to_owned() };
        let plain = |part: &str| part.replace("%3A", ":").replace("%25", "%");
        let parts: Vec<String> = text.split(':').map(plain).collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let key = match parts.as_slice() {
            ["provider", provider, id] => Self::provider(provider, id),
            ["terminal", terminal, transaction] => Self::terminal(terminal, transaction),
            ["bank", bank, account, statement, line] => {
                let line = line.parse().map_err(|_| wrong())?;
                Self::bank_line(bank, account, statement, line)
            }
            _ => return Err(wrong()),
        };
        // What is written otherwise than the ledger writes it is another text, hence another key.
        key.ok().filter(|key| key.to_string() == text).ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::at;
    use proptest::prelude::*;

    #[test]
    fn tp_05_same_key_and_body_same_answer_another_body_is_refused() {
        let first = Fingerprint::of("k-1", "{\"eur\":\"20.00\"}");
        let kept = KeptAnswer { fingerprint: first, answer: 201, at: at("2026-11-12T10:00") };
        assert_eq!(judge::<u16>(None, "k-1", first), Ok(None));
        assert_eq!(judge(Some(&kept), "k-1", first), Ok(Some(&201)));
        let other = Fingerprint::of("k-1", "{\"eur\":\"30.00\"}");
        let refused = judge(Some(&kept), "k-1", other).unwrap_err();
        assert_eq!(refused.first, first);
        assert!(refused.to_string().contains(&first.to_string()));
        assert_ne!(Fingerprint::of("ab", "c"), Fingerprint::of("a", "bc"));
    }

    #[test]
    fn tp_05_an_answer_is_kept_for_35_days_at_least() {
        let fingerprint = Fingerprint::of("k", "");
        let kept = KeptAnswer { fingerprint, answer: (), at: at("2026-11-12T10:00") };
        assert!(!kept.may_be_forgotten(at("2026-12-17T23:59"), 35));
        assert!(kept.may_be_forgotten(at("2026-12-18T00:00"), 35));
    }

    #[test]
    fn tp_05_a_padded_part_is_the_same_key_and_an_empty_one_is_none() {
        assert_eq!(MoneyKey::terminal("T1", " 7 "), MoneyKey::terminal("T1", "7"));
        assert!(MoneyKey::provider("bancontact", "  ").is_err());
        let line = MoneyKey::bank_line("BBRU", "BE68539007547034", "2026-221", 3).unwrap();
        assert_eq!(line.to_string(), "bank:BBRU:BE68539007547034:2026-221:3");
    }

    #[test]
    fn tp_05_what_the_ledger_does_not_write_is_no_key() {
        for text in ["", "P-1", "terminal:T1", "terminal:T1:", "terminal: T1:7", "bank:a:b:c:07"] {
            assert!(text.parse::<MoneyKey>().is_err(), "{text}");
        }
    }

    #[test]
    fn tp_05_a_colon_in_a_part_makes_no_other_key() {
        let text = |a: &str, b: &str| MoneyKey::terminal(a, b).unwrap().to_string();
        assert_ne!(text("a:", "b"), text("a", ":b"));
        assert_ne!(text("a:b", "c"), text("a", "b:c"));
        assert_ne!(text("a:", "b"), text("a%3A", "b"));
    }

    proptest! {
        /// No two pieces of money have the same text at the ledger.
        #[test]
        fn tp_05_different_money_has_different_keys(a in "[:%a3A2]{1,5}", b in "[:%a3A2]{1,5}", c in "[:%a3A2]{1,5}", d in "[:%a3A2]{1,5}") {
            let (one, other) = (MoneyKey::terminal(&a, &b).unwrap(), MoneyKey::terminal(&c, &d).unwrap());
            prop_assert_eq!(one == other, one.to_string() == other.to_string());
            let provider = MoneyKey::provider(&a, &b).unwrap();
            prop_assert_ne!(provider.to_string(), one.to_string());
        }

        /// The text is the key again.
        #[test]
        fn tp_05_a_key_is_read_as_it_was_written(a in "[a-z:%25A3 ]{1,9}x", b in "x[a-z:%]{0,9}", line: u32) {
            for key in [
                MoneyKey::terminal(&a, &b).unwrap(),
                MoneyKey::provider(&a, &b).unwrap(),
                MoneyKey::bank_line(&a, &b, &a, line).unwrap(),
            ] {
                prop_assert_eq!(key.to_string().parse::<MoneyKey>(), Ok(key));
            }
        }
    }
}
