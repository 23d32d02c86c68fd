//! For how much of the last days sales and payments were to be had, from the kept incidents. Source: UX 8.9, D-10.

use crate::engine::Engine;
use crate::failure::Failure;
use calendar::Instant;
use portal::developers::Uptime;
use units::Dso;

/// What makes the API of terminals or the payment unavailable. Of the other kinds a partner's calls notice nothing.
const KINDS: [&str; 2] = ["terminals", "online"];
/// The stretches that are told, in days.
const DAYS: [u16; 2] = [30, 90];
const DAY_US: i64 = 86_400_000_000;
/// Everything, in hundredths of a percent.
const WHOLE: i128 = 10_000;

/// The part of the time from `from` to `until` in which none of the failures was open, in hundredths of a percent, rounded
/// down: so it is whole only if nothing failed at all. Failures that overlap count once, one without an end lasts
/// still. `None` of no time.
fn available(
    (from, until): (Instant, Instant),
    failures: &[(Instant, Option<Instant>)],
) -> Option<u16> {
    let whole = i128::from(until.0).checked_sub(i128::from(from.0)).filter(|whole| *whole > 0)?;
    let within = failures.iter().map(|(since, closed)| {
        ((*since).max(from), closed.map_or(until, |closed| closed.min(until)))
    });
    let mut within: Vec<(Instant, Instant)> =
        within.filter(|(since, closed)| since < closed).collect();
    within.sort_unstable();
    let (mut failed, mut told) = (0_i128, from);
    for (since, closed) in within {
        // What an earlier failure has covered already is not counted again.
        let begins = since.max(told);
        failed = failed.saturating_add(i128::from(closed.0.saturating_sub(begins.0).max(0)));
        told = told.max(closed);
    }
    let worked = whole.saturating_sub(failed);
    u16::try_from(worked.checked_mul(WHOLE)?.checked_div(whole)?).ok()
}

/// Of an operator, up to `now`. Nothing is counted before its first account was opened.
pub fn uptime(engine: &mut Engine, dso: Dso, now: Instant) -> Result<Uptime, Failure> {
    let first = engine.store.accounts(Some(dso), None, 1)?.pop();
    let begun = first.map(|account| account.opened_at).filter(|begun| *begun < now);
    let book = engine.fleet_book(dso)?;
    let counted = book.incidents.values().filter(|one| KINDS.contains(&one.kind.as_str()));
    let failures: Vec<_> = counted.map(|one| (one.since, one.closed_at)).collect();
    let start = |days: u16| {
        let back = DAY_US.saturating_mul(i64::from(days));
        Instant(now.0.saturating_sub(back))
    };
    let of = |days: u16| {
        let from = begun.map(|begun| begun.max(start(days)));
        (days, from.and_then(|from| available((from, now), &failures)))
    };
    let longest = DAYS.iter().copied().max().unwrap_or(0);
    Ok(Uptime {
        operator: dso,
        shares: DAYS.map(of).to_vec(),
        counted_from: begun.filter(|begun| start(longest) < *begun).map(Instant::day),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ean, empty, instant, move_in_at};
    use guards::{Covers, FleetFact};
    use units::Energy;

    /// An hour of one day.
    fn hour(hour: u8) -> Instant {
        instant(&format!("2026-11-10T{hour:02}:00:00+01:00"))
    }

    const DAY: [u8; 2] = [0, 20];

    fn of(failures: &[(u8, Option<u8>)]) -> Option<u16> {
        let failures: Vec<_> =
            failures.iter().map(|(since, end)| (hour(*since), end.map(hour))).collect();
        available((hour(DAY[0]), hour(DAY[1])), &failures)
    }

    #[test]
    fn d_10_failures_that_overlap_count_once() {
        assert_eq!(of(&[]), Some(10_000));
        assert_eq!(of(&[(2, Some(4))]), Some(9_000));
        // One within the other, one that goes on from it, one that touches it, one apart; in any order.
        let all = [(14, Some(15)), (6, Some(8)), (2, Some(6)), (3, Some(4)), (5, Some(7))];
        assert_eq!(of(&all), Some(6_500));
        let mut back = all;
        back.reverse();
        assert_eq!(of(&back), Some(6_500));
        assert_eq!(of(&[(2, Some(4)), (2, Some(4))]), Some(9_000));
        assert_eq!(of(&[(4, Some(4))]), Some(10_000), "it ended as it began");
    }

    #[test]
    fn d_10_what_is_open_still_and_what_began_before_count_within_the_time_alone() {
        assert_eq!(of(&[(15, None)]), Some(7_500), "open still");
        assert_eq!(of(&[(0, None)]), Some(0));
        let before = instant("2026-11-08T00:00:00+01:00");
        let window = (hour(0), hour(20));
        assert_eq!(available(window, &[(before, Some(hour(5)))]), Some(7_500));
        assert_eq!(available(window, &[(before, Some(hour(0)))]), Some(10_000), "over before");
        assert_eq!(available(window, &[(before, None)]), Some(0));
        assert_eq!(available(window, &[(hour(21), None)]), Some(10_000), "not yet");
        assert_eq!(available((hour(5), hour(5)), &[]), None);
        assert_eq!(available((hour(6), hour(5)), &[]), None);
    }

    #[test]
    fn d_10_a_share_is_rounded_down_so_that_a_minute_in_90_days_is_seen() {
        let until = instant("2026-11-10T12:00:00+01:00");
        let from = Instant(until.0 - 90 * DAY_US);
        let minute = (until.plus_min(-1), Some(until));
        assert_eq!(available((from, until), &[minute]), Some(9_999));
        let third = (from, Some(Instant(from.0 + 30 * DAY_US)));
        assert_eq!(available((from, until), &[third]), Some(6_666));
    }

    #[test]
    fn d_10_incidents_of_sales_and_payments_count_from_the_first_account_on() {
        let mut engine = empty("sqlite::memory:");
        let now = instant("2026-11-10T00:00:00+01:00");
        let none = uptime(&mut engine, Dso::Ores, now).unwrap();
        assert_eq!((none.shares, none.counted_from), (vec![(30, None), (90, None)], None));
        move_in_at(&mut engine, ean(), "2026-10-31T00:00:00+01:00");
        let whole = uptime(&mut engine, Dso::Ores, now).unwrap();
        assert_eq!(whole.shares, [(30, Some(10_000)), (90, Some(10_000))]);
        assert_eq!(whole.counted_from, Some("2026-10-31".parse().unwrap()));
        let mut fails = |id: &str, kind: Option<&str>, at: &str| {
            let (incident, by) = (id.to_owned(), "an".to_owned());
            let covers = Covers { energy: Some(Energy::Gas), area: Some("Huy".to_owned()) };
            let fact = match kind {
                Some(kind) => {
                    FleetFact::IncidentOpened { incident, kind: kind.to_owned(), covers, by }
                }
                None => FleetFact::IncidentClosed { incident, by },
            };
            engine.record_fleet(Dso::Ores, None, &fact, instant(at)).unwrap();
        };
        // Of ten days: a day without terminals, towards whose end half a day without online payment begins.
        fails("a", Some("terminals"), "2026-11-02T00:00:00+01:00");
        fails("b", Some("online"), "2026-11-02T18:00:00+01:00");
        fails("a", None, "2026-11-03T00:00:00+01:00");
        fails("b", None, "2026-11-03T06:00:00+01:00");
        // A partner's calls notice nothing of these.
        fails("c", Some("sms"), "2026-11-04T00:00:00+01:00");
        fails("c", None, "2026-11-05T00:00:00+01:00");
        fails("d", Some("reconnection_path"), "2026-11-06T00:00:00+01:00");
        let told = uptime(&mut engine, Dso::Ores, now).unwrap();
        assert_eq!(told.shares, [(30, Some(8_750)), (90, Some(8_750))]);
        // Later the first stretch is thirty days, and the second still from the first account on.
        let later = instant("2026-12-10T00:00:00+01:00");
        let told = uptime(&mut engine, Dso::Ores, later).unwrap();
        assert_eq!(told.shares, [(30, Some(10_000)), (90, Some(9_687))]);
        let years = uptime(&mut engine, Dso::Ores, instant("2027-11-10T00:00:00+01:00")).unwrap();
        assert_eq!(years.counted_from, None, "there is no more to say of the beginning");
    }
}
