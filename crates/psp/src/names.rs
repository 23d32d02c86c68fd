//! Names that travel: the provider's for a payment, ours for a request.

use std::fmt;
use std::str::FromStr;

const MOST: usize = 64;

/// What a provider calls a payment. With the provider's name it is unique, for ever: the ledger
/// refuses a second credit for the same pair. Source: TP-05.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProviderId(String);

/// The caller's key of a request that moves money: the same key is the same intent. Source: TP-05.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdempotencyKey(String);

/// Why a text names nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    #[error("`{shown}` is not what a provider calls a payment")]
    NotAProviderId { shown: String },
    #[error("`{shown}` is not an idempotency key")]
    NotAKey { shown: String },
}

/// Why a notice names no payment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoticeError {
    #[error("the notice names no payment")]
    NamesNone,
    #[error("the notice names two payments")]
    NamesTwo,
    #[error("the notice cannot be read")]
    Name(#[source] NameError),
}

/// The id goes into addresses and the key into a header, so neither may hold what means something
/// there.
fn is_name(text: &str, also: &[u8]) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || also.contains(&byte);
    (1..=MOST).contains(&text.len()) && text.bytes().all(allowed)
}

/// Enough of a foreign text to recognise it, on one line.
pub(crate) fn shown(text: &str, most: usize) -> String {
    let mut line: String =
        text.chars().take(most).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(most).is_some() {
        line.push('…');
    }
    line
}

impl FromStr for ProviderId {
    type Err = NameError;
    /// Letters, digits, `_` and `-`, 1 to 64 of them.
    fn from_str(text: &str) -> Result<Self, NameError> {
        let name = is_name(text, b"_-").then(|| Self(text.to_owned()));
        name.ok_or_else(|| NameError::NotAProviderId { shown: shown(text, MOST) })
    }
}

impl FromStr for IdempotencyKey {
    type Err = NameError;
    /// Letters, digits, `.`, `_`, `:` and `-`, 1 to 64 of them.
    fn from_str(text: &str) -> Result<Self, NameError> {
        let name = is_name(text, b"._:-").then(|| Self(text.to_owned()));
        name.ok_or_else(|| NameError::NotAKey { shown: shown(text, MOST) })
    }
}

impl ProviderId {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl IdempotencyKey {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ProviderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The payment that the form field `id` of a notice names. Nothing else in it is read, whoever
/// sent it. Source: TP-13.
pub(crate) fn named_in_form(body: &[u8]) -> Result<ProviderId, NoticeError> {
    let text = std::str::from_utf8(body).map_err(|_| NoticeError::NamesNone)?;
    let mut ids = text.trim().split('&').filter_map(|field| field.strip_prefix("id="));
    let first = ids.next().ok_or(NoticeError::NamesNone)?;
    if ids.next().is_some() {
        return Err(NoticeError::NamesTwo);
    }
    first.parse().map_err(NoticeError::Name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tp_13_a_notice_only_names_a_payment() {
        let named = |body: &str| named_in_form(body.as_bytes()).map(|id| id.to_string());
        assert_eq!(named("id=tr_7UhSN1zuXS"), Ok("tr_7UhSN1zuXS".to_owned()));
        assert_eq!(named("status=paid&amount=250.00&id=tr_1\n"), Ok("tr_1".to_owned()));
        assert_eq!(named(""), Err(NoticeError::NamesNone));
        assert_eq!(named("{\"id\":\"tr_1\"}"), Err(NoticeError::NamesNone));
        assert_eq!(named("id=tr_1&id=tr_2"), Err(NoticeError::NamesTwo));
        assert_eq!(named_in_form(b"id=\xff"), Err(NoticeError::NamesNone));
        for id in ["", "../../v2/balances", "tr_1?embed=x", "tr 1", "tr_1%0a", &"x".repeat(65)] {
            assert!(matches!(named(&format!("id={id}")), Err(NoticeError::Name(_))), "{id}");
        }
    }

    #[test]
    fn a_key_cannot_break_out_of_its_header() {
        assert!("top-up:42.1".parse::<IdempotencyKey>().is_ok());
        for text in ["", "a b", "a\r\nx: y", "é", &"x".repeat(65)] {
            assert!(text.parse::<IdempotencyKey>().is_err(), "{text:?}");
        }
    }
}
