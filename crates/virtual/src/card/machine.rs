//! The modes of a card meter and what moves between them. Source: MT-13.

use crate::screen::Button;

/// What a card meter is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    Normal,
    /// At the warning level or below.
    Warning,
    /// As `Warning`, and emergency credit will begin without a cut.
    Armed,
    /// Nothing left, and kept on by protected hours.
    Held,
    /// Off: nothing left.
    Off1,
    Emergency,
    /// Off: the emergency credit is used up too.
    Off2,
    /// Electricity only: a few ampere, and the debt grows.
    Limited,
    /// More than the limit was taken.
    Tripped,
    /// Code 0.
    Fault,
}

/// What moves a card meter from mode to mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cue {
    /// The balance is at the warning level or below.
    Low,
    /// Nothing is left, outside protected hours.
    Zero,
    /// Nothing is left, inside protected hours.
    ZeroProtected,
    /// The emergency credit is used up and protected hours do not help.
    LimitReached,
    Red,
    /// The red button where minimum supply exists.
    RedForMinimum,
    Overload,
    LeverUp,
    /// A load was taken that leaves more than the warning level,
    LoadedAbove,
    /// something up to it,
    LoadedLow,
    /// or a part of the emergency credit.
    LoadedPart,
    Breaks,
}

/// Every transition. What is not here does not happen.
const TRANSITIONS: [(Mode, Cue, Mode); 40] = [
    (Mode::Normal, Cue::Low, Mode::Warning),
    (Mode::Warning, Cue::Zero, Mode::Off1),
    (Mode::Warning, Cue::ZeroProtected, Mode::Held),
    (Mode::Warning, Cue::Red, Mode::Armed),
    (Mode::Armed, Cue::Zero, Mode::Emergency),
    (Mode::Armed, Cue::ZeroProtected, Mode::Emergency),
    (Mode::Held, Cue::Zero, Mode::Off1),
    (Mode::Held, Cue::Red, Mode::Emergency),
    (Mode::Off1, Cue::Red, Mode::Emergency),
    (Mode::Off1, Cue::LimitReached, Mode::Off2),
    (Mode::Emergency, Cue::LimitReached, Mode::Off2),
    (Mode::Off2, Cue::RedForMinimum, Mode::Limited),
    (Mode::Limited, Cue::Overload, Mode::Tripped),
    (Mode::Tripped, Cue::LeverUp, Mode::Limited),
    (Mode::Warning, Cue::LoadedAbove, Mode::Normal),
    (Mode::Armed, Cue::LoadedAbove, Mode::Normal),
    (Mode::Held, Cue::LoadedAbove, Mode::Normal),
    (Mode::Off1, Cue::LoadedAbove, Mode::Normal),
    (Mode::Emergency, Cue::LoadedAbove, Mode::Normal),
    (Mode::Off2, Cue::LoadedAbove, Mode::Normal),
    (Mode::Limited, Cue::LoadedAbove, Mode::Normal),
    (Mode::Tripped, Cue::LoadedAbove, Mode::Normal),
    (Mode::Held, Cue::LoadedLow, Mode::Warning),
    (Mode::Off1, Cue::LoadedLow, Mode::Warning),
    (Mode::Emergency, Cue::LoadedLow, Mode::Warning),
    (Mode::Off2, Cue::LoadedLow, Mode::Warning),
    (Mode::Limited, Cue::LoadedLow, Mode::Warning),
    (Mode::Tripped, Cue::LoadedLow, Mode::Warning),
    (Mode::Off2, Cue::LoadedPart, Mode::Emergency),
    (Mode::Limited, Cue::LoadedPart, Mode::Emergency),
    (Mode::Tripped, Cue::LoadedPart, Mode::Emergency),
    (Mode::Normal, Cue::Breaks, Mode::Fault),
    (Mode::Warning, Cue::Breaks, Mode::Fault),
    (Mode::Armed, Cue::Breaks, Mode::Fault),
    (Mode::Held, Cue::Breaks, Mode::Fault),
    (Mode::Off1, Cue::Breaks, Mode::Fault),
    (Mode::Emergency, Cue::Breaks, Mode::Fault),
    (Mode::Off2, Cue::Breaks, Mode::Fault),
    (Mode::Limited, Cue::Breaks, Mode::Fault),
    (Mode::Tripped, Cue::Breaks, Mode::Fault),
];

impl Mode {
    pub const ALL: [Self; 10] = [
        Self::Normal,
        Self::Warning,
        Self::Armed,
        Self::Held,
        Self::Off1,
        Self::Emergency,
        Self::Off2,
        Self::Limited,
        Self::Tripped,
        Self::Fault,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Warning => "warning",
            Self::Armed => "armed",
            Self::Held => "held",
            Self::Off1 => "off-1",
            Self::Emergency => "emergency",
            Self::Off2 => "off-2",
            Self::Limited => "limited",
            Self::Tripped => "tripped",
            Self::Fault => "fault",
        }
    }

    /// The mode lets energy through, as far as it is concerned.
    pub fn allows_supply(self) -> bool {
        match self {
            Self::Normal
            | Self::Warning
            | Self::Armed
            | Self::Held
            | Self::Emergency
            | Self::Limited
            | Self::Fault => true,
            Self::Off1 | Self::Off2 | Self::Tripped => false,
        }
    }

    /// The mode after `cue`; `None` if nothing happens.
    pub(crate) fn after(self, cue: Cue) -> Option<Self> {
        let row = TRANSITIONS.iter().find(|(from, on, _)| (*from, *on) == (self, cue));
        row.map(|(_, _, to)| *to)
    }
}

/// The buttons of a card meter. The lever is electricity's.
pub(crate) const BUTTONS: [Button; 3] = [Button::Blue, Button::Red, Button::Lever];
