//! What is kept of a point by others than its group: the register of meters, quarter-hours, the address of its account.
//! A dossier says what its representative wrote; this is what it is compared with. Source: ES-02, ES-03.

use super::Kept;
use crate::engine::Engine;
use crate::failure::Failure;
use crate::share::runs::Intervals;
use calendar::{Instant, SettlementDay};
use dlms::{Profile, Role};
use sharing::Joining;
use std::collections::BTreeSet;
use std::sync::Arc;
use store::Meter;
use units::{Ean, Energy};

/// Days before today in which a meter that reports quarter-hours has reported one.
const LAST_DAYS: i32 = 30;

/// What was read of others than the group, before the books are held.
#[derive(Debug)]
pub struct Outside<'a> {
    /// Members of whom no quarter-hour of the last days is kept.
    pub silent: BTreeSet<Ean>,
    pub postcodes: &'a Postcodes,
}

/// Postcodes with the municipalities in which they have localities: a line for each, such as `4800,63079`.
#[derive(Debug, Default)]
pub struct Postcodes(pub String);

impl Postcodes {
    /// The operator's table, in the file of TIRELIRE_POSTCODES; without one nothing is compared. Municipalities merge, so
    /// that it is the operator's to keep. Errors: the file cannot be read.
    pub fn of_operator() -> Result<Self, Failure> {
        let Some(file) = std::env::var_os("TIRELIRE_POSTCODES") else { return Ok(Self::default()) };
        Ok(Self(std::fs::read_to_string(file)?))
    }

    /// Whether a postcode has a locality in a municipality; `None` if one of both stands in no line.
    fn lies_in(&self, postcode: &str, municipality: &str) -> Option<bool> {
        let pairs = || self.0.lines().filter_map(|line| line.trim().split_once(','));
        if !pairs().any(|(_, number)| number == municipality) {
            return None;
        }
        let mut own = pairs().filter(|(code, _)| *code == postcode.trim()).peekable();
        own.peek()?;
        Some(own.any(|(_, number)| number == municipality))
    }
}

/// Members of now or later.
fn going_on(kept: &Kept) -> impl Iterator<Item = &Joining> {
    let members = kept.dossier.members.iter().filter(|member| member.to.is_none());
    members.map(|member| &member.joining)
}

/// Members of whom no quarter-hour of the last days is kept. Errors: a file cannot be read.
pub fn silent(
    intervals: &mut Intervals,
    kept: &Kept,
    now: Instant,
) -> Result<BTreeSet<Ean>, Failure> {
    let eans: Vec<Ean> = going_on(kept).map(|joining| joining.ean).collect();
    let points: Vec<::intervals::Point> = eans.iter().map(|ean| (*ean).into()).collect();
    let (from, until): (SettlementDay, SettlementDay) = (now.day().plus(-LAST_DAYS), now.day());
    let read = intervals.read_each(&points, (kept.dso, from, until), None)?;
    let silent = eans
        .into_iter()
        .zip(read)
        .filter(|(_, series)| series.iter().all(|one| one.intervals.is_empty()));
    Ok(silent.map(|(ean, _)| ean).collect())
}

/// Members whose meter, as it is registered, gives no quarter-hours of electricity: it was taken away, it is one of gas,
/// or of a kind without a load profile. Of a point that the register does not know it says nothing.
pub(super) fn registered_otherwise(
    engine: &mut Engine,
    kept: &Kept,
) -> Result<BTreeSet<Ean>, Failure> {
    let kinds = Profile::shipped()?;
    let mut found = BTreeSet::new();
    for joining in going_on(kept) {
        let history = engine.store.meter_history(joining.ean)?;
        let placed = history.iter().find(|meter| meter.removed_at.is_none());
        let fits = match placed {
            Some(meter) => gives_quarter_hours(meter, &kinds),
            None => history.is_empty(),
        };
        if !fits {
            found.insert(joining.ean);
        }
    }
    Ok(found)
}

/// Of a kind that an operator added by itself nothing is known here.
fn gives_quarter_hours(meter: &Meter, kinds: &[Arc<Profile>]) -> bool {
    let kind = kinds.iter().find(|kind| kind.name == meter.profile);
    meter.energy == Energy::Electricity
        && kind.is_none_or(|kind| kind.object(Role::LoadProfile).is_some())
}

/// Members whose account has an address in another municipality than the group's; numbers that stand in no table are
/// not judged.
pub(super) fn addressed_elsewhere(
    engine: &mut Engine,
    kept: &Kept,
    postcodes: &Postcodes,
    municipality: &str,
) -> Result<BTreeSet<Ean>, Failure> {
    let mut found = BTreeSet::new();
    for joining in going_on(kept) {
        let Some(account) = engine.store.account_of(joining.ean)? else { continue };
        let Some(contact) = engine.store.contact(account.id)? else { continue };
        if postcodes.lies_in(&contact.postcode, municipality) == Some(false) {
            found.insert(joining.ean);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::super::review::{Checked, checks};
    use super::super::tests::{ean, joining, now, sharing};
    use super::*;
    use ::intervals::{Direction, Interval, Quality, Quarter, Register, Series, Source};
    use store::Contact;
    use units::{Dso, Language, MilliWattHours};

    /// Nothing of others.
    fn nothing(postcodes: &Postcodes) -> Outside<'_> {
        Outside { silent: BTreeSet::new(), postcodes }
    }

    /// Verviers with two municipalities at one postcode, and Namur.
    fn table() -> Postcodes {
        Postcodes("4800,63079\n4800,63076\n4900,63020\n5000,92094\n".to_owned())
    }

    fn meter(number: u64, profile: &str, energy: Energy) -> Meter {
        Meter {
            serial: format!("S{number}{profile}"),
            placed_at: "2026-01-01".parse::<SettlementDay>().unwrap().start(),
            removed_at: None,
            dso: Dso::Ores,
            ean: ean(number),
            energy,
            profile: profile.to_owned(),
            place: "127.0.0.1:4059".to_owned(),
            hdlc_physical: None,
            server: None,
            cell: "cell".to_owned(),
            title: None,
            read_midnight: None,
            behind: None,
        }
    }

    #[test]
    fn es_02_meters_fail_where_the_register_of_meters_says_otherwise() {
        let mut engine = crate::testing::empty("sqlite::memory:");
        let consumers = (2..=4).map(|number| joining(number, sharing::Role::Consumer));
        let all = std::iter::once(joining(1, sharing::Role::Producer)).chain(consumers).collect();
        let group = sharing(&mut engine, all);
        let kept = super::super::load(&mut engine.store, group).unwrap();
        let fails = |engine: &mut Engine| {
            let found = checks(engine, &kept, &nothing(&Postcodes::default()), now()).unwrap();
            found.into_iter().find(|(what, _)| *what == Checked::Meters).unwrap().1
        };
        assert_eq!(fails(&mut engine), [], "of points that it does not know it says nothing");
        let meters = [
            meter(1, "be-three-phase", Energy::Electricity),
            meter(2, "be-gas-mbus", Energy::Gas),
            // A kind that an operator added.
            meter(3, "own-kind", Energy::Electricity),
        ];
        engine.store.place_meters(&meters, false).unwrap();
        assert_eq!(fails(&mut engine), [ean(2)], "whatever the dossier says");
    }

    #[test]
    fn es_02_meters_fail_where_no_quarter_hours_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("t.db").display());
        let mut engine = crate::testing::empty(&url);
        let all = [joining(1, sharing::Role::Producer), joining(2, sharing::Role::Consumer)];
        let group = sharing(&mut engine, all.to_vec());
        let kept = super::super::load(&mut engine.store, group).unwrap();
        let mut intervals =
            crate::intervals::open(&url, &crate::intervals::Place::default()).unwrap();
        let add = |intervals: &mut Intervals, number: u64, day: &str| {
            let series = Series {
                point: ean(number).into(),
                direction: Direction::OffTake,
                intervals: vec![Interval {
                    quarter: Quarter::first_of(day.parse().unwrap()),
                    energy: MilliWattHours(1_000),
                    quality: Quality::Measured,
                    register: Register::Total,
                }],
            };
            let name = format!("{number} {day}");
            let sha256 = ::intervals::hash_of(name.as_bytes());
            let source = Source { name, sha256, learnt_at: now() };
            intervals.add(Dso::Ores, &[series], &source).unwrap();
        };
        let both = BTreeSet::from([ean(1), ean(2)]);
        assert_eq!(silent(&mut intervals, &kept, now()).unwrap(), both);
        add(&mut intervals, 1, "2026-09-19");
        // It has been silent for longer than the days that are looked at.
        add(&mut intervals, 2, "2026-08-20");
        let quiet = silent(&mut intervals, &kept, now()).unwrap();
        assert_eq!(quiet, BTreeSet::from([ean(2)]));
        let found = checks(
            &mut engine,
            &kept,
            &Outside { silent: quiet, postcodes: &Postcodes::default() },
            now(),
        )
        .unwrap();
        assert!(found.contains(&(Checked::Meters, vec![ean(2)])), "{found:?}");
    }

    #[test]
    fn es_01_the_municipality_is_compared_with_the_address_of_the_account() {
        let mut engine = crate::testing::empty("sqlite::memory:");
        let flat = crate::testing::move_in_at(&mut engine, ean(2), "2026-01-01T00:00:00+01:00");
        let all = [joining(1, sharing::Role::Producer), joining(2, sharing::Role::Consumer)];
        let group = sharing(&mut engine, all.to_vec());
        let kept = super::super::load(&mut engine.store, group).unwrap();
        for (postcode, fails) in [("4800", vec![]), ("5000", vec![ean(2)]), ("", vec![])] {
            let mut contact = Contact::empty(flat.id, Language::Fr, now());
            contact.postcode = postcode.to_owned();
            engine.store.set_contact(&contact).unwrap();
            let outside = Outside { silent: BTreeSet::new(), postcodes: &table() };
            let found = checks(&mut engine, &kept, &outside, now()).unwrap();
            assert!(found.contains(&(Checked::Municipality, fails)), "{postcode}: {found:?}");
        }
    }

    #[test]
    fn es_01_a_postcode_may_lie_in_several_municipalities_and_new_numbers_are_not_judged() {
        assert_eq!(table().lies_in("4800", "63079"), Some(true));
        assert_eq!(table().lies_in(" 4800 ", "63076"), Some(true));
        assert_eq!(table().lies_in("4800", "63020"), Some(false));
        assert_eq!(table().lies_in("4800", "58001"), None, "La Louvière since 2019");
        assert_eq!(table().lies_in("", "63079"), None);
        assert_eq!(Postcodes::default().lies_in("4800", "63079"), None, "no table");
    }
}
