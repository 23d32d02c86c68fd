//! The signs of a display.

/// A sign beside the figures, or a lamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Symbol {
    /// Electricity: a steady arrow over the euro. Prepayment is active.
    ArrowOverEuro,
    /// Gas: the euro. Prepayment is active.
    Euro,
    CubicMetre,
    SwitchClosed,
    SwitchOpen,
    ValveOpen,
    ValveShut,
    /// Ready: a press is waited for.
    ArrowBlinks,
    Tariff1,
    Tariff2,
    /// Low, or emergency credit in use; it flashes.
    Triangle,
    Card,
    LeverUp,
    LeverDown,
}

impl Symbol {
    pub const ALL: [Self; 14] = [
        Self::ArrowOverEuro,
        Self::Euro,
        Self::CubicMetre,
        Self::SwitchClosed,
        Self::SwitchOpen,
        Self::ValveOpen,
        Self::ValveShut,
        Self::ArrowBlinks,
        Self::Tariff1,
        Self::Tariff2,
        Self::Triangle,
        Self::Card,
        Self::LeverUp,
        Self::LeverDown,
    ];

    /// The key of its name in words.
    pub fn text(self) -> &'static str {
        match self {
            Self::ArrowOverEuro => "arrow-over-euro",
            Self::Euro => "euro",
            Self::CubicMetre => "cubic-metre",
            Self::SwitchClosed => "switch-closed",
            Self::SwitchOpen => "switch-open",
            Self::ValveOpen => "valve-open",
            Self::ValveShut => "valve-shut",
            Self::ArrowBlinks => "arrow-blinks",
            Self::Tariff1 => "tariff-1",
            Self::Tariff2 => "tariff-2",
            Self::Triangle => "triangle-flashes",
            Self::Card => "card-in",
            Self::LeverUp => "lever-up",
            Self::LeverDown => "lever-down",
        }
    }
}

/// The signs that are on, in the order of [`Symbol::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Symbols(u16);

impl Symbols {
    pub fn with(self, symbol: Symbol) -> Self {
        Self(self.0 | Self::bit(symbol))
    }

    pub fn with_if(self, on: bool, symbol: Symbol) -> Self {
        if on { self.with(symbol) } else { self }
    }

    pub fn contains(self, symbol: Symbol) -> bool {
        self.0 & Self::bit(symbol) != 0
    }

    pub fn iter(self) -> impl Iterator<Item = Symbol> {
        Symbol::ALL.into_iter().filter(move |symbol| self.contains(*symbol))
    }

    fn bit(symbol: Symbol) -> u16 {
        1 << (symbol as u16)
    }
}
