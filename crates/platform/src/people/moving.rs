//! A household that leaves says so, and a person closes its account at the readings of the handover: those are on
//! a paper that two people signed, which no form has. Source: PA-28, PA-32, UX 8.2 C-15.

use super::People;
use super::figures::{at_place, contact, known};
use crate::cases::{self, Asker};
use crate::failure::Failure;
use calendar::SettlementDay;
use portal::my::{Leftover, MoveOut, MoveRefused, Moves, MyError, MyMoving, Visitor};
use procedures::{CaseError, CaseKind};
use units::Phone;

/// A handover that was forgotten may be told for so long, and one to come so early.
const BACK_DAYS: i32 = 60;
const AHEAD_DAYS: i32 = 183;
/// Letters of an address, at least and at most.
const ADDRESS: std::ops::RangeInclusive<usize> = 8..=200;

/// A Belgian IBAN: `BE`, 2 control digits, 12 digits; modulo 97 of its digits with `BE` as 1114 behind is 1.
/// Source: ISO 13616.
fn iban(text: &str) -> Option<String> {
    let text: String = text.chars().filter(|one| !one.is_whitespace()).collect();
    let text = text.to_uppercase();
    let digits = text.strip_prefix("BE")?;
    if digits.len() != 14 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (control, own) = digits.split_at_checked(2)?;
    let number: u128 = format!("{own}1114{control}").parse().ok()?;
    (number % 97 == 1).then_some(text)
}

/// The days that a handover may have.
fn days(today: SettlementDay, opened: SettlementDay) -> (SettlementDay, SettlementDay) {
    (today.plus(-BACK_DAYS).max(opened), today.plus(AHEAD_DAYS))
}

/// What is wrong with a request, if anything.
fn refused(
    wanted: &MoveOut<'_>,
    (first, last): (SettlementDay, SettlementDay),
) -> Option<MoveRefused> {
    let letters = wanted.address.chars().count();
    if !(first..=last).contains(&wanted.day) {
        Some(MoveRefused::Day)
    } else if wanted.leftover == Leftover::Refund && iban(wanted.iban).is_none() {
        Some(MoveRefused::NoIban)
    } else if letters > *ADDRESS.end() {
        Some(MoveRefused::TooLong)
    } else if letters < *ADDRESS.start() {
        Some(MoveRefused::NoAddress)
    } else {
        None
    }
}

impl People {
    fn moving_of(&self, visitor: &Visitor, place: usize) -> Result<Option<MyMoving>, Failure> {
        let now = self.now();
        let mut engine = self.engine()?;
        let Some((own, meters)) = at_place(&mut engine, visitor, place)? else { return Ok(None) };
        let cases = cases::of_account(&mut engine, &own.account)?;
        let waits = cases.iter().find(|known| {
            let case = &known.stored.case;
            case.kind == CaseKind::Moving && case.is_open()
        });
        let waits = waits.map(|known| (known.kept.id, known.stored.case.due));
        let rules = engine.books.cases(own.account.dso, now)?;
        let answer_by = CaseKind::Moving.due(now.day(), rules);
        let opened = own.account.opened_at.day();
        let Some(known) = known(&mut engine, own, now)? else { return Ok(None) };
        Ok(Some(MyMoving {
            balance: known.card.balance,
            as_of: known.card.as_of,
            aid: known.timeline.account.aid().left(),
            days: days(now.day(), opened),
            answer_by,
            waits,
            meter: known.own.meter,
            meters,
        }))
    }

    fn leave_home(
        &self,
        visitor: &Visitor,
        place: usize,
        wanted: &MoveOut<'_>,
    ) -> Result<Option<Result<i64, MoveRefused>>, Failure> {
        let now = self.now();
        let mut engine = self.engine()?;
        let Some((own, _)) = at_place(&mut engine, visitor, place)? else { return Ok(None) };
        let days = days(now.day(), own.account.opened_at.day());
        if let Some(refused) = refused(wanted, days) {
            return Ok(Some(Err(refused)));
        }
        let to = iban(wanted.iban).unwrap_or_default();
        let words = MoveOut { iban: &to, ..*wanted }.words();
        let contact = contact(&mut engine, visitor, &own, now)?;
        let phone = wanted.phone.parse::<Phone>().ok().or(contact.phone);
        let asker = Asker {
            language: wanted.language,
            name: contact.name,
            phone,
            reference: None,
            party: None,
        };
        let of = (own.account.dso, Some(&own.account));
        let kept = cases::ask(&mut engine, of, &asker, (CaseKind::Moving, &words), now)?;
        Ok(Some(match kept {
            Ok(known) => Ok(known.kept.id),
            Err(CaseError::TooLong { .. }) => Err(MoveRefused::TooLong),
            // There are words, and the others are of answers.
            Err(
                CaseError::NoWords { .. } | CaseError::Answered { .. } | CaseError::NoAnswer { .. },
            ) => Err(MoveRefused::NoAddress),
        }))
    }
}

impl Moves for People {
    fn moving(&self, visitor: &Visitor, place: usize) -> Result<Option<MyMoving>, MyError> {
        self.moving_of(visitor, place).map_err(super::failed("could not read what a move needs"))
    }

    fn move_out(
        &self,
        visitor: &Visitor,
        place: usize,
        wanted: &MoveOut<'_>,
    ) -> Result<Option<Result<i64, MoveRefused>>, MyError> {
        self.leave_home(visitor, place, wanted).map_err(super::failed("could not keep a move"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use units::Language;

    #[test]
    fn a_refund_goes_to_an_iban_whose_control_digits_are_right() {
        assert_eq!(iban("be71 0961 2345 6769").as_deref(), Some("BE71096123456769"));
        for wrong in
            ["", "BE71096123456768", "BE7109612345676", "FR7109612345676900", "BE71O96123456769"]
        {
            assert_eq!(iban(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn pa_28_a_move_has_a_day_near_now_and_somewhere_to_send_the_last_statement() {
        let day = |text: &str| text.parse::<SettlementDay>().unwrap();
        let days = days(day("2026-11-20"), day("2026-10-30"));
        assert_eq!(days, (day("2026-10-30"), day("2027-05-22")));
        let good = MoveOut {
            day: day("2026-12-01"),
            leftover: Leftover::Refund,
            iban: "BE71 0961 2345 6769",
            address: "Rue Haute 3, 4000 Liège",
            phone: "",
            language: Language::Fr,
        };
        assert_eq!(refused(&good, days), None);
        let told = |wanted: MoveOut<'_>| refused(&wanted, days);
        assert_eq!(told(MoveOut { day: day("2026-10-29"), ..good }), Some(MoveRefused::Day));
        assert_eq!(told(MoveOut { day: day("2027-05-23"), ..good }), Some(MoveRefused::Day));
        assert_eq!(told(MoveOut { iban: "BE1", ..good }), Some(MoveRefused::NoIban));
        assert_eq!(told(MoveOut { leftover: Leftover::Transfer, iban: "", ..good }), None);
        assert_eq!(told(MoveOut { address: "here", ..good }), Some(MoveRefused::NoAddress));
        let long = "x".repeat(201);
        assert_eq!(told(MoveOut { address: &long, ..good }), Some(MoveRefused::TooLong));
    }
}
