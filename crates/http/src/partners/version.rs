//! Dated versions of the API. Source: UX 10.

use std::fmt;

pub(crate) const VERSION_HEADER: &str = "tirelire-version";

/// A version: the day of its first release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(&'static str);

/// What a version has brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    pub version: Version,
    pub what: &'static str,
    /// Until when it is answered: 24 months after the next one.
    pub sunset: Option<&'static str>,
}

/// All that are answered, newest first.
pub const VERSIONS: [Change; 1] = [Change {
    version: Version("2026-11-20"),
    what: "The first version: events by cursor, accounts that an event points to, webhooks.",
    sunset: None,
}];

impl Version {
    pub fn newest() -> Self {
        let [newest, ..] = VERSIONS;
        newest.version
    }

    /// `None` for one that is not answered, or not any more.
    pub fn named(text: &str) -> Option<Self> {
        VERSIONS.iter().map(|change| change.version).find(|version| version.0 == text)
    }

    pub fn name(self) -> &'static str {
        self.0
    }

    /// All names, for whoever asked for another.
    pub(crate) fn known() -> String {
        VERSIONS.map(|change| change.version.0).join(", ")
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.0)
    }
}
