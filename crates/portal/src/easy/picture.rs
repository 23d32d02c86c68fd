//! Pictures of the easy pages: lines on 48 by 48, in the colour of the text. The sentence beside each says what it
//! shows, so nobody hears of them.

/// What is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Picture {
    Arrow,
    Breaker,
    Calendar,
    Card,
    Check,
    Coins,
    Flame,
    Lamp,
    LampOff,
    Letter,
    Meter,
    Moon,
    People,
    Phone,
    Press,
    Shop,
    Street,
    Tap,
}

impl Picture {
    /// The inside of an SVG of 48 by 48.
    pub(super) fn svg(self) -> &'static str {
        match self {
            Self::Arrow => {
                r#"<rect x="6" y="8" width="36" height="24" rx="3"/><path d="M14 24h14m-5-5 5 5-5 5M36 14v12M24 38v4"/>"#
            }
            Self::Breaker => {
                r#"<rect x="12" y="6" width="24" height="36" rx="3"/><path d="M18 14h12M24 36V22m-5 5 5-5 5 5"/>"#
            }
            Self::Calendar => {
                r#"<rect x="7" y="10" width="34" height="32" rx="3"/><path d="M7 19h34M15 6v8M33 6v8M15 27h4M23 27h4M31 27h4M15 35h4M23 35h4"/>"#
            }
            Self::Card => {
                r#"<rect x="5" y="11" width="38" height="26" rx="3"/><path d="M12 20v10M16 20v10M21 20v10M24 20v10M30 20v10M36 20v10"/>"#
            }
            Self::Check => r#"<circle cx="24" cy="24" r="18"/><path d="m15 25 6 7 12-15"/>"#,
            Self::Coins => {
                r#"<circle cx="18" cy="20" r="12"/><path d="M22 15a6 6 0 1 0 0 10M11 19h8M11 22h8"/><path d="M31 19a10 10 0 1 1-9 17"/>"#
            }
            Self::Flame => {
                r#"<path d="M24 5c2 9 11 13 11 23a11 11 0 0 1-22 0c0-6 4-8 5-13 3 2 4 5 4 8 3-4 4-10 2-18z"/>"#
            }
            Self::Lamp => {
                r#"<path d="M18 34c0-5-6-8-6-15a12 12 0 0 1 24 0c0 7-6 10-6 15zM19 39h10M21 43h6M24 2v2M5 19h2M41 19h2M9 6l2 2M39 6l-2 2"/>"#
            }
            Self::LampOff => {
                r#"<path d="M18 34c0-5-6-8-6-15a12 12 0 0 1 24 0c0 7-6 10-6 15zM19 39h10M21 43h6M6 6l36 36"/>"#
            }
            Self::Letter => {
                r#"<rect x="5" y="11" width="38" height="26" rx="2"/><path d="m6 13 18 14 18-14"/>"#
            }
            Self::Meter => {
                r#"<rect x="9" y="5" width="30" height="38" rx="4"/><rect x="14" y="11" width="20" height="9"/><circle cx="24" cy="31" r="4"/>"#
            }
            Self::Moon => {
                r#"<path d="M35 31A16 16 0 0 1 19 7a18 18 0 1 0 21 21 14 14 0 0 1-5 3z"/>"#
            }
            Self::People => {
                r#"<circle cx="16" cy="15" r="6"/><circle cx="33" cy="17" r="5"/><path d="M5 41c0-10 5-15 11-15s11 5 11 15M31 27c7 0 12 4 12 14"/>"#
            }
            Self::Phone => {
                r#"<path d="M14 5h7l3 10-5 4c2 5 5 8 10 10l4-5 10 3v7c0 5-5 7-9 6C20 37 11 28 8 14c-1-4 1-9 6-9z"/>"#
            }
            Self::Press => {
                r#"<circle cx="24" cy="13" r="8"/><path d="M24 13v15M20 44l-8-12c-2-4 3-6 5-3l3 4V18c0-4 6-4 6 0v11l9 3c3 1 3 3 2 6l-2 6"/>"#
            }
            Self::Shop => {
                r#"<path d="M8 20v22h32V20M5 20 10 7h28l5 13zM5 20a6 5 0 0 0 13 0 6 5 0 0 0 12 0 6 5 0 0 0 13 0M19 42V30h10v12"/>"#
            }
            Self::Street => {
                r#"<path d="M4 42V24l9-8 9 8v18M26 42V24l9-8 9 8v18M2 42h44M11 42v-9h5v9M33 42v-9h5v9M24 4v8M20 8h8"/>"#
            }
            Self::Tap => {
                r#"<rect x="13" y="4" width="22" height="40" rx="4"/><path d="M20 38h8M19 16h10M19 22h10M19 28h6"/>"#
            }
        }
    }
}
