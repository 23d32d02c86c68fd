//! Use and movements of a household, day by day.

use super::*;
use calendar::SettlementDay;
use portal::my::{Explains, MovedBy, MyMove, NewContract, RepaidBy, Why, YearRefused, YearlyBills};
use units::NanoEuroPerKwh;

fn day(text: &str) -> SettlementDay {
    text.parse().unwrap()
}

fn eur(text: &str) -> MicroEuro {
    text.parse().unwrap()
}

/// A home that has used 3 kWh a day since the day after the town's two.
fn month_of_november() -> (Town, Visitor) {
    let town = town();
    let holder = town.holder();
    let mut engine = town.engine();
    let account = engine.account_of(town.eans[0]).unwrap();
    let paid = instant("2026-11-02T10:00:00+01:00");
    for (number, paid) in [("T-1", paid), ("T-2", paid.plus_min(1)), ("T-3", paid.plus_min(2))] {
        engine.record(&account, &top_up(number), paid).unwrap();
    }
    let first = day("2026-11-01");
    for later in 0..35 {
        let now = first.plus(later);
        nights(&mut engine, &[(account.id, 11 + 3 * (i64::from(later) + 1))], &now.to_string());
    }
    *town.now.lock().unwrap() = instant("2026-12-06T12:00:00+01:00");
    let visitor = Visitor { session: holder.session, ..holder };
    (town, visitor)
}

#[test]
fn pa_46_the_30_days_to_a_chosen_date_and_the_30_before_add_up_to_the_ledger() {
    let (town, holder) = month_of_november();
    let ask = |stretch: Stretch| town.people.usage(&holder, 1, stretch).unwrap().unwrap();
    let november = ask(Stretch::To(Some(day("2026-11-30"))));
    assert_eq!((november.days.len(), november.before.len()), (30, 2));
    assert_eq!(november.known, Some((day("2026-10-30"), day("2026-12-05"))));
    assert_eq!(november.days[0].day, day("2026-11-01"));
    let kwh = |days: &[portal::my::MyDay]| -> i64 {
        days.iter().filter_map(|day| day.energy).map(|energy| energy.0).sum()
    };
    assert_eq!((kwh(&november.days), kwh(&november.before)), (90_000_000, 11_000_000));
    let newest = ask(Stretch::To(None));
    assert_eq!(newest.days.last().unwrap().day, day("2026-12-05"));
    assert_eq!(newest, ask(Stretch::To(Some(day("2030-01-01")))), "no day that is to come");
    // A stretch, and as many days before it.
    let week = ask(Stretch::Between(day("2026-11-08"), day("2026-11-14")));
    assert_eq!((week.days.len(), week.before.len()), (7, 7));
    assert_eq!((kwh(&week.days), kwh(&week.before)), (21_000_000, 21_000_000));
    // The same totals as the ledger has.
    let mut engine = town.engine();
    let account = engine.account_of(town.eans[0]).unwrap();
    let rows = engine.store.days(&[account.id], day("2026-11-01"), day("2026-11-30")).unwrap();
    let booked: i64 = rows.iter().map(|row| row.charge.0).sum();
    let shown: i64 = november.days.iter().filter_map(|day| day.cost).map(|cost| cost.0).sum();
    assert_eq!((rows.len(), shown), (30, booked));
}

#[test]
fn pa_43_a_day_says_what_it_is_made_of() {
    let (town, holder) = month_of_november();
    let known = |day: &str| town.people.use_of_day(&holder, 1, day.parse().unwrap()).unwrap();
    let one = known("2026-11-15").unwrap();
    let [by_day, by_night] = one.used[..] else { panic!("{:?}", one.used) };
    assert_eq!((by_day.energy.0, by_day.cost), (3_000_000, eur("1.20")), "3 kWh at 0.40");
    assert_eq!((by_night.energy.0, by_night.cost), (0, MicroEuro::ZERO));
    assert_eq!(by_day.cost.0 + one.beside.0, one.day.cost.unwrap().0);
    assert_eq!((one.repaid, one.corrected), (eur("1.00"), MicroEuro::ZERO));
    assert_eq!((one.earlier, one.later), (Some(day("2026-11-14")), Some(day("2026-11-16"))));
    let (before, after) = (known("2026-11-14").unwrap(), one.balance_after.unwrap());
    let moved = one.day.cost.unwrap().0 + one.repaid.0;
    assert_eq!(before.balance_after.unwrap().0 - moved, after.0);
    assert_eq!(known("2026-12-05").unwrap().later, None);
    assert!(known("2026-12-06").is_none() && known("2026-10-01").is_none());
    assert!(town.people.use_of_day(&holder, 2, day("2026-11-15")).unwrap().is_none());
}

#[test]
fn pa_43_each_movement_leads_from_one_balance_to_the_next() {
    let (town, holder) = month_of_november();
    let all = town.people.movements(&holder, 1, None).unwrap().unwrap();
    assert_eq!(all.moves[0].after, all.balance);
    for pair in all.moves.windows(2) {
        let [later, earlier] = pair else { unreachable!() };
        assert_eq!(later.after.0 - later.line.amount.0, earlier.after.0, "{later:?}");
    }
    let first = all.moves.last().unwrap();
    assert_eq!(first.after, first.line.amount, "from nothing");
    // What is left to repay goes down to the start, euro by euro, and is told with each.
    let mut engine = town.engine();
    let account = engine.account_of(town.eans[0]).unwrap();
    let rebuilt = engine.rebuild(&[account], instant("2026-12-06T12:00:00+01:00")).unwrap();
    let mut left = rebuilt[0].timeline.account.debt_left();
    let mut repaid = 0;
    for moved in &all.moves {
        if let Why::Repaid { left: told } = moved.why {
            assert_eq!(told, left);
            left = MicroEuro(left.0 - moved.line.amount.0);
            repaid += 1;
        }
    }
    assert_eq!((repaid, left), (20, eur("20.00")), "20 days of one euro each");
    let used = |moved: &&MyMove| matches!(moved.why, Why::Used { provisional: false, .. });
    assert_eq!(all.moves.iter().filter(used).count(), 37);
    // A month has the same lines, with the same balances.
    let month = town.people.movements(&holder, 1, Some(day("2026-11-17"))).unwrap().unwrap();
    assert_eq!(month.month, Some(day("2026-11-01")));
    assert_eq!(month.months, ["2026-12-01", "2026-11-01", "2026-10-01"].map(day));
    let of_november: Vec<&MyMove> = all
        .moves
        .iter()
        .filter(|moved| moved.line.day.to_string().starts_with("2026-11"))
        .collect();
    assert_eq!(month.moves.iter().collect::<Vec<_>>(), of_november);
    let paid = month.moves.iter().filter(|moved| MovedBy::of(moved.line.kind) == MovedBy::Money);
    assert_eq!(paid.count(), 3);
    // A month before it was opened is another household's.
    let before = town.people.movements(&holder, 1, Some(day("2026-09-01"))).unwrap().unwrap();
    assert_eq!(before.month, None);
}

#[test]
fn pa_43_the_lines_of_why_are_those_of_staff_and_add_up_to_the_card() {
    let (town, holder) = month_of_november();
    let why = town.people.reasons(&holder, 1).unwrap().unwrap();
    let sum: i64 = why.lines.iter().map(|line| line.amount.0).sum();
    assert_eq!(MicroEuro(sum), why.balance);
    let card = &town.people.home(&holder).unwrap().cards[0].card;
    assert_eq!((why.balance, why.as_of), (card.balance, card.as_of));
    let moves = town.people.movements(&holder, 1, None).unwrap().unwrap().moves;
    assert_eq!(why.lines.len(), moves.len(), "each movement is a line");
    let energy = why.lines.iter().filter_map(|line| line.from.as_ref());
    assert_eq!(energy.flat_map(|from| &from.energy).map(|one| one.0).sum::<i64>(), 116_000_000);
    // Nobody reads why another household's balance is what it is.
    assert!(town.people.reasons(&holder, 2).unwrap().is_none());
    let mut engine = town.engine();
    let account = engine.account_of(town.eans[0]).unwrap();
    engine.store.take_account(holder.person, account.id, *town.now.lock().unwrap()).unwrap();
    assert!(town.people.reasons(&holder, 1).unwrap().is_none(), "whoever has moved out");
}

#[test]
fn ux_4_3_the_card_says_what_a_day_takes_and_for_how_long() {
    let town = town();
    let holder = town.holder();
    let plan = portal::my::Helps::plan(&town.people, &holder, 1).unwrap().unwrap();
    let line = plan.lines.first().cloned().unwrap();
    let card = &town.people.home(&holder).unwrap().cards[0].card;
    let said = card.modifiers.iter().find_map(|one| match one {
        portal::Modifier::Advance { left, daily } => Some((*left, *daily)),
        _ => None,
    });
    let (left, daily) = said.unwrap();
    assert_eq!((plan.lines.len(), left), (1, line.left));
    let (each, days) = daily.unwrap();
    assert_eq!(each, "1".parse().unwrap());
    assert_eq!(
        i64::from(days),
        (left.0 + each.0 - 1) / each.0,
        "a euro a day until nothing is left"
    );
}

#[test]
fn c_08_what_a_household_could_repay_reaches_the_desk_as_a_figure_and_changes_nothing() {
    let town = town();
    let holder = town.holder();
    let before = portal::my::Helps::plan(&town.people, &holder, 1).unwrap().unwrap().lines;
    let left: i64 = before.iter().map(|line| line.left.0).sum();
    assert!(left > 0);
    let ask = |proposes| {
        let wanted = Wanted { proposes, words: "", ..wants(CaseKind::ChangePlan) };
        town.people.ask(&holder, 1, &wanted).unwrap().unwrap()
    };
    let half = RepaidBy::Week(eur("0.50"));
    let number = ask(Some(half)).unwrap();
    let more = RepaidBy::Day(MicroEuro(left + 1));
    for wrong in [more, RepaidBy::Day(MicroEuro::ZERO), RepaidBy::Share(250_000)] {
        assert_eq!(ask(Some(wrong)), Err(NotTaken::NotAnAmount), "{wrong:?}");
    }
    let cases = || town.people.help(&holder, 1).unwrap().unwrap().cases;
    assert_eq!((cases().len(), cases()[0].number, cases()[0].proposes), (1, number, Some(half)));
    // Said again without a figure the figure stays; another one takes its place.
    assert_eq!(ask(None), Ok(number));
    assert_eq!(cases()[0].proposes, Some(half));
    let all = RepaidBy::Day(MicroEuro(left));
    assert_eq!(ask(Some(all)), Ok(number));
    assert_eq!(cases()[0].proposes, Some(all));
    let after = portal::my::Helps::plan(&town.people, &holder, 1).unwrap().unwrap().lines;
    assert_eq!(after, before, "nothing changes before somebody has agreed");
    let kept = crate::cases::one(&mut town.engine(), number).unwrap().unwrap();
    assert_eq!(kept.stored.proposal.map(|one| one.how), Some(all));
    // What they proposed is theirs to take along. Source: PD-07.
    let data: serde_json::Value =
        serde_json::from_str(&town.people.data(&holder).unwrap()).unwrap();
    let proposed = &data["meters"][0]["questions"][0]["proposed"];
    assert_eq!(proposed["every"], "day", "{data}");
    assert_eq!(proposed["amount_eur"], MicroEuro(left).to_string());
}

#[test]
fn pa_34_the_household_sees_its_bill_of_the_year_from_its_own_contract() {
    let (town, holder) = month_of_november();
    let year = || town.people.year(&holder, 1).unwrap().unwrap();
    assert_eq!((year().contract, year().bill), (None, None), "nobody has said what it costs");
    let contract = NewContract {
        anniversary: day("2024-10-30"),
        first: NanoEuroPerKwh(500_000_000),
        second: None,
        fixed_per_year: eur("73"),
    };
    let refused = town.people.set_contract(&holder, 1, &contract).unwrap();
    assert_eq!(refused, Some(Err(YearRefused::NoSecondPrice)), "two registers have two prices");
    let contract = NewContract { second: Some(NanoEuroPerKwh(200_000_000)), ..contract };
    assert_eq!(town.people.set_contract(&holder, 1, &contract).unwrap(), Some(Ok(())));
    let known = year();
    let (kept, bill) = (known.contract.unwrap(), known.bill.unwrap());
    assert_eq!(kept.anniversary, day("2027-10-30"));
    assert_eq!(bill.today, day("2026-12-06"));
    // 37 days, 116 kWh at 0.50 and 37 of 365 days of 73 euro, less three top-ups of ten.
    assert_eq!(bill.if_today, eur("35.40"));
    // The year to come at the same pace: at 0.50, less what prepayment charges for it, 0.40.
    let to_come = 116.0 * 328.0 / 37.0 * 0.10;
    let expected = 58.0 + 73.0 - 30.0 + to_come;
    assert!((bill.at_anniversary.0 as f64 / 1e6 - expected).abs() < 0.01, "{bill:?} {expected}");
    assert!(bill.above.is_some() && bill.aside.is_some());
    // The page of movements tells it, too.
    let moves = town.people.movements(&holder, 1, None).unwrap().unwrap();
    assert_eq!(moves.bill, Some((day("2027-10-30"), bill.at_anniversary)));
    assert_eq!(town.people.set_contract(&holder, 2, &contract).unwrap(), None, "not theirs");
}
