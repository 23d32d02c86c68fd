//! The buttons and levers of all meters.

/// What a hand finds on a meter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Button {
    /// Smart electricity: the command button.
    Green,
    /// Any other button of the strip of a smart meter.
    Strip,
    /// Smart gas: under the euro.
    UnderEuro,
    /// Smart gas: under the arrow.
    UnderArrow,
    /// Smart gas: under m³.
    UnderVolume,
    Red,
    Blue,
    /// The breaker of a card meter, pushed up.
    Lever,
    /// The breaker of the installation, pushed up.
    MainBreaker,
}

/// A word that names no button.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no button ({list})", list = Button::ALL.map(Button::name).join(", "))]
pub struct UnknownButton(pub String);

impl Button {
    pub const ALL: [Self; 9] = [
        Self::Green,
        Self::Strip,
        Self::UnderEuro,
        Self::UnderArrow,
        Self::UnderVolume,
        Self::Red,
        Self::Blue,
        Self::Lever,
        Self::MainBreaker,
    ];

    /// The key of its name in words.
    pub fn text(self) -> &'static str {
        match self {
            Self::UnderEuro => "button.euro",
            Self::UnderArrow => "button.arrow",
            Self::UnderVolume => "button.volume",
            Self::Green
            | Self::Strip
            | Self::Red
            | Self::Blue
            | Self::Lever
            | Self::MainBreaker => self.name(),
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Strip => "strip",
            Self::UnderEuro => "euro",
            Self::UnderArrow => "arrow",
            Self::UnderVolume => "volume",
            Self::Red => "red",
            Self::Blue => "blue",
            Self::Lever => "lever",
            Self::MainBreaker => "main",
        }
    }
}

impl std::str::FromStr for Button {
    type Err = UnknownButton;
    fn from_str(text: &str) -> Result<Self, UnknownButton> {
        let named = Self::ALL.into_iter().find(|button| button.name() == text);
        named.ok_or_else(|| UnknownButton(text.to_owned()))
    }
}
