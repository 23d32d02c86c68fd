//! The types of energy sharing in Brussels, by how near its participants are on the network: the least local participant
//! sets the type for all, and with it what the network costs on shared energy. Source: ES-01.

use crate::dossier::{Joining, Place};
use std::fmt;

/// From the nearest to the farthest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BrusselsType {
    /// In one building.
    A,
    /// Behind one cabin.
    B,
    /// Behind one substation.
    C,
    /// Behind several substations.
    D,
}

impl BrusselsType {
    pub const ALL: [Self; 4] = [Self::A, Self::B, Self::C, Self::D];

    pub fn name(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
        }
    }

    /// What it says of where its participants lie.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::A => "one building",
            Self::B => "one cabin",
            Self::C => "one substation",
            Self::D => "several substations",
        }
    }

    /// How near two points are; `None` if too little was said of where they lie. Two substations are known to be two only
    /// where both were said.
    pub fn between(one: &Place, other: &Place) -> Option<Self> {
        let same = |of: fn(&Place) -> &Option<String>| match (of(one), of(other)) {
            (Some(one), Some(other)) => Some(one == other),
            _ => None,
        };
        if same(|place| &place.building) == Some(true) {
            return Some(Self::A);
        }
        if same(|place| &place.cabin) == Some(true) {
            return Some(Self::B);
        }
        same(|place| &place.station).map(|same| if same { Self::C } else { Self::D })
    }

    /// The type of a group: that of the least local pair of one who injects and one who takes. `None` without such a pair,
    /// or where a place is not known well enough.
    pub fn of_group<'a>(members: impl Iterator<Item = &'a Joining> + Clone) -> Option<Self> {
        let mut least = None;
        for producer in members.clone().filter(|member| member.role.injects()) {
            for consumer in members.clone().filter(|member| member.role.takes()) {
                if producer.ean != consumer.ean {
                    least = least.max(Some(Self::between(&producer.place, &consumer.place)?));
                }
            }
        }
        least
    }
}

impl fmt::Display for BrusselsType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} ({})", self.name(), self.meaning())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dossier::{Metering, Role};
    use units::Ean;

    /// Building, cabin, station; an empty text was not said.
    fn joining(number: u64, role: Role, [building, cabin, station]: [&str; 3]) -> Joining {
        let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Joining {
            ean: Ean::with_check_digit(54_144_900_000_000_000 + number).unwrap(),
            role,
            from: "2026-10-01T00:00:00+02:00".parse().unwrap(),
            place: Place {
                building: said(building),
                cabin: said(cabin),
                station: said(station),
                ..Place::default()
            },
            metering: Metering::SmartQuarterHours,
            private_grid: false,
            in_compensation: false,
            social_tariff: false,
            mandate: None,
            supplier: None,
        }
    }

    #[test]
    fn es_01_the_least_local_participant_sets_the_brussels_type_for_all() {
        let roof = joining(1, Role::Producer, ["B1", "K1", "S1"]);
        let near = joining(2, Role::Consumer, ["B1", "K1", "S1"]);
        let of = |others: &[Joining]| {
            let mut all = vec![roof.clone(), near.clone()];
            all.extend_from_slice(others);
            BrusselsType::of_group(all.iter()).map(BrusselsType::name)
        };
        let cabin = joining(3, Role::Consumer, ["B2", "K1", "S1"]);
        let station = joining(4, Role::Consumer, ["B3", "K2", "S1"]);
        let far = joining(5, Role::Consumer, ["B4", "K3", "S2"]);
        assert_eq!(of(&[]), Some("A"));
        assert_eq!(of(std::slice::from_ref(&cabin)), Some("B"));
        assert_eq!(of(&[cabin.clone(), station.clone()]), Some("C"));
        assert_eq!(of(&[far, cabin, station]), Some("D"));
        // A second roof elsewhere counts as much.
        assert_eq!(of(&[joining(6, Role::Producer, ["B4", "K3", "S2"])]), Some("D"));
        // Where somebody lies is not known well enough: there is no type, and none is guessed.
        assert_eq!(of(&[joining(7, Role::Consumer, ["B9", "K9", ""])]), None);
        assert_eq!(BrusselsType::of_group([&roof].into_iter()), None, "nobody takes");
        assert!(BrusselsType::ALL.is_sorted(), "from the nearest to the farthest");
    }
}
