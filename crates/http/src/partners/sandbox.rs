//! What a key of the sandbox gets: homes that are none, one in each state, and events of theirs. It is made here
//! and reads no books, so it cannot touch an account. Source: UX 10, D-03.

mod suppliers;

use super::{AccountNow, MoneyNow, Placed};
use crate::sharing::{
    InOrder, PointQuarters, SharedQuarter, SharedVolume, SharingGroup, SharingUnknown,
    SharingVersion, VersionAsked,
};
use crate::webhooks::{Envelope, EventType, Subject};
use calendar::Instant;
use sha2::{Digest, Sha256};
use units::parts_per_million;

/// Name, state, supply, balance, what keeps it on, what brings it back.
const HOMES: [(&str, &str, &str, &str, &str, &str); 5] = [
    ("sandbox-s1", "in_order", "connected", "42.10", "0.00", "0.00"),
    ("sandbox-s2", "low", "connected", "4.60", "0.00", "0.00"),
    ("sandbox-s3", "emergency", "connected", "-3.20", "0.00", "3.20"),
    ("sandbox-s4", "held_on", "connected", "-11.00", "1.00", "11.00"),
    ("sandbox-s5", "off", "disconnected", "-12.40", "0.00", "12.40"),
];

/// Type, and the home it is of.
const EVENTS: [(EventType, &str); 4] = [
    (EventType::SupplyStateChanged, "sandbox-s3"),
    (EventType::SupplyStateChanged, "sandbox-s5"),
    (EventType::TopUpBooked, "sandbox-s1"),
    (EventType::TopUpReversed, "sandbox-s2"),
];

/// A group of energy sharing that is none, and its month.
const GROUP: &str = "sandbox-g1";
const MONTH: &str = "2026-10";
/// In which quarter-hours of its month all of its energy is.
const NOON: [&str; 4] = [
    "2026-10-01T12:00:00+02:00",
    "2026-10-01T12:15:00+02:00",
    "2026-10-01T12:30:00+02:00",
    "2026-10-01T12:45:00+02:00",
];

/// Point, and of two versions in kWh: what it took, got, injected and gave.
const POINTS: [(&str, [[u32; 4]; 2]); 3] = [
    ("sandbox-p1", [[0, 0, 180, 150], [0, 0, 180, 140]]),
    ("sandbox-p2", [[90, 50, 0, 0], [90, 50, 0, 0]]),
    ("sandbox-p3", [[270, 100, 0, 0], [250, 90, 0, 0]]),
];

/// 2026-11-20T06:00:00Z, when all of it happened.
const AT_S: i64 = 1_795_154_400;

pub(crate) struct Sandbox;

impl Sandbox {
    pub(crate) fn events(after: i64, most: usize) -> Vec<Placed> {
        let all = EVENTS.into_iter().zip(1..).map(|((kind, account), seq)| {
            let data = Subject { account: Some(account.to_owned()), ..Subject::default() };
            let at = Instant::from_unix_s(AT_S).plus_s(seq);
            let event = Envelope::new(&format!("evt_sandbox_{seq}"), kind, at, data);
            Placed { seq, event: Some(event) }
        });
        all.filter(|placed| placed.seq > after).take(most).collect()
    }

    pub(crate) fn event(id: &str) -> Option<Envelope> {
        let all = Self::events(0, EVENTS.len());
        all.into_iter().filter_map(|placed| placed.event).find(|event| event.id == id)
    }

    pub(crate) fn groups(after: i64) -> Vec<InOrder<SharingGroup>> {
        let is = SharingGroup {
            group: GROUP.to_owned(),
            name: Some("an example".to_owned()),
            form: "building".to_owned(),
            state: "accepted".to_owned(),
        };
        [InOrder { place: 1, is }].into_iter().filter(|one| one.place > after).collect()
    }

    pub(crate) fn versions(
        group: &str,
        after: i64,
    ) -> Result<Vec<InOrder<SharingVersion>>, SharingUnknown> {
        if group != GROUP {
            return Err(SharingUnknown::Group);
        }
        let version = |(version, state, cause, changed): (i32, &str, &str, usize)| InOrder {
            place: i64::from(version),
            is: SharingVersion {
                month: MONTH.to_owned(),
                version,
                state: state.to_owned(),
                made_at: Instant::from_unix_s(AT_S).plus_s(i64::from(version)).to_local_string(),
                cause: cause.to_owned(),
                sha256: hash_of(&format!("{GROUP} {MONTH} {version}")),
                points: POINTS.len(),
                changed,
            },
        };
        let all = [(1, "final", "", 3), (2, "corrected", "register replaced", 2)].map(version);
        Ok(all.into_iter().filter(|one| one.place > after).collect())
    }

    /// Whether the second version is asked for.
    fn is_second(of: &VersionAsked) -> Result<bool, SharingUnknown> {
        if of.group != GROUP {
            return Err(SharingUnknown::Group);
        }
        match (of.month.as_str(), of.version.as_str()) {
            (MONTH, "1") => Ok(false),
            (MONTH, "2") => Ok(true),
            _ => Err(SharingUnknown::Version),
        }
    }

    pub(crate) fn volumes(
        of: &VersionAsked,
        after: i64,
    ) -> Result<Vec<InOrder<SharedVolume>>, SharingUnknown> {
        let second = Self::is_second(of)?;
        let kwh = |number: u32| format!("{number}.000000");
        let line = |(place, (point, [first, later])): (i64, (&str, [[u32; 4]; 2]))| {
            let [took, got, injected, gave] = if second { later } else { first };
            let ratio = |part: u32, whole: u32| {
                let ppm = parts_per_million(i128::from(part), i128::from(whole));
                ppm.map(|ppm| units::format_decimal(i128::from(ppm), 6))
            };
            let is = SharedVolume {
                point: point.to_owned(),
                offtake_kwh: kwh(took),
                share_kwh: (took > 0).then(|| kwh(got)),
                received_kwh: kwh(got),
                residual_offtake_kwh: kwh(took.saturating_sub(got)),
                injection_kwh: kwh(injected),
                shared_kwh: kwh(gave),
                surplus_kwh: kwh(injected.saturating_sub(gave)),
                self_consumption: ratio(gave, injected),
                self_sufficiency: ratio(got, took),
                coverage: ratio(injected, took),
                quarter_hours_missing: 0,
                changed: !second || first != later,
            };
            InOrder { place, is }
        };
        let all = (1..).zip(POINTS).map(line);
        Ok(all.filter(|one| one.place > after).collect())
    }

    pub(crate) fn quarter_hours(
        of: &VersionAsked,
        after: i64,
    ) -> Result<Vec<InOrder<PointQuarters>>, SharingUnknown> {
        let second = Self::is_second(of)?;
        let kwh = |number: u32| units::format_decimal(i128::from(number) * 250_000, 6);
        let line = |(place, (point, [first, later])): (i64, (&str, [[u32; 4]; 2]))| {
            let [took, got, injected, gave] = if second { later } else { first };
            let takes = |number: u32| (took > 0).then(|| kwh(number));
            let gives = |number: u32| (injected > 0).then(|| kwh(number));
            let quarter = |start: &str| SharedQuarter {
                start: start.to_owned(),
                offtake_kwh: takes(took),
                share_kwh: takes(got),
                received_kwh: takes(got),
                residual_offtake_kwh: takes(took.saturating_sub(got)),
                injection_kwh: gives(injected),
                shared_kwh: gives(gave),
                surplus_kwh: gives(injected.saturating_sub(gave)),
                quality: "measured".to_owned(),
            };
            let quarters: Vec<SharedQuarter> = NOON.map(quarter).to_vec();
            let lines = quarters.iter().map(|quarter| csv_line(point, quarter));
            let sha256 = hash_of(&lines.collect::<String>());
            InOrder {
                place,
                is: PointQuarters { point: point.to_owned(), sha256, quarter_hours: quarters },
            }
        };
        let all = (1..).zip(POINTS).map(line);
        Ok(all.filter(|one| one.place > after).collect())
    }

    pub(crate) fn account(name: &str) -> Option<AccountNow> {
        let (name, state, supply, balance, to_stay_on, to_clear) =
            HOMES.into_iter().find(|(known, ..)| *known == name)?;
        let as_of = Instant::from_unix_s(AT_S).to_local_string();
        Some(AccountNow {
            account: name.to_owned(),
            energy: "electricity".to_owned(),
            label: "an example".to_owned(),
            state: state.to_owned(),
            supply: supply.to_owned(),
            money: Some(MoneyNow {
                balance: balance.to_owned(),
                to_stay_on: to_stay_on.to_owned(),
                to_clear: to_clear.to_owned(),
                as_of,
            }),
            modifiers: Vec::new(),
        })
    }
}

fn hash_of(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// As the CSV file of a version has it.
fn csv_line(point: &str, quarter: &SharedQuarter) -> String {
    let values = [
        &quarter.offtake_kwh,
        &quarter.share_kwh,
        &quarter.received_kwh,
        &quarter.residual_offtake_kwh,
        &quarter.injection_kwh,
        &quarter.shared_kwh,
        &quarter.surplus_kwh,
    ];
    let values = values.map(|value| value.as_deref().unwrap_or_default()).join(",");
    format!("{},{point},{values},{}\n", quarter.start, quarter.quality)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn es_15_the_versions_of_the_sandbox_add_up_and_say_what_changed() {
        let groups = Sandbox::groups(0);
        assert_eq!((groups.len(), Sandbox::groups(1).len()), (1, 0));
        let group = &groups[0].is.group;
        for version in Sandbox::versions(group, 0).unwrap() {
            let InOrder { place, is: SharingVersion { month, version, changed, points, .. } } =
                version;
            assert_eq!(place, i64::from(version));
            let of = VersionAsked { group: group.clone(), month, version: version.to_string() };
            let all = Sandbox::volumes(&of, 0).unwrap();
            assert_eq!(
                (all.len(), all.iter().filter(|one| one.is.changed).count()),
                (points, changed)
            );
            let sum = |of: fn(&SharedVolume) -> &String| -> f64 {
                all.iter().map(|one| of(&one.is).parse::<f64>().unwrap()).sum()
            };
            assert_eq!(sum(|one| &one.received_kwh), sum(|one| &one.shared_kwh));
            assert_eq!(Sandbox::volumes(&of, 2).unwrap().len(), 1);
            // The quarter-hours of each point are what its volume says.
            let quarters = Sandbox::quarter_hours(&of, 0).unwrap();
            assert_eq!(Sandbox::quarter_hours(&of, 2).unwrap(), quarters[2..]);
            for (volume, point) in all.iter().zip(&quarters) {
                assert_eq!(volume.is.point, point.is.point);
                let sum = |of: fn(&SharedQuarter) -> &Option<String>| -> f64 {
                    let all = point.is.quarter_hours.iter().filter_map(|one| of(one).as_ref());
                    all.map(|text| text.parse::<f64>().unwrap()).sum()
                };
                let said = |text: &String| text.parse::<f64>().unwrap();
                assert_eq!(sum(|one| &one.received_kwh), said(&volume.is.received_kwh));
                assert_eq!(sum(|one| &one.surplus_kwh), said(&volume.is.surplus_kwh));
            }
            let other = VersionAsked { month: "2026-09".to_owned(), ..of };
            assert_eq!(Sandbox::volumes(&other, 0), Err(SharingUnknown::Version));
        }
        assert_eq!(Sandbox::versions("1000000001", 0), Err(SharingUnknown::Group));
    }

    #[test]
    fn ux_10_each_event_of_the_sandbox_is_of_a_home_of_the_sandbox() {
        let events = Sandbox::events(0, 9);
        assert_eq!(events.len(), EVENTS.len());
        for event in events.into_iter().filter_map(|placed| placed.event) {
            assert!(Sandbox::account(&event.data.account.clone().unwrap()).is_some());
            assert_eq!(Sandbox::event(&event.id), Some(event));
        }
        assert_eq!(Sandbox::events(3, 9).len(), 1);
        assert_eq!(Sandbox::account("1000000001"), None);
    }
}
