//! Restraint over simulated years, and each role's copy.

use super::*;
use crate::delivery::{Ways, fallback};
use calendar::SettlementDay;
use std::collections::BTreeSet;

const EVERYBODY: QuietHours = QuietHours::OF_EVERYBODY;

fn eur(text: &str) -> MicroEuro {
    text.parse().unwrap()
}

fn instant(text: &str) -> Instant {
    text.parse().unwrap()
}

fn cause(kind: &str, at: &str, balance: &str) -> Cause {
    let at = instant(at);
    Cause {
        key: format!("notice/{}/{kind}", at.0),
        kind: kind.to_owned(),
        at,
        balance: eur(balance),
    }
}

fn holder() -> Person {
    Person {
        recipient: Recipient::Holder,
        language: Language::Fr,
        phone: Some("0450 00 00 01".parse().unwrap()),
        email: Some("home@example.be".parse().unwrap()),
        postal: "Rue de l'Exemple 1, 5000 Namur".to_owned(),
        sms: true,
        mail: true,
        letter: true,
        voice: true,
        declined: Vec::new(),
        by_mail: Vec::new(),
        quiet: None,
    }
}

fn past<'a>(told: &'a [Told], known: &'a [Known]) -> Past<'a> {
    Past { told, known, low: eur("5"), hysteresis: eur("2"), cut: eur("-15") }
}

fn ways(rows: &[Row]) -> Vec<(Channel, String)> {
    rows.iter().map(|row| (row.channel, row.due.to_local_string()[5..16].to_owned())).collect()
}

#[test]
fn cm_03_several_events_of_a_run_are_one_notice_the_deepest() {
    let run = "2026-11-11T06:00:00+01:00";
    let causes = [
        cause("emergency_started", run, "-17.26"),
        cause("emergency_exhausted", run, "-17.26"),
        cause("held_on", run, "-17.26"),
        cause("top_up_credited", run, "-17.26"),
        cause("press_reminder", run, "-17.26"),
    ];
    let judged = judge(&causes, past(&[], &[]));
    assert_eq!(
        judged,
        [
            Err(Silent::Shallower),
            Ok(Message::Held),
            Err(Silent::Shallower),
            Ok(Message::Credited),
            Err(Silent::NoMessage),
        ]
    );
}

#[test]
fn cm_03_low_comes_again_only_two_euros_above_the_threshold() {
    let told = [Told { message: Message::Low, at: instant("2026-11-07T06:00:00+01:00") }];
    let again = [cause("low_credit", "2026-11-20T06:00:00+01:00", "4.10")];
    let judged = |peak: &str, low: &str| {
        let known = [Known { at: instant("2026-11-10T12:00:00+01:00"), balance: eur(peak) }];
        judge(&again, Past { low: eur(low), ..past(&told, &known) })
    };
    assert_eq!(judged("6.999999", "5"), [Err(Silent::Repeated)]);
    assert_eq!(judged("7", "5"), [Ok(Message::Low)]);
    assert_eq!(judged("7", "7.50"), [Err(Silent::Repeated)], "by one's own threshold");
    // What was better before they were told does not count.
    let before = [Known { at: instant("2026-11-06T12:00:00+01:00"), balance: eur("40") }];
    assert_eq!(judge(&again, past(&told, &before)), [Err(Silent::Repeated)]);
}

#[test]
fn cm_03_a_weekend_on_hold_is_told_once() {
    let told = [Told { message: Message::Held, at: instant("2026-12-13T06:00:00+01:00") }];
    let monday = [cause("held_on", "2026-12-14T06:00:00+01:00", "-22.76")];
    assert_eq!(judge(&monday, past(&told, &[])), [Err(Silent::Repeated)]);
    let between = [Known { at: instant("2026-12-13T12:00:00+01:00"), balance: eur("-14.99") }];
    assert_eq!(judge(&monday, past(&told, &between)), [Ok(Message::Held)]);
    assert_eq!(judge(&monday, past(&[], &[])), [Ok(Message::Held)]);
}

#[test]
fn cm_01_each_state_goes_out_as_the_table_says() {
    let at = instant("2026-11-11T06:00:00+01:00");
    let rows = |message, kind| ways(&to_holder(message, kind, at, &holder(), EVERYBODY));
    let row = |channel, at: &str| (channel, at.to_owned());
    assert_eq!(rows(Message::Low, "low_credit"), [row(Channel::Sms, "11-11T08:00")]);
    let both = [row(Channel::Sms, "11-11T08:00"), row(Channel::Mail, "11-11T08:00")];
    assert_eq!(rows(Message::EmergencyOn, "emergency_started"), both);
    let now = [row(Channel::Sms, "11-11T06:00"), row(Channel::Mail, "11-11T06:00")];
    assert_eq!(rows(Message::Held, "held_on"), now, "at any hour");
    assert_eq!(rows(Message::LastCall, "last_sms"), now, "no voice in the morning");
    let evening = rows(Message::LastCall, "last_call");
    assert_eq!(evening, [now[0].clone(), now[1].clone(), row(Channel::Call, "11-11T06:00")]);
    assert_eq!(rows(Message::OffSupply, "off_supply_task")[0], row(Channel::Letter, "11-14T09:00"));
    assert_eq!(rows(Message::OffSupply, "off_supply_task")[1].0, Channel::Call);
    // Mail and letter, no short message.
    let plan: Vec<Channel> =
        rows(Message::Plan, "plan_starts").into_iter().map(|(channel, _)| channel).collect();
    assert_eq!(plan, [Channel::Mail, Channel::Letter]);
}

#[test]
fn cm_02_a_family_comes_by_mail_first_if_that_is_wished_and_what_must_be_known_on_both() {
    let at = instant("2026-11-11T12:00:00+01:00");
    let by_mail = Person { by_mail: vec!["M04".to_owned(), "M06".to_owned()], ..holder() };
    let channels = |message, kind: &str, person: &Person| -> Vec<Channel> {
        let rows = to_holder(message, kind, at, person, EVERYBODY);
        rows.into_iter().map(|row| row.channel).collect()
    };
    assert_eq!(channels(Message::Low, "low_credit", &holder()), [Channel::Sms]);
    assert_eq!(channels(Message::Low, "low_credit", &by_mail), [Channel::Mail]);
    let without = Person { email: None, ..by_mail.clone() };
    assert_eq!(channels(Message::Low, "low_credit", &without), [Channel::Sms], "there is none");
    let off = Person { mail: false, ..by_mail.clone() };
    assert_eq!(channels(Message::Low, "low_credit", &off), [Channel::Sms], "none is wished at all");
    let on = channels(Message::EmergencyOn, "emergency_started", &by_mail);
    assert_eq!(on.len(), 2, "{on:?}");
}

#[test]
fn cm_01_what_must_be_known_has_no_opt_out_and_the_rest_has() {
    let at = instant("2026-11-11T12:00:00+01:00");
    let declining = Person {
        declined: vec!["M04".to_owned(), "M06".to_owned()],
        sms: false,
        mail: false,
        ..holder()
    };
    let low = to_holder(Message::Low, "low_credit", at, &declining, EVERYBODY);
    assert_eq!(low[0].withdrawn, Some("declined"), "kept, with its reason");
    let on = to_holder(Message::EmergencyOn, "emergency_started", at, &declining, EVERYBODY);
    let channels: Vec<Channel> = on.iter().map(|row| row.channel).collect();
    assert_eq!(channels, [Channel::Sms, Channel::Mail]);
    assert!(on.iter().all(|row| row.withdrawn.is_none()));
    let only_mail = Person { sms: false, ..holder() };
    let on = to_holder(Message::EmergencyOn, "emergency_started", at, &only_mail, EVERYBODY);
    assert_eq!(ways(&on).len(), 1, "the wished channel is enough");
}

#[test]
fn cm_07_without_phone_and_mail_a_letter_or_a_person_takes_their_place() {
    let at = instant("2026-11-12T08:02:00+01:00");
    let offline = Person { phone: None, email: None, ..holder() };
    let channels = |message, kind, person: &Person| -> Vec<(Channel, Option<&'static str>)> {
        let rows = to_holder(message, kind, at, person, EVERYBODY);
        rows.iter().map(|row| (row.channel, row.withdrawn)).collect()
    };
    let cut = to_holder(Message::Cut, "cut_confirmed", at, &offline, EVERYBODY);
    assert_eq!(ways(&cut)[0], (Channel::Letter, "11-13T09:00".to_owned()), "the next day");
    assert_eq!(ways(&cut)[1].0, Channel::Task);
    let failed = channels(Message::PaymentFailed, "payment_failed", &offline);
    assert_eq!(failed, [(Channel::Letter, None)]);
    // A line at home gets no short message; somebody calls.
    let landline = Person { phone: Some("081 00 00 01".parse().unwrap()), ..offline.clone() };
    assert_eq!(channels(Message::Cut, "cut_confirmed", &landline)[1], (Channel::Call, None));
    let nowhere = Person { postal: String::new(), ..offline };
    assert_eq!(channels(Message::Cut, "cut_confirmed", &nowhere), [(Channel::Task, None)]);
    let low = channels(Message::Low, "low_credit", &nowhere);
    assert_eq!(low, [(Channel::Sms, Some("no way to reach anybody"))]);
}

#[test]
fn cm_01_copies_go_to_those_whom_the_table_names() {
    let at = instant("2026-11-11T22:00:00+01:00");
    let cpas = Person { recipient: Recipient::Party(7), ..holder() };
    let told = |message, role| to_other(message, at, role, &cpas, EVERYBODY).map(|row| row.channel);
    assert_eq!(told(Message::Held, Role::Cpas), Some(Channel::Mail));
    assert_eq!(told(Message::Held, Role::Helper), None);
    assert_eq!(told(Message::Low, Role::Helper), Some(Channel::Mail));
    assert_eq!(told(Message::Low, Role::Cpas), None);
    assert_eq!(told(Message::Credited, Role::Payer), Some(Channel::Mail));
    assert_eq!(told(Message::EmergencyOn, Role::Payer), None);
    let moved = told(Message::ContactChanged, Role::OldContact);
    assert_eq!(moved, Some(Channel::Sms), "the old number too");
    let due = to_other(Message::Low, at, Role::Helper, &cpas, EVERYBODY).unwrap().due;
    assert!(!EVERYBODY.contains(due));
    let tasks = |message, flagged| -> Vec<String> {
        let rows = to_staff(message, at, flagged, Language::Fr);
        rows.into_iter().map(|row| row.recipient.id()).collect()
    };
    assert_eq!(tasks(Message::Unreached, false), ["staff"]);
    assert_eq!(tasks(Message::LastCall, false), [""; 0]);
    assert_eq!(tasks(Message::LastCall, true), ["staff"], "if flagged");
    assert_eq!(tasks(Message::Low, true), [""; 0]);
    assert_eq!(tasks(Message::Limited, false), ["commission"], "CM-01m");
}

#[test]
fn cm_04_what_is_no_longer_so_is_not_sent() {
    let since = Instant(0);
    let gone = |message, balance: &str| is_obsolete(message, since, eur(balance), past(&[], &[]));
    assert!(gone(Message::Low, "5") && !gone(Message::Low, "4.99"));
    assert!(gone(Message::EmergencyOn, "0") && !gone(Message::EmergencyLow, "-0.01"));
    assert!(gone(Message::Held, "-14.99") && !gone(Message::LastCall, "-15"));
    assert!(!gone(Message::Cut, "100") && !gone(Message::Credited, "100"));
}

/// A home that spends, and tops up now and then, for a year; what its account would say.
struct Year {
    seed: u64,
    balance: MicroEuro,
}

impl Year {
    fn chance(&mut self, of: u64) -> u64 {
        self.seed = self
            .seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.seed >> 33) % of
    }

    fn level(balance: MicroEuro) -> u8 {
        match balance.0 {
            i64::MIN..=-15_000_000 => 3,
            -14_999_999..=-1 => 2,
            0..=4_999_999 => 1,
            _ => 0,
        }
    }

    /// What is said of a move of the balance.
    fn moved(&mut self, at: Instant, by: i64, causes: &mut Vec<Cause>) {
        let before = Self::level(self.balance);
        self.balance = MicroEuro(self.balance.0 + by);
        let after = Self::level(self.balance);
        let mut say = |kind: &str| {
            let key = format!("notice/{}/{kind}", at.0);
            causes.push(Cause { key, kind: kind.to_owned(), at, balance: self.balance });
        };
        if by > 0 {
            say("top_up_credited");
        }
        if after > before {
            say(["", "low_credit", "emergency_started", "emergency_exhausted"][usize::from(after)]);
        }
        if by < 0 && after == 3 {
            say("held_on");
        }
    }
}

#[test]
fn cm_03_years_without_a_duplicate_and_without_a_message_at_night() {
    let mut counted = 0;
    for seed in 0..200 {
        let mut year = Year { seed, balance: eur("20") };
        let (mut told, mut known): (Vec<Told>, Vec<Known>) = (Vec::new(), Vec::new());
        let mut sent: Vec<(Message, Instant, MicroEuro, Row)> = Vec::new();
        let mut keys = BTreeSet::new();
        let first = SettlementDay::from_ymd(2027, 1, 1).unwrap();
        for day in 0..365 {
            let day = first.plus(day);
            let mut steps: Vec<(Instant, i64)> =
                vec![(day.at(6, 0), -i64::try_from(500_000 + year.chance(6_000_000)).unwrap())];
            if year.chance(4) == 0 {
                let (hour, minute) = (year.chance(24), year.chance(60));
                let at = day.at(u8::try_from(hour).unwrap(), u8::try_from(minute).unwrap());
                steps.push((at, i64::try_from(1_000_000 + year.chance(30_000_000)).unwrap()));
            }
            steps.sort();
            for (at, by) in steps {
                let mut causes = Vec::new();
                year.moved(at, by, &mut causes);
                known.push(Known { at, balance: year.balance });
                // Planned twice, as after a crash: keys make it one.
                for _ in 0..2 {
                    let judged = judge(&causes, past(&told, &known));
                    for (cause, message) in causes.iter().zip(judged) {
                        let Ok(message) = message else { continue };
                        for row in to_holder(message, &cause.kind, at, &holder(), EVERYBODY) {
                            if keys.insert(row.key(&cause.key)) {
                                sent.push((message, at, cause.balance, row));
                            }
                        }
                    }
                }
                for cause in &causes {
                    let message = message_of(&cause.kind).unwrap();
                    let was_sent =
                        sent.iter().any(|(sent, when, ..)| *sent == message && *when == at);
                    if was_sent && !told.contains(&Told { message, at }) {
                        told.push(Told { message, at });
                    }
                }
            }
        }
        counted += sent.len();
        for (message, at, _, row) in &sent {
            let allowed = Trigger::of(*message).unwrap().rule().at_any_hour;
            assert!(
                allowed || !EVERYBODY.contains(row.due),
                "{message} {}",
                row.due.to_local_string()
            );
            // At one instant a home hears of one state at most, and of each on a channel once.
            let alike = sent.iter().filter(|(other, when, _, other_row)| {
                when == at
                    && other_row.channel == row.channel
                    && (other.depth() > 0) == (message.depth() > 0)
            });
            assert_eq!(alike.count(), 1, "seed {seed} {message} {}", at.to_local_string());
        }
        // Independently: between two of *low* the balance was 7.00 or more.
        let lows: Vec<Instant> = sent
            .iter()
            .filter(|(message, ..)| *message == Message::Low)
            .map(|(_, at, ..)| *at)
            .collect();
        for pair in lows.windows(2) {
            let peak = known.iter().filter(|known| pair[0] <= known.at && known.at <= pair[1]);
            assert!(peak.map(|known| known.balance).max().unwrap() >= eur("7"), "seed {seed}");
        }
        // Between two of *held on* it was above the cut level.
        let held: BTreeSet<Instant> = sent
            .iter()
            .filter(|(message, ..)| *message == Message::Held)
            .map(|(_, at, ..)| *at)
            .collect();
        for pair in held.into_iter().collect::<Vec<_>>().windows(2) {
            let better = known.iter().any(|known| {
                pair[0] < known.at && known.at <= pair[1] && known.balance > eur("-15")
            });
            assert!(better, "seed {seed}");
        }
    }
    assert!(counted > 10_000, "{counted} notices are enough to tell");
}

#[test]
fn cm_02_a_fallback_follows_what_was_planned() {
    let at = instant("2026-11-11T12:00:00+01:00");
    let rows = to_holder(Message::Low, "low_credit", at, &holder(), EVERYBODY);
    let tried: Vec<_> =
        rows.iter().map(|row| (row.channel, crate::delivery::State::Failed)).collect();
    let ways = Ways { mail: true, post: true, phone: true };
    assert_eq!(fallback(Message::Low, Channel::Sms, &tried, ways), Some(Channel::Mail));
}

#[test]
fn cm_05_what_a_caller_asks_for_goes_to_their_number_at_once() {
    let at = instant("2026-11-20T23:30:00+01:00");
    let mobile = "0475 12 34 56".parse().unwrap();
    let row = to_caller(Message::Balance, at, mobile, Language::De).unwrap();
    let told = (row.recipient.id(), row.channel, row.address, row.due, row.language);
    let expected = ("caller".to_owned(), Channel::Sms, "+32475123456".to_owned(), at, Language::De);
    assert_eq!(told, expected, "they are awake");
    let line = "081 22 60 11".parse().unwrap();
    assert_eq!(to_caller(Message::Balance, at, line, Language::De), None);
    assert_eq!(to_caller(Message::Low, at, mobile, Language::De), None, "only what is asked for");
}

#[test]
fn o_10_who_has_only_a_line_at_home_gets_no_letter_and_no_task_of_an_incident() {
    let at = instant("2026-11-04T12:00:00+01:00");
    for postal in ["Rue de l'Exemple 1, 5000 Namur", ""] {
        let phone = Some("081 12 34 56".parse().unwrap());
        let person = Person { phone, email: None, postal: postal.to_owned(), ..holder() };
        let rows = to_holder(Message::Incident, "incident", at, &person, EVERYBODY);
        assert!(rows.iter().all(|row| row.withdrawn.is_some()), "nothing leaves: {rows:?}");
        assert!(rows.iter().all(|row| row.channel == Channel::Sms), "{rows:?}");
    }
    let rows = to_holder(Message::Incident, "incident", at, &holder(), EVERYBODY);
    let channels: Vec<Channel> = rows.iter().map(|row| row.channel).collect();
    assert_eq!(channels, [Channel::Sms, Channel::Mail]);
}
