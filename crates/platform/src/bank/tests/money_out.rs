//! Money on to suppliers, the yearly file, codes for transfers.

use super::people::an;
use super::world::{
    DSO, IBAN, World, at, day, eur, noon, on_both, pays, pays_ogm, statement, told,
};
use crate::bank::payouts::file;
use crate::bank::remit::{approve, default_supplier, lists, propose};
use crate::bank::year;
use crate::reconcile;
use ::bank::PayoutSchema;
use params::RemittancePeriod;
use store::Supplier;
use timeline::Fact;
use units::ObisCode;
use vending::PaidPeriod;

on_both! {
    pa_35_a_week_is_proposed_approved_paid_and_closed
    pa_33_the_yearly_file_is_what_the_ledger_says
    pa_33_pa_38_a_correction_is_of_the_year_in_which_it_was_learnt
}

pub fn supplier(world: &mut World, id: &str, iban: &str) {
    let supplier = Supplier {
        id: id.into(),
        name: format!("{id} & Cie"),
        iban: iban.into(),
        bic: String::new(),
    };
    world.engine.store.enter_supplier(&supplier).unwrap();
}

fn week(of: &str) -> PaidPeriod {
    PaidPeriod::of(RemittancePeriod::Weekly, day(of))
}

fn pa_35_a_week_is_proposed_approved_paid_and_closed(world: &mut World) {
    for (of, kwh) in [("2026-10-30", 3), ("2026-10-31", 6), ("2026-11-01", 9)] {
        world.night(of, kwh);
    }
    let first =
        statement(1, 0, vec![pays_ogm(5_000, &world.ogm(0)), pays_ogm(2_500, &world.ogm(1))]);
    let (opening, file_1) = (first.closing(), super::world::camt(&[first]));
    let file_1 = world.write(file_1.as_bytes());
    world.import_at(file_1, at("2026-11-02T12:00:00+01:00")).unwrap();
    let switched = Fact::Contract { supplier: "B".into(), from: Some(day("2026-11-01")) };
    let account = world.accounts[1].clone();
    world.engine.record(&account, &switched, at("2026-11-02T12:30:00+01:00")).unwrap();
    for date in 2..9 {
        world.night(&format!("2026-11-{date:02}"), 9 + 3 * (date - 1));
    }
    let now = at("2026-11-09T12:00:00+01:00");
    let ask =
        |world: &mut World| told(propose(&mut world.engine, DSO, week("2026-11-04"), "an", now));
    // The advances that were recovered in the days before are the operator's, and are kept back first.
    assert!(ask(world).unwrap_err().contains("money moved on 2026-10-31"));
    let earlier =
        |world: &mut World| told(propose(&mut world.engine, DSO, week("2026-10-30"), "an", now));
    // Nobody supplies the other two accounts.
    assert!(earlier(world).unwrap_err().contains("has no supplier on"));
    world.engine.store.set_setting(&default_supplier(DSO), "A").unwrap();
    // Nothing is paid for that week, so no bank account is asked for; for the next one there is.
    let before = propose(&mut world.engine, DSO, week("2026-10-30"), "an", now).unwrap();
    assert!(ask(world).unwrap_err().contains("has no bank account"));
    supplier(world, "A", "NL91ABNA0417164300");
    supplier(world, "B", "BE71096123456769");
    let carried: Vec<_> =
        before.iter().map(|one| (one.subject.as_str(), one.amount, one.carried_out)).collect();
    assert_eq!(carried, [("A", eur("0"), eur("-5")), ("B", eur("0"), eur("-1"))]);
    let payouts = ask(world).unwrap();
    assert_eq!(ask(world).unwrap(), payouts, "proposed once");
    // 50.00 for the first account, seven days of 1.00 recovered from it and from the third one,
    // which has paid nothing, less 5.00 of before; 25.00 and seven days for the second, less 1.00.
    let sums: Vec<_> = payouts.iter().map(|one| (one.subject.as_str(), one.amount)).collect();
    assert_eq!(sums, [("A", eur("31")), ("B", eur("17"))]);
    let (csv, json) = lists(&mut world.engine, &payouts[0]).unwrap();
    assert_eq!(csv.lines().count(), 1 + 1 + 14);
    let effects: i64 = csv
        .lines()
        .skip(1)
        .map(|line| line.split(',').nth(7).unwrap().parse::<units::MicroEuro>().unwrap().0)
        .sum();
    assert_eq!(effects, 36_000_000);
    assert!(json.contains("\"pay_eur\": \"31.000000\""));

    assert!(told(approve(&mut world.engine, payouts[0].id, "an", now)).is_err());
    let none =
        file(&mut world.engine, DSO, PayoutSchema::V9, day("2026-11-10"), now, |_, _| Ok(()));
    assert!(none.unwrap().is_none(), "nothing leaves before a second person has agreed");
    for payout in &payouts {
        approve(&mut world.engine, payout.id, "bo", now).unwrap();
    }
    let owed = ledger::LedgerAccount::SupplierPayable;
    assert_eq!(world.engine.store.house_balance(DSO, owed).unwrap(), 48_000_000);
    // A file that cannot be written was not sent.
    let execute = day("2026-11-10");
    let failed = file(&mut world.engine, DSO, PayoutSchema::V9, execute, now, |_, _| {
        crate::failure::refuse("disk full")
    });
    assert!(failed.is_err());
    let made = file(&mut world.engine, DSO, PayoutSchema::V9, execute, now, |_, _| Ok(()));
    let made = made.unwrap().unwrap();
    assert_eq!((made.count, made.control_sum), (2, eur("48")));
    assert!(made.xml.contains("pain.001.001.09") && made.xml.contains("RF"));
    let again = file(&mut world.engine, DSO, PayoutSchema::V9, execute, now, |_, _| Ok(()));
    assert!(again.unwrap().is_none(), "a payout is in one file");

    let debits = payouts.iter().map(|payout| {
        let mut debit = pays(-payout.amount.0 / 10_000, "");
        debit.end_to_end = payout.end_to_end_id.clone();
        debit
    });
    let closing = statement(2, opening, debits.collect());
    let booked = world.import(&[closing]).unwrap();
    assert_eq!(booked[0].paid_out, (2, 48_000_000));
    assert_eq!(world.engine.store.house_balance(DSO, owed).unwrap(), 0);
    let figures = reconcile::period(&mut world.engine, DSO, week("2026-11-04")).unwrap().unwrap();
    assert_eq!((figures.credited, figures.remitted), (75_000_000, 48_000_000));
    assert_eq!((figures.owed_to_operator, figures.open), (21_000_000, 6_000_000));
    // A period that does not follow is refused, and so is one that is not over.
    let skipped = told(propose(&mut world.engine, DSO, week("2026-10-12"), "an", now));
    assert!(skipped.unwrap_err().contains("the next period begins after them"));
    let early = told(propose(&mut world.engine, DSO, week("2026-11-09"), "an", now));
    assert!(early.unwrap_err().contains("is not over"));
    world.sound();
    // What becomes known of a remitted day goes into the next period; the week stays as it was paid.
    let late = world.accounts[2].clone();
    let seq = world.engine.store.last_entry_seq(late.id).unwrap() + 1;
    let (cash, own) = (ledger::LedgerAccount::CashOffice, ledger::LedgerAccount::CustomerCredit);
    let mut booking = store::Booking::of(late.id);
    booking.entries.push(ledger::JournalEntry {
        account: late.id,
        seq,
        booked_at: now,
        day: day("2026-11-05"),
        kind: ledger::EntryKind::TopUp,
        key: Some("late".into()),
        transaction: ledger::Transaction::transfer(cash, own, eur("10")).unwrap().unwrap(),
    });
    world.engine.store.book(&booking).unwrap();
    let again = reconcile::period(&mut world.engine, DSO, week("2026-11-04")).unwrap().unwrap();
    assert_eq!(again, figures);
    for date in 9..16 {
        world.night(&format!("2026-11-{date:02}"), 9 + 3 * (date - 1));
    }
    let then = at("2026-11-16T12:00:00+01:00");
    let next = propose(&mut world.engine, DSO, week("2026-11-09"), "an", then).unwrap();
    let sums: Vec<_> =
        next.iter().map(|one| (one.subject.as_str(), one.amount, one.carried_out)).collect();
    // 10.00 less two times seven days; what is missing is carried, never collected.
    assert_eq!(sums, [("A", eur("0"), eur("-4")), ("B", eur("0"), eur("-7"))]);
    let figures = reconcile::period(&mut world.engine, DSO, week("2026-11-09")).unwrap().unwrap();
    assert_eq!((figures.credited, figures.remitted, figures.open), (10_000_000, 0, -11_000_000));
}

fn pa_33_the_yearly_file_is_what_the_ledger_says(world: &mut World) {
    for (of, kwh) in [("2026-10-30", 3), ("2026-10-31", 6), ("2026-11-01", 10)] {
        world.night(of, kwh);
    }
    let lines = vec![pays_ogm(2_000, &world.ogm(0)), pays(700, "x")];
    world.import(&[statement(1, 0, lines)]).unwrap();
    let (ean, key) = (world.accounts[0].ean, world.suspense().items[0].1.key.to_string());
    crate::bank::suspense::credit(&mut world.engine, &key, ean, &an(None), noon()).unwrap();
    let later = at("2026-11-12T18:00:00+01:00");
    let file = year::year(&mut world.engine, ean, None, day("2026-11-13"), later).unwrap();
    assert_eq!(file.advances_total(), eur("27"));
    // 10 kWh at 0.342157.
    assert_eq!(file.charges_total(), eur("3.421570"));
    let (csv, json) = year::written(ean, &file).unwrap();
    assert!(csv.contains(&format!("charged,{ean},1.8.1,1,,10.000000,3.42157")), "{csv}");
    assert!(json.contains("\"advances_total_eur\": \"27.000000\""));

    let contract = year::Contract {
        from: day("2026-10-30"),
        anniversary: day("2027-10-30"),
        prices: vec![
            (ObisCode::IMPORT_PEAK, "0.40".parse().unwrap()),
            (ObisCode::IMPORT_OFF_PEAK, "0.30".parse().unwrap()),
        ],
        fixed_per_year: eur("73"),
    };
    let (today, figures, _) = year::true_up(&mut world.engine, ean, &contract, later).unwrap();
    // 10 kWh at 0.40 and three days of 0.20, less what was paid up to then.
    assert_eq!((today, figures.today_cents()), (day("2026-11-02"), 460));
}

fn pa_33_pa_38_a_correction_is_of_the_year_in_which_it_was_learnt(world: &mut World) {
    for (of, kwh) in [("2026-10-30", 3), ("2026-10-31", 6)] {
        world.night(of, kwh);
    }
    // Nothing is heard on the last day of the year: it is charged by the mean of the two before.
    world.engine.settle(DSO, day("2026-11-01"), &mut Vec::new(), &mut |_| {}).unwrap();
    let ean = world.accounts[0].ean;
    let first = |world: &mut World, at: &str| {
        let at = super::world::at(at);
        year::year(&mut world.engine, ean, None, day("2026-11-02"), at).unwrap()
    };
    let before = first(world, "2026-11-02T12:00:00+01:00");
    // 6 kWh and a mean of 3 at 0.342157.
    assert_eq!(before.charges_total(), eur("3.079413"));
    // The meter returns: 6.5 kWh more in two days, of which the lost midnight says 5.5.
    let account = world.accounts[0].id;
    let read = |world: &mut World, midnight: &str, milli: i64, learnt_at: &str| {
        let (midnight, learnt_at) = (day(midnight), super::world::at(learnt_at));
        let registers = readings::Registers([milli * 1_000, 0]);
        let reading = store::Reading { midnight, account, registers, learnt_at };
        world.engine.store.record_readings(&[reading]).unwrap();
    };
    read(world, "2026-11-02", 11_500, "2026-11-02T20:00:00+01:00");
    read(world, "2026-11-03", 12_500, "2026-11-03T00:01:00+01:00");
    world.engine.settle(DSO, day("2026-11-02"), &mut Vec::new(), &mut |_| {}).unwrap();
    // What was delivered stays as it was.
    let after = first(world, "2026-11-04T12:00:00+01:00");
    assert_eq!(after, before);
    let later = at("2026-11-04T12:00:00+01:00");
    let next = |world: &mut World, to: &str| {
        year::year(&mut world.engine, ean, Some(day("2026-11-02")), day(to), later).unwrap()
    };
    // 1 kWh of its own day, and 2.5 more of the last day of the year before.
    let over = next(world, "2026-11-03");
    let key = (ObisCode::IMPORT_PEAK, 1);
    assert_eq!(over.charged[&key].energy, "3.5".parse().unwrap());
    let whole = year::year(&mut world.engine, ean, None, day("2026-11-03"), later).unwrap();
    assert_eq!(whole.charged[&key].energy, "12.5".parse().unwrap());
    let sum = before.charges_total().checked_add(over.charges_total()).unwrap();
    assert_eq!(sum, whole.charges_total(), "nothing is in two years or in none");
    // The same of a year that is not over.
    assert_eq!(next(world, "2026-12-31").charges_total(), over.charges_total());
}

#[test]
fn tp_12_a_code_for_a_transfer_carries_the_accounts_number_as_text() {
    let mut world = World::sqlite();
    world.import(&[statement(1, 0, Vec::new())]).unwrap();
    let ean = world.accounts[0].ean;
    for name in ["code.svg", "code.png"] {
        let file = world.folder.path().join(name);
        let text = crate::bank::print::qr(&mut world.engine, ean, Some(eur("20")), &file).unwrap();
        let expected =
            format!("BCD\n001\n1\nSCT\nNICABEBB\nORES\n{IBAN}\nEUR20.00\n\n\n{}", world.ogm(0));
        assert_eq!(text, expected);
        assert!(std::fs::metadata(&file).unwrap().len() > 200);
    }
    let other = world.folder.path().join("code.gif");
    assert!(crate::bank::print::qr(&mut world.engine, ean, None, &other).is_err());
}
