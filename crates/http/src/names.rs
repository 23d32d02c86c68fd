//! Names that callers choose, checked at the door: they stand in paths, headers and keys, so they are
//! plain enough to look the same in all three.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Longest name that stands in a path.
const NAME_MOST: usize = 64;
/// Longest idempotency key. Source: TP-05 (key of a caller).
const KEY_MOST: usize = 255;

/// A text that is no name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a name has 1 to {most} letters, digits, dots, dashes, underscores or colons")]
pub struct NameError {
    pub most: usize,
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b':')
}

/// Dots alone would be read as a step in a path.
fn checked(text: &str, most: usize) -> Result<String, NameError> {
    let plain = !text.is_empty() && text.len() <= most && text.bytes().all(is_plain);
    if plain && !text.bytes().all(|byte| byte == b'.') {
        Ok(text.to_owned())
    } else {
        Err(NameError { most })
    }
}

macro_rules! name {
    ($(#[$doc:meta])* $name:ident, $most:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = NameError;

            fn from_str(text: &str) -> Result<Self, NameError> {
                checked(text, $most).map(Self)
            }
        }

        impl TryFrom<String> for $name {
            type Error = NameError;

            fn try_from(text: String) -> Result<Self, NameError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.pad(&self.0)
            }
        }
    };
}

name! {
    /// A telephony server's own name for a call.
    CallName, NAME_MOST
}

name! {
    /// A terminal, or a partner's system.
    TerminalId, NAME_MOST
}
name! {
    /// The terminal's own number for a sale: the same in vend, confirm and reverse.
    Transaction, NAME_MOST
}
name! {
    /// Who stands at the till, by a number or a short name that the merchant gives.
    Cashier, NAME_MOST
}
name! {
    /// Names a write once and for all: the same again is answered alike. Source: TP-05.
    IdempotencyKey, KEY_MOST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tp_05_a_key_looks_the_same_in_a_path_a_header_and_a_log() {
        for text in ["1", "T-1.a_B:9", "..a", &"x".repeat(64)] {
            assert_eq!(text.parse::<Transaction>().map(String::from).as_deref(), Ok(text));
        }
        for text in ["", ".", "..", "a b", "a/b", "a%20", "é", "a\n", &"x".repeat(65)] {
            assert!(text.parse::<Transaction>().is_err(), "{text:?}");
        }
        assert!("x".repeat(255).parse::<IdempotencyKey>().is_ok());
        assert!("x".repeat(256).parse::<IdempotencyKey>().is_err());
    }
}
