//! What part of the energy was shared: of a group, and of one of its members. Source: ES-15.

use crate::month::Volumes;
use units::parts_per_million;

/// In parts per million, rounded half up once; `None` of nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ratios {
    /// What was shared of the injection.
    pub self_consumption: Option<i64>,
    /// What was shared of the off-take.
    pub self_sufficiency: Option<i64>,
    /// The injection against the off-take, shared or not: above 1 there is a surplus even if all of it could be used.
    pub coverage: Option<i64>,
}

impl Ratios {
    /// Of sums in mWh, one or several points'.
    pub fn of([offtake, received, injection, given]: [i128; 4]) -> Self {
        Self {
            self_consumption: parts_per_million(given, injection),
            self_sufficiency: parts_per_million(received, offtake),
            coverage: parts_per_million(injection, offtake),
        }
    }

    pub fn of_volumes(volumes: Volumes) -> Self {
        let Volumes { offtake, received, injection, given } = volumes;
        Self::of([offtake, received, injection, given].map(i128::from))
    }

    /// Each with its name and as a decimal with six places.
    pub fn named(self) -> [(&'static str, Option<String>); 3] {
        let text = |ppm: Option<i64>| ppm.map(|ppm| units::format_decimal(i128::from(ppm), 6));
        [
            ("self_consumption", text(self.self_consumption)),
            ("self_sufficiency", text(self.self_sufficiency)),
            ("coverage", text(self.coverage)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn es_15_each_ratio_is_of_its_own_whole_and_none_of_nothing() {
        // A flat, a roof, and both together.
        let flat = Volumes { offtake: 320_000, received: 96_400, ..Volumes::default() };
        let roof = Volumes { injection: 180_000, given: 96_400, ..Volumes::default() };
        let of = |volumes: Volumes| Ratios::of_volumes(volumes).named().map(|(_, text)| text);
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(of(flat), [None, some("0.301250"), some("0.000000")]);
        assert_eq!(of(roof), [some("0.535556"), None, None]);
        assert_eq!(of(flat.plus(roof)), [some("0.535556"), some("0.301250"), some("0.562500")]);
        assert_eq!(Ratios::of([0; 4]), Ratios::default());
    }
}
