//! Whoever sells hears of a terminal that is silent, and of its week. Source: UX 5.2 M30.

use super::*;
use crate::notices::{keep_house, tell_of_weeks, watch_terminals};
use store::NewPartnerNotice;

/// The street with a house in whose name people are written to, and a shop that is open so; the first who sells there
/// has a phone and an address.
fn open(hours: &str) -> (Street, Engine) {
    let street = street();
    let mut engine = Engine::open(&street.url).unwrap();
    let house = notify::figures::House::example("ORES");
    keep_house(&mut engine.store, Dso::Ores, &house).unwrap();
    engine.books = crate::books::Books::load(&mut engine.store).unwrap();
    let file = format!(
        "id,name,street,postcode,town,hours,bancontact,cash,gas\n\
         T1,Kiosk,Rue Neuve 1,5000,Namur,{hours},yes,yes,yes\n"
    );
    let read = crate::places::read(file.as_bytes()).unwrap();
    crate::places::keep(&mut engine, Dso::Ores, &read, false, Instant(10)).unwrap();
    let ways = Ways {
        phone: Some("0450 00 00 01".parse().unwrap()),
        email: Some("shop@example.be".parse().unwrap()),
        ..Ways::empty(Language::Nl, Instant(10))
    };
    engine.store.set_ways(street.own().person, &ways).unwrap();
    (street, engine)
}

fn told(engine: &mut Engine) -> Vec<NewPartnerNotice> {
    let all = engine.store.partner_notices(Dso::Ores, Instant(0)).unwrap();
    all.into_iter().map(|one| one.notice).collect()
}

#[test]
fn m30_a_terminal_that_falls_silent_while_the_shop_is_open_is_told_once() {
    let (street, mut engine) = open("Mo-Su 08:00-18:00");
    let watch =
        |engine: &mut Engine, at: &str| watch_terminals(engine, Dso::Ores, instant(at)).unwrap();
    assert_eq!(watch(&mut engine, "2026-11-01T13:30:00+01:00"), 0, "never heard of");
    street.sold("20.00", ATTEMPT, Means::Cash);
    assert_eq!(watch(&mut engine, "2026-11-01T12:59:00+01:00"), 0);
    assert_eq!(watch(&mut engine, "2026-11-01T13:00:00+01:00"), 2);
    assert_eq!(watch(&mut engine, "2026-11-01T13:10:00+01:00"), 0, "once");
    let kept = told(&mut engine);
    assert_eq!((kept[0].channel, kept[1].channel), (1, 2));
    assert!(kept[0].body.starts_with("Terminal T1: 1 uur geen contact."), "{}", kept[0].body);
    assert_eq!(kept[1].address, "shop@example.be");
    assert_eq!(watch(&mut engine, "2026-11-01T18:30:00+01:00"), 0, "closed");
    assert_eq!(watch(&mut engine, "2026-11-02T09:30:00+01:00"), 0, "not opened that day");
    // It was heard of again, and falls silent again.
    street.pass_min(120);
    street.sold("10.00", "1123456789abcdef0123456789abcdef", Means::Card);
    assert_eq!(watch(&mut engine, "2026-11-01T15:00:00+01:00"), 2);
}

#[test]
fn m30_a_terminal_that_was_stopped_or_whose_hours_nobody_knows_is_not_watched() {
    let (street, mut engine) = open("Mo-Fr 08:00-18:00");
    street.sold("20.00", ATTEMPT, Means::Cash);
    let late = instant("2026-11-01T14:00:00+01:00");
    assert_eq!(watch_terminals(&mut engine, Dso::Ores, late).unwrap(), 0, "closed on Sundays");
    let (street, mut engine) = open("Mo-Su 08:00-18:00");
    street.sold("20.00", ATTEMPT, Means::Cash);
    let stop = store::TerminalStop {
        at: instant("2026-11-01T12:30:00+01:00"),
        stopped: true,
        by: "an".to_owned(),
        approved_by: None,
        reason: "lost".to_owned(),
    };
    engine.store.add_terminal_stop("T1", &stop).unwrap();
    assert_eq!(watch_terminals(&mut engine, Dso::Ores, late).unwrap(), 0);
    assert_eq!(watch_terminals(&mut engine, Dso::Resa, late).unwrap(), 0, "another operator's");
}

#[test]
fn m30_on_monday_whoever_sells_is_told_by_mail_what_the_week_comes_to() {
    let (street, mut engine) = open("Mo-Su 08:00-18:00");
    street.sold("20.00", ATTEMPT, Means::Cash);
    street.sold("15.50", "1123456789abcdef0123456789abcdef", Means::Card);
    let weeks = |engine: &mut Engine, day: &str| {
        let day: calendar::SettlementDay = day.parse().unwrap();
        tell_of_weeks(engine, Dso::Ores, day, day.at(6, 30)).unwrap()
    };
    assert_eq!(weeks(&mut engine, "2026-11-01"), 0, "a Sunday");
    assert_eq!(weeks(&mut engine, "2026-11-02"), 1);
    assert_eq!(weeks(&mut engine, "2026-11-02"), 0, "once");
    assert_eq!(weeks(&mut engine, "2026-11-09"), 0, "a week without sales");
    let kept = told(&mut engine);
    let [mail] = kept.as_slice() else { panic!("{kept:?}") };
    assert_eq!((mail.message.as_str(), mail.channel), ("M30-week", 2));
    assert!(
        mail.body.contains("de week van 26/10 is afgesloten. Te storten: €\u{a0}35,50."),
        "{mail:?}"
    );
    assert_eq!(mail.due, instant("2026-11-02T08:00:00+01:00"));
}
