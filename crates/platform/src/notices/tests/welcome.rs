//! What a home gets that begins, and what a letter after a cut says of the neighbourhood.

use super::*;
use crate::notices::desk::HIDDEN;
use crate::notices::near;
use store::{KeptPlace, Notice, WelfareOffice};
use units::Energy;

fn of_channel(engine: &mut Engine, account: &store::Account, message: &str, on: Channel) -> Notice {
    let kept = engine.store.notices(&[account.id]).unwrap();
    let of = |one: &Notice| one.notice.message == message && one.notice.channel == on.code();
    kept.into_iter().find(of).unwrap()
}

/// A home that was just activated.
fn welcomed() -> (Engine, store::Account) {
    let mut engine = crate::testing::empty("sqlite::memory:");
    keep_house(&mut engine.store, units::Dso::Ores, &House::example("ORES")).unwrap();
    engine.books = crate::books::Books::load(&mut engine.store).unwrap();
    let account = crate::testing::move_in(&mut engine, crate::testing::ean());
    engine.store.set_contact(&contact(&account)).unwrap();
    deliver(&mut engine, instant("2026-10-30T09:00:00+01:00"));
    (engine, account)
}

fn printed(engine: &mut Engine, notice: &Notice) -> String {
    let day = "2026-10-30".parse().unwrap();
    let letter = of_notice(engine, notice, day, None).unwrap();
    format!("{:?}", letter.parts)
}

#[test]
fn cm_01b_an_activation_brings_one_code_by_post_and_by_mail() {
    let (mut engine, account) = welcomed();
    let letter = of_channel(&mut engine, &account, "M01", Channel::Letter);
    let mail = of_channel(&mut engine, &account, "M02", Channel::Mail);
    let figures: notify::figures::Figures = serde_json::from_str(&mail.notice.figures).unwrap();
    let code = figures.code.unwrap();
    assert!(mail.notice.body.contains(&code), "{}", mail.notice.body);
    assert!(figures.date.unwrap() >= "2026-11-28".parse().unwrap(), "it holds for weeks");
    // Pages show the letter without it; paper has it.
    assert!(letter.notice.body.contains(HIDDEN) && !letter.notice.body.contains(&code));
    let on_paper = printed(&mut engine, &letter);
    assert!(on_paper.contains(&code) && !on_paper.contains(HIDDEN), "{on_paper}");
    let other = of_channel(&mut engine, &account, "M01", Channel::Mail);
    assert!(!other.notice.body.contains(&code), "the welcome by mail is without it");
    // It is one code, which opens the account once.
    let at = letter.made_at;
    let address = crate::people::letter_address(account.id);
    assert_eq!(engine.store.codes_since(&address, at).unwrap(), 1);
    // A copy, and a letter that is printed after a newer code, are without.
    let day = "2026-10-30".parse().unwrap();
    let copy = of_notice(&mut engine, &letter, day, Some(day)).unwrap();
    let copy = format!("{:?}", copy.parts);
    assert!(!copy.contains(&code) && !copy.contains(HIDDEN), "{copy}");
    crate::people::new_letter_code(&mut engine, account.ean, at.plus_min(1)).unwrap();
    let late = printed(&mut engine, &letter);
    assert!(!late.contains(&code) && !late.contains(HIDDEN), "{late}");
}

#[test]
fn cm_01b_a_home_that_nothing_reaches_gets_no_code() {
    let mut engine = crate::testing::empty("sqlite::memory:");
    keep_house(&mut engine.store, units::Dso::Ores, &House::example("ORES")).unwrap();
    engine.books = crate::books::Books::load(&mut engine.store).unwrap();
    let account = crate::testing::move_in(&mut engine, crate::testing::ean());
    let only_phone = Contact {
        email: None,
        street: String::new(),
        postcode: String::new(),
        town: String::new(),
        ..contact(&account)
    };
    engine.store.set_contact(&only_phone).unwrap();
    let at = instant("2026-10-30T09:00:00+01:00");
    deliver(&mut engine, at);
    assert_eq!(told_so_far(&mut engine, &account), ["M01 holder sms 0"]);
    let address = crate::people::letter_address(account.id);
    assert_eq!(engine.store.codes_since(&address, Instant(0)).unwrap(), 0);
}

#[test]
fn ux_5_5_who_wants_easy_words_gets_them_by_post_in_large_type_with_the_button_drawn() {
    let mut engine = crate::testing::empty("sqlite::memory:");
    keep_house(&mut engine.store, units::Dso::Ores, &House::example("ORES")).unwrap();
    engine.books = crate::books::Books::load(&mut engine.store).unwrap();
    let account = crate::testing::move_in(&mut engine, crate::testing::ean());
    let mut wishes = contact(&account);
    wishes.wished.easy = true;
    engine.store.set_contact(&wishes).unwrap();
    deliver(&mut engine, instant("2026-10-30T09:00:00+01:00"));
    let letter = of_channel(&mut engine, &account, "M01", Channel::Letter);
    assert!(letter.notice.body.contains("Payez en magasin, avec la carte."), "{letter:?}");
    let day = "2026-10-30".parse().unwrap();
    let on_paper = of_notice(&mut engine, &letter, day, None).unwrap();
    assert!(on_paper.easy);
    let button = |part: &::letters::Part| matches!(part, ::letters::Part::Button { .. });
    assert!(on_paper.parts.iter().any(button), "{:?}", on_paper.parts);
    assert!(::letters::print(&on_paper).is_ok());
    // As it was written: who changes their mind later does not change it.
    engine.store.set_contact(&contact(&account)).unwrap();
    assert!(of_notice(&mut engine, &letter, day, Some(day)).unwrap().easy);
    // Everybody else gets the usual one, with the same drawing.
    let (mut engine, account) = welcomed();
    let letter = of_channel(&mut engine, &account, "M01", Channel::Letter);
    let usual = of_notice(&mut engine, &letter, day, None).unwrap();
    assert!(!usual.easy && usual.parts.iter().any(button));
    assert!(letter.notice.body.contains("trois façons"), "{letter:?}");
}

#[test]
fn ux_l1_the_welcome_letter_has_the_starting_credit_the_hours_and_both_cards() {
    let (mut engine, account) = welcomed();
    let letter = of_channel(&mut engine, &account, "M01", Channel::Letter);
    let body = letter.notice.body.replace('\u{a0}', " ");
    for expected in [
        "Vous commencez avec 20,00 €. Vous les rendez: 1,00 € par jour.",
        "Rien n'est coupé de 16h à 8h, le week-end et les jours fériés.",
        "une seule fois, jusqu'au",
    ] {
        assert!(body.contains(expected), "{expected}: {body}");
    }
    let day = "2026-10-30".parse().unwrap();
    let one = of_notice(&mut engine, &letter, day, None).unwrap();
    assert!(matches!(one.cut_out, ::letters::CutOut::Card(_)), "one energy");
    // Gas at the same place, of the same people.
    let gas: units::Ean = "541449012345678915".parse().unwrap();
    let gas = crate::testing::gas_without_price(&mut engine, gas, "2026-10-30T00:00:00+01:00");
    engine.store.set_contact(&contact(&gas)).unwrap();
    let both = of_notice(&mut engine, &letter, day, None).unwrap();
    let ::letters::CutOut::Cards(cards) = &both.cut_out else { panic!("{:?}", both.cut_out) };
    let references = cards.each_ref().map(|card| card.reference);
    assert_eq!(references, [account.ean.reference(), gas.ean.reference()]);
    assert!(::letters::print(&both).is_ok());
    // The same people at another place are another home.
    let elsewhere = Contact { street: "Rue Autre 9".to_owned(), ..contact(&gas) };
    engine.store.set_contact(&elsewhere).unwrap();
    let one = of_notice(&mut engine, &letter, day, None).unwrap();
    assert!(matches!(one.cut_out, ::letters::CutOut::Card(_)));
}

fn place(id: &str, postcode: u16, gas: bool) -> KeptPlace {
    KeptPlace {
        dso: units::Dso::Ores,
        id: id.to_owned(),
        name: format!("Librairie {id}"),
        street: "Rue Neuve 1".to_owned(),
        postcode,
        town: "Namur".to_owned(),
        hours: "Mo 08:00-18:00; Tu 08:00-18:00; Sa 09:00-12:00; PH off".to_owned(),
        bancontact: true,
        cash: false,
        gas,
        learnt_at: Instant(1),
        gone: false,
    }
}

#[test]
fn ux_l2_the_letter_after_a_cut_names_three_shops_near_and_the_social_service() {
    let (mut engine, account) = home();
    let mut far = place("gone", 5000, true);
    far.gone = true;
    let places = [
        place("far", 1000, true),
        place("near", 5020, true),
        place("here", 5000, false),
        place("beside", 5004, true),
        far,
    ];
    engine.store.set_places(&places).unwrap();
    let office = WelfareOffice {
        dso: units::Dso::Ores,
        postcode: 5000,
        name: "CPAS de Namur".to_owned(),
        address: "Rue de l'Exemple 3".to_owned(),
        phone: "081 33 70 00".parse().unwrap(),
        learnt_at: Instant(1),
    };
    engine.store.set_welfare_offices(&[office]).unwrap();
    let names = |engine: &mut Engine, energy| -> Vec<String> {
        let shops = near::shops(engine, units::Dso::Ores, (5000, energy)).unwrap();
        shops.into_iter().map(|shop| shop.name).collect()
    };
    let electricity = ["Librairie here", "Librairie beside", "Librairie near"];
    assert_eq!(names(&mut engine, Energy::Electricity), electricity);
    let gas = ["Librairie beside", "Librairie near", "Librairie far"];
    assert_eq!(names(&mut engine, Energy::Gas), gas, "who takes no gas is none for gas");
    let figures = |engine: &mut Engine| {
        let at = instant("2026-11-04T10:00:00+01:00");
        super::super::making::desk_figures(engine, &account, notify::Message::Cut, at).unwrap()
    };
    let known = figures(&mut engine);
    let house = House::example("ORES");
    let letter = |figures: &notify::figures::Figures| {
        let message = notify::Message::Cut;
        notify::render::letter(message, figures, &house, Language::Fr).unwrap().text
    };
    let text = letter(&known);
    assert!(text.contains("Pas assez d'argent? CPAS de Namur: 081 33 70 00."), "{text}");
    let row =
        "| Librairie here, Rue Neuve 1, Namur | lu-ma 8:00-18:00; sa 9:00-12:00; fermé fériés";
    assert!(text.contains(row), "{text}");
    // Where nothing is known, nothing is said.
    let unknown = Contact { postcode: String::new(), ..contact(&account) };
    engine.store.set_contact(&unknown).unwrap();
    let text = letter(&figures(&mut engine));
    assert!(text.contains("Votre CPAS peut vous aider.") && !text.contains('|'), "{text}");
}

#[test]
fn cm_01l_paid_and_not_reached_says_which_payment() {
    let (mut engine, account) = home();
    nights(&mut engine, &account);
    let paid = instant("2026-11-04T10:00:00+01:00");
    engine.record(&account, &top_up("T-1"), paid).unwrap();
    let said = |engine: &mut Engine, at: Instant| {
        let message = store::NewMessage {
            key: format!("notice/{}/reconnect_alarm", at.0),
            at,
            lane: 2,
            kind: "notice".to_owned(),
            body: r#"{"notice":"reconnect_alarm","balance_micro_eur":1}"#.to_owned(),
        };
        engine.store.add_message(account.id, &message).unwrap();
        deliver(engine, at);
        words(engine, &account, "M12", Channel::Sms)
    };
    let text = said(&mut engine, paid.plus_min(30));
    assert!(text.contains("nous avons votre paiement de 10,00 €."), "{text}");
    let text = said(&mut engine, paid.plus_h(48));
    assert!(text.contains("nous avons votre paiement."), "an older one is another: {text}");
}

#[test]
fn ux_4_3_the_card_of_a_meter_that_does_not_answer_says_the_hour_that_the_message_said() {
    let (mut engine, account) = home();
    nights(&mut engine, &account);
    let at = instant("2026-11-04T10:00:00+01:00");
    engine.record(&account, &timeline::Fact::Silence {}, at).unwrap();
    let called_by = |engine: &mut Engine, now: Instant| {
        let known = crate::agents::known_account(engine, account.clone(), now).unwrap().unwrap();
        let said = known.card.modifiers.iter().filter_map(|one| match one {
            portal::Modifier::NotReached { called_by } => Some(*called_by),
            _ => None,
        });
        said.collect::<Vec<_>>()
    };
    assert_eq!(called_by(&mut engine, at), [None], "nobody has promised anything yet");
    let told = at.plus_min(30);
    let message = store::NewMessage {
        key: "notice/1/reconnect_alarm".to_owned(),
        at: told,
        lane: 2,
        kind: "notice".to_owned(),
        body: r#"{"notice":"reconnect_alarm","balance_micro_eur":1}"#.to_owned(),
    };
    engine.store.add_message(account.id, &message).unwrap();
    deliver(&mut engine, told);
    let text = words(&mut engine, &account, "M12", Channel::Sms);
    assert!(text.contains("avant 12h30"), "{text}");
    let by = instant("2026-11-04T12:30:00+01:00");
    assert_eq!(called_by(&mut engine, told), [Some(by)]);
    assert_eq!(called_by(&mut engine, by), [None], "the hour is over");
}

#[test]
fn ux_l7_whom_nothing_reaches_is_asked_how_by_a_reply_card() {
    let (mut engine, account) = welcomed();
    nights(&mut engine, &account);
    let at = instant("2026-11-04T10:00:00+01:00");
    let message = notify::Message::Unreachable;
    let offered = |engine: &mut Engine, at: Instant| {
        let all = crate::notices::desk::offered(engine, &account, at).unwrap();
        all.into_iter().any(|(one, _)| one == message)
    };
    assert!(!offered(&mut engine, at), "nothing went wrong yet");
    deliver(&mut engine, at);
    // Three days on which something did not arrive.
    let failing = store::NewNotice {
        cause: "c".to_owned(),
        ..{
            let mut kept = engine.store.notices(&[account.id]).unwrap();
            kept.remove(0).notice
        }
    };
    for (place, days) in [3, 2, 1].into_iter().enumerate() {
        let failed_at = at.plus_h(-24 * days);
        let one = store::NewNotice { key: format!("k{place}"), ..failing.clone() };
        engine.store.add_notices(account.id, None, &[one], failed_at).unwrap();
        let seq = engine.store.notices(&[account.id]).unwrap().last().unwrap().seq;
        let step = NoticeStep::Failed { at: failed_at, reason: "absent".to_owned() };
        assert!(engine.store.notice_step(account.id, seq, &step).unwrap());
        assert_eq!(offered(&mut engine, at), place == 2, "the third day");
    }
    crate::notices::desk::desk_writes(&mut engine, &account, (message, "a1"), at).unwrap();
    deliver(&mut engine, at);
    let letter = of_channel(&mut engine, &account, "unreachable", Channel::Letter);
    let told = told_so_far(&mut engine, &account);
    let all = told.iter().filter(|line| line.starts_with("unreachable")).count();
    assert_eq!(all, 1, "by post only: {told:?}");
    let paper = of_notice(&mut engine, &letter, at.day(), None).unwrap();
    let ::letters::CutOut::Reply(reply) = &paper.cut_out else { panic!("{:?}", paper.cut_out) };
    assert_eq!(reply.choices, ["Français", "Nederlands", "Deutsch", "English"]);
    assert_eq!(reply.blanks, ["Téléphone", "Qui m’aide", "Son numéro"]);
    // They pay: that is a sign.
    engine.record(&account, &top_up("T-1"), at.plus_h(1)).unwrap();
    assert!(!offered(&mut engine, at.plus_h(2)));
}

#[test]
fn cm_01w_whoever_sent_money_without_a_reference_is_asked_by_letter_whom_it_is_for() {
    let (mut engine, account) = home();
    let at = instant("2026-11-04T10:00:00+01:00");
    let to = ["J. Doe", "Rue Neuve 1", "5000 Namur"].map(str::to_owned);
    let about = (units::MicroEuro(20_000_000), "2026-11-02".parse().unwrap(), "bank:BE71/3");
    for language in Language::ALL {
        let how = (language, at);
        let letter = crate::notices::no_reference(&mut engine, account.dso, &to, about, how);
        let letter = letter.unwrap().unwrap();
        assert_eq!((&letter.recipient[..], letter.mark.as_str()), (&to[..], "bank:BE71/3"));
        let text = format!("{:?}", letter.parts);
        assert!(
            text.contains("20") && text.contains("02") && text.contains("0800 00 000"),
            "{text}"
        );
        assert!(::letters::print(&letter).is_ok());
    }
    // An operator without a name writes to nobody.
    let none =
        crate::notices::no_reference(&mut engine, units::Dso::Resa, &to, about, (Language::Fr, at));
    assert!(none.unwrap().is_none());
}
