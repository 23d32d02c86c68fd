//! Tariffs as two people publish them.

use super::*;
use portal::my::Tariff;
use portal::operator::{TariffFault, TariffRefused, TariffWish, Tariffs, Written};

const HEADING: &str = "dso,energy,basis,register,from,eur_per_kwh";

fn file(lines: &[&str]) -> TariffWish {
    TariffWish {
        written: Written::Lines(format!("{HEADING}\r\n{}", lines.join("\r\n"))),
        source: "decision 26j23".to_owned(),
        reason: "new quarter".to_owned(),
    }
}

impl Office {
    fn alarms(&self) -> Vec<String> {
        let view = self.rooms.tariffs(&self.first, Energy::Electricity).unwrap();
        let one = |alarm: &portal::operator::TariffAlarm| {
            format!("{:?} {} {} {}", alarm.tariff, alarm.register, alarm.missing, alarm.day)
        };
        view.alarms.iter().map(one).collect()
    }

    fn faults(&self, wish: &TariffWish) -> Vec<(usize, TariffFault)> {
        let said = self.rooms.check_tariffs(&self.first, wish).unwrap().unwrap_err();
        let asked = self.rooms.ask_tariffs(&self.first, wish, OTHER).unwrap();
        assert_eq!(asked, Err(said.clone()), "asked for though a look at it was refused");
        let TariffRefused::Lines(faults) = said else { panic!("{said:?}") };
        faults
    }
}

#[test]
fn o_11_pa_08_prices_of_a_file_are_checked_by_one_and_published_by_another() {
    let office = office();
    let old = office.alarms();
    assert_eq!(old.len(), 4, "one price since 2020 for each basis: {old:?}");
    let wish = file(&[
        "ORES,electricity,social,1.8.1,2026-11-01,0.222380",
        "ORES,electricity,social,1.8.2,2026-11-01,0.212380",
    ]);
    let check = office.rooms.check_tariffs(&office.first, &wish).unwrap().unwrap();
    assert_eq!(check.of.len(), 2);
    let effect = &check.of[0];
    assert!(effect.before.is_some_and(|before| before != effect.after));
    assert_eq!((effect.tariff, effect.accounts), (Tariff::Social, 0));
    assert_eq!(check.alarms_left, 2, "the averages are old still");
    let number = office.rooms.ask_tariffs(&office.first, &wish, ATTEMPT).unwrap().unwrap();
    let again = office.rooms.ask_tariffs(&office.first, &wish, ATTEMPT).unwrap().unwrap();
    assert_eq!(number, again, "the same page is the same draft");
    assert_eq!(office.alarms(), old, "one person is not enough");
    let decide = |visitor: &Visitor, publish: bool| {
        office.rooms.decide_tariffs(visitor, number, publish, "no").unwrap()
    };
    assert_eq!(decide(&office.first, true), Err(TariffRefused::SamePerson));
    let seen = office.rooms.tariff_draft(&office.second, number).unwrap().unwrap();
    assert_eq!(seen.check, Some(Ok(check)), "the second sees what the first saw");
    assert!(!seen.draft.own && seen.draft.prices == 2);
    decide(&office.second, true).unwrap();
    decide(&office.second, true).unwrap();
    assert_eq!(decide(&office.second, false), Err(TariffRefused::Decided));
    assert_eq!(office.alarms(), old, "today's are those of before still");
    office.at("2026-11-01T10:00:00+01:00");
    let left = office.alarms();
    assert!(left.len() == 2 && left.iter().all(|one| one.starts_with("Average")), "{left:?}");
    office.at("2026-10-31T10:00:00+01:00");
    let view = office.rooms.tariffs(&office.first, Energy::Electricity).unwrap();
    assert!(view.waiting.is_empty() && view.decided.len() == 1);
    let social: Vec<_> = view.lines.iter().filter(|line| line.tariff == Tariff::Social).collect();
    assert_eq!(social.len(), 3);
    assert!(social[2].in_force && social[2].to == Some(day("2026-11-01")), "{:?}", social[2]);
    assert_eq!((&*social[0].asked_by, &*social[0].by), ("di #1", "ed #2"));
}

#[test]
fn o_11_each_bad_line_is_named_and_nothing_of_the_file_is_kept() {
    let office = office();
    let faults = office.faults(&file(&[
        "ORES,electricity,social,,2026-11-01,0.222380",
        "RESA,electricity,social,,2026-11-01,0.222380",
    ]));
    assert_eq!(faults, [(3, TariffFault::Foreign)]);
    let faults = office.faults(&file(&[
        "ORES,water,social,,2026-11-01,0.222380",
        "ORES,electricity,social,,2026-11-01,22.2380",
    ]));
    let water = TariffFault::Energy("water".to_owned());
    assert_eq!(faults, [(2, water), (3, TariffFault::InCents)]);
    let early = office.faults(&file(&["ORES,electricity,average,,2026-10-31,0.3"]));
    assert_eq!(early, [(2, TariffFault::Charged(day("2026-11-01")))], "today has begun");
    let typed = ["gas", "social", "1.8.1", "2026-12-01", "0,05"].map(str::to_owned);
    let one = TariffWish { written: Written::One(typed), ..file(&[]) };
    assert_eq!(office.faults(&one), [(1, TariffFault::NotCharged)]);
    let many = vec!["ORES,gas,social,,2026-12-01,0.05"; 61];
    let many = office.rooms.check_tariffs(&office.first, &file(&many)).unwrap();
    assert_eq!(many, Err(TariffRefused::TooMany { count: 61, most: 60 }));
    let view = office.rooms.tariffs(&office.first, Energy::Electricity).unwrap();
    assert!(view.waiting.is_empty());
}

#[test]
fn o_11_a_draft_that_waited_too_long_is_only_turned_down_with_its_reason() {
    let office = office();
    let wish = file(&["ORES,electricity,average,,2026-11-01,0.31"]);
    let number = office.rooms.ask_tariffs(&office.first, &wish, ATTEMPT).unwrap().unwrap();
    office.at("2026-11-01T10:00:00+01:00");
    let late = TariffRefused::Lines(vec![(1, TariffFault::Charged(day("2026-11-02")))]);
    let seen = office.rooms.tariff_draft(&office.second, number).unwrap().unwrap();
    assert_eq!(seen.check, Some(Err(late.clone())));
    let publish = office.rooms.decide_tariffs(&office.second, number, true, "").unwrap();
    assert_eq!(publish, Err(late));
    office.rooms.decide_tariffs(&office.first, number, false, "too late").unwrap().unwrap();
    let seen = office.rooms.tariff_draft(&office.second, number).unwrap().unwrap();
    let (who, _, why) = seen.draft.decided.unwrap();
    assert_eq!((seen.draft.state, &*who, &*why), (ChangeState::TurnedDown, "di #1", "too late"));
    assert_eq!(seen.check, None);
}

#[test]
fn o_07_o_11_who_asked_for_a_price_and_who_published_it_stand_in_the_audit() {
    let office = office();
    let wish = file(&["ORES,electricity,social,1.8.1,2026-11-01,0.222380"]);
    let number = office.rooms.ask_tariffs(&office.first, &wish, ATTEMPT).unwrap().unwrap();
    office.at("2026-10-31T11:00:00+01:00");
    office.rooms.decide_tariffs(&office.second, number, true, "").unwrap().unwrap();
    let (from, to) = (day("2026-10-31"), day("2026-10-31"));
    let wanted = AuditWanted { from, to, kind: Some(AuditKind::Value) };
    let seen = office.rooms.audit(&office.first, &wanted).unwrap();
    let told: Vec<String> = seen
        .lines
        .iter()
        .map(|line| format!("{} {} {} {}", line.who, line.what, line.after, line.why))
        .collect();
    assert_eq!(
        told,
        [
            "ed #2 price published 0.222380000 new quarter",
            "di #1 price asked 0.222380000 new quarter"
        ]
    );
    assert_eq!(seen.lines[0].about, "electricity social 1.8.1 2026-11-01");
    assert!(!seen.lines[0].before.is_empty());
}
