//! What an event is about that is of no account: a version of a month of energy sharing, a supplier's request, a
//! remittance. Source: UX 8.12, ES-15, PR-02, PA-35.

use ::intervals::Month;
use http_api::webhooks::Subject;
use std::fmt;
use std::str::FromStr;
use units::UnknownName;

/// As it is kept: a word and a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    Volumes { group: i64, month: Month, version: i32 },
    Request(i64),
    Payout(i64),
}

impl fmt::Display for About {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Volumes { group, month, version } => {
                write!(formatter, "volumes/{group}/{}/{version}", month.0)
            }
            Self::Request(id) => write!(formatter, "request/{id}"),
            Self::Payout(id) => write!(formatter, "payout/{id}"),
        }
    }
}

impl FromStr for About {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let parts: Vec<&str> = text.split('/').collect();
        let number = |text: &str| text.parse::<i64>().ok();
        let found = match parts.as_slice() {
            ["volumes", group, month, version] => {
                let month = month.parse().ok().map(Month);
                let both = month.zip(version.parse().ok());
                number(group).zip(both).map(|(group, (month, version))| Self::Volumes {
                    group,
                    month,
                    version,
                })
            }
            ["request", id] => number(id).map(Self::Request),
            ["payout", id] => number(id).map(Self::Payout),
            _ => None,
        };
        found.ok_or_else(|| UnknownName {
            text: text.to_owned(),
            expected: "what an event is about (volumes, request, payout)",
        })
    }
}

impl About {
    /// As partners are told: numbers alone, and who may see more fetches it.
    pub fn subject(&self) -> Subject {
        match *self {
            Self::Volumes { group, month, version } => Subject {
                group: Some(group.to_string()),
                month: Some(month.to_string()),
                version: Some(version),
                ..Subject::default()
            },
            Self::Request(id) => Subject { request: Some(id.to_string()), ..Subject::default() },
            Self::Payout(id) => Subject { payout: Some(id.to_string()), ..Subject::default() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ux_10_3_what_an_event_is_about_reads_back() {
        let month = Month(2026 * 12 + 9);
        for about in [
            About::Volumes { group: 1_000_000_001, month, version: 2 },
            About::Request(17),
            About::Payout(1_000_000_007),
        ] {
            assert_eq!(about.to_string().parse(), Ok(about));
        }
        for text in ["", "payout", "payout/x", "volumes/1/2", "request/1/2"] {
            assert!(text.parse::<About>().is_err(), "{text}");
        }
    }
}
