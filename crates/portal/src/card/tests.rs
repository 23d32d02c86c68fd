use super::*;
use crate::my::HelpOffice;
use crate::words::tests::say_the_same;
use calendar::Instant;
use expect_test::{Expect, expect};
use units::{Dso, Ean};

fn instant(text: &str) -> Instant {
    text.parse().unwrap()
}

fn every_stretch() -> calendar::Spared {
    calendar::Spared { evening: Some((960, 480)), weekend: true, holidays: true }
}

fn sample(state: ShownState, supply: Supply, energy: Energy) -> StateCard {
    let euro = |text: &str| text.parse::<MicroEuro>().unwrap();
    let about = |text: &str| Some(Until::About(instant(text)));
    let (balance, until) = match (state, supply) {
        (ShownState::InOrder, _) => ("27.409999", about("2026-11-29T19:00:00+01:00")),
        (ShownState::Low, _) => ("3.80", about("2026-11-21T19:00:00+01:00")),
        (ShownState::Emergency, _) => ("-6.195", about("2026-11-22T13:00:00+01:00")),
        (ShownState::Off, Supply::ReadyForReconnection) => ("3.60", None),
        (ShownState::HeldOn | ShownState::Off, _) => {
            ("-16.40", Some(Until::Held(instant("2026-11-23T08:00:00+01:00"))))
        }
    };
    let due = |applies: bool, text: &str| euro(if applies { text } else { "0" });
    let held = state == ShownState::HeldOn;
    StateCard {
        ean: Ean::with_check_digit(54_144_901_234_567_890).unwrap(),
        dso: Dso::Ores,
        energy,
        state,
        supply,
        modifiers: Vec::new(),
        balance: euro(balance),
        emergency_credit: euro("15"),
        emergency_left: due(state == ShownState::Emergency, "8.805"),
        to_stay_on: due(held, "1.41"),
        to_clear: due(held || supply == Supply::Disconnected, "16.90"),
        held_by: held.then_some(HeldBy::Calendar),
        until,
        spared: every_stretch(),
        open_again: None,
        as_of: instant("2026-11-20T06:10:00+01:00"),
        now: instant("2026-11-20T14:05:00+01:00"),
        last_reading: Some(instant("2026-11-20T00:00:00+01:00")),
        help: None,
        office: None,
        gas_emergency: "0800 87 087".to_owned(),
    }
}

fn check(sample: &StateCard, expected: &Expect) {
    expected.assert_eq(&text(sample, Language::En));
    for language in Language::ALL {
        plain(&text(sample, language), language);
    }
}

/// The card line by line.
fn text(sample: &StateCard, language: Language) -> String {
    let card = card(sample, language);
    let mut text = format!("{}\n", card.title);
    let mut add = |mark: &str, line: &str| text.push_str(&format!("{mark} {line}\n"));
    card.notes.iter().for_each(|note| add("note:", note));
    card.until.iter().for_each(|until| add(" ", until));
    card.warning.iter().for_each(|warning| add("!", warning));
    add("->", &card.step);
    card.then.iter().for_each(|then| add("->", then));
    card.explanation.iter().for_each(|line| add(" ", line));
    card.amounts.iter().for_each(|(label, amount)| add("=", &format!("{label} {amount}")));
    card.help.iter().for_each(|help| add("?", help));
    text.replace('\u{2060}', "").replace('\u{a0}', " ")
}

/// Short sentences, none of the words that blame. Source: UX 4.6, G-L1, G-L3.
fn plain(text: &str, language: Language) {
    let sentences = text.split(['.', '?', '!', '\n', ':']);
    for sentence in sentences {
        // A sign that stands alone before or after its figure is no word.
        let counts = |word: &&str| word.chars().any(char::is_alphanumeric);
        let words = sentence.split_whitespace().filter(counts).count();
        assert!(words <= 13, "{words} words in {language:?}: {sentence}");
    }
    let forbidden = [
        "debt",
        "default",
        "negligence",
        "sanction",
        "EAN",
        "dette",
        "défaut",
        "négligence",
        "schuld",
        "Schuld",
        "wanbetaler",
        "säumig",
        "GRD",
        "NDP",
    ];
    for word in forbidden {
        assert!(!text.contains(word), "{word} in {text}");
    }
}

#[test]
fn ux_4_8_who_may_be_cut_reads_the_name_and_the_number_of_their_social_service() {
    let office = HelpOffice {
        name: "CPAS de Namur".to_owned(),
        address: "Rue 1".to_owned(),
        phone: "081 00 00 00".parse().unwrap(),
    };
    let said = |state, supply, help: Option<&str>, language| {
        let mut one = sample(state, supply, Energy::Electricity);
        one.until = None;
        (one.help, one.office) = (help.map(str::to_owned), Some(office.clone()));
        let said = card(&one, language).help.unwrap_or_default();
        plain(&said, language);
        said.replace('\u{a0}', " ")
    };
    let off = (ShownState::Off, Supply::Disconnected);
    for language in Language::ALL {
        for (state, supply) in [
            (ShownState::Emergency, Supply::Connected),
            (ShownState::HeldOn, Supply::Connected),
            off,
        ] {
            for help in [None, Some("0800 00 000")] {
                let said = said(state, supply, help, language);
                assert!(said.contains("CPAS de Namur") && said.contains("081 00 00 00"), "{said}");
            }
        }
        let low = said(ShownState::Low, Supply::Connected, None, language);
        assert!(!low.contains("Namur"), "{low}");
    }
    assert_eq!(
        said(off.0, off.1, Some("0800 00 000"), Language::Fr),
        "Bébé, malade, appareil médical ? Appelez tout de suite : 0800 00 000. \
         Ou CPAS de Namur : 081 00 00 00."
    );
}

#[test]
fn ux_8_5_whoever_works_on_a_case_is_not_spoken_to_as_the_household() {
    let yours = [["votre", "vos "], ["je ", "jouw"], ["ihr ", "sie "], ["your", "you "]];
    let supplies = [Supply::Connected, Supply::DisconnectOrdered, Supply::Disconnected];
    let mut seen = 0;
    for (language, yours) in Language::ALL.into_iter().zip(yours) {
        for state in ShownState::ALL {
            for supply in supplies {
                for energy in [Energy::Electricity, Energy::Gas] {
                    let mut one = sample(state, supply, energy);
                    one.modifiers.extend([
                        Modifier::Stale { last_reading: None },
                        Modifier::PaymentUnderWay,
                        Modifier::NotReached { called_by: Some(one.now.plus_h(2)) },
                        Modifier::Newcomer,
                    ]);
                    let card = card_of_a_case(&one, language);
                    let lines = std::iter::once(card.title).chain(card.notes).chain(card.until);
                    for line in lines {
                        let small = line.to_lowercase();
                        assert!(!yours.iter().any(|word| small.contains(word)), "{line}");
                        seen += 1;
                    }
                }
            }
        }
    }
    assert!(seen > 500, "{seen} lines");
}

#[test]
fn m_press_staff_are_told_what_the_household_has_to_do_at_the_meter() {
    for language in Language::ALL {
        let told = |supply, energy| {
            let sample = sample(ShownState::Off, supply, energy);
            card(&sample, language).for_staff
        };
        let mut said = Vec::new();
        for energy in [Energy::Electricity, Energy::Gas] {
            assert_eq!(told(Supply::Disconnected, energy), None);
            said.extend(told(Supply::ReadyForReconnection, energy));
        }
        said.extend(told(Supply::ReconnectOrdered, Energy::Electricity));
        said.extend(told(Supply::LeakTesting, Energy::Gas));
        said.iter().for_each(|text| plain(text, language));
        said.sort_unstable();
        said.dedup();
        assert_eq!(said.len(), 4, "each has words of its own: {said:?}");
    }
}

#[test]
fn the_card_says_state_until_when_and_one_next_step() {
    use Energy::Electricity;
    check(
        &sample(ShownState::InOrder, Supply::Connected, Electricity),
        &expect![[r#"
            You are fine: €27.40 left
              That is enough for about 9 days, until Sunday 29 November.
            -> Nothing to do now.
        "#]],
    );
    check(
        &sample(ShownState::Low, Supply::Connected, Electricity),
        &expect![[r#"
            Low balance: €3.80 left
              That should last until about tomorrow evening.
            -> Top up when you can.
              At €0 your power stays on. Your €15 emergency credit starts by itself.
            ? Hard to pay? Call your operator. The CPAS of your town helps too.
        "#]],
    );
    check(
        &sample(ShownState::Emergency, Supply::Connected, Electricity),
        &expect![[r#"
            Emergency credit in use: €8.80 left
              Your balance is −€6.20. Your power stays on.
            -> Top up when you can.
              The emergency credit lasts until about Sunday afternoon.
              A top-up repays the emergency credit first.
            ? Cannot pay? Call your operator. The CPAS of your town helps too.
        "#]],
    );
    check(
        &sample(ShownState::HeldOn, Supply::Connected, Electricity),
        &expect![[r#"
            Your power stays on until Monday 8 am
              Your emergency credit is used up. Your balance is −€16.40.
            -> Top up at least €1.41 to keep your power on.
              We do not cut at night, at weekends or on public holidays.
            = To stay on €1.41
            = To be above zero again €16.90
            ? Cannot pay? Call your operator. The CPAS of your town helps too.
        "#]],
    );
    check(
        &sample(ShownState::Off, Supply::Disconnected, Electricity),
        &expect![[r#"
            Your power is off
              Your balance is −€16.40. Your emergency credit is used up.
            -> Top up at least €16.90.
            -> Then wait for our text.
            -> Press the green button on the meter for 3 seconds.
            = To be back on €16.90
            ? Baby, illness, medical device? Call your operator. The CPAS of your town helps too.
        "#]],
    );
}

#[test]
fn what_waits_for_the_meter_or_a_press_asks_for_no_money() {
    check(
        &sample(ShownState::Off, Supply::ReconnectOrdered, Energy::Electricity),
        &expect![[r#"
            Your power is off
              Your balance is −€16.40. Your emergency credit is used up.
            -> Please wait: the meter is being told. Usually 5 minutes.
            ? Baby, illness, medical device? Call your operator. The CPAS of your town helps too.
        "#]],
    );
    check(
        &sample(ShownState::Off, Supply::ReadyForReconnection, Energy::Electricity),
        &expect![[r#"
            Your power is off
              Your balance is €3.60.
            -> The meter is ready. Press the green button on the meter for 3 seconds.
            ? Baby, illness, medical device? Call your operator. The CPAS of your town helps too.
        "#]],
    );
    check(
        &sample(ShownState::Off, Supply::ReadyForReconnection, Energy::Gas),
        &expect![[r#"
            Your gas is off
              Your balance is €3.60.
            ! Smell gas? Go outside first. Then call 0800 87 087.
            -> The meter is ready. Close all gas appliances. Press the red button for 3 seconds. The meter checks for leaks.
            ? Baby, illness, medical device? Call your operator. The CPAS of your town helps too.
        "#]],
    );
    check(
        &sample(ShownState::Off, Supply::LeakTesting, Energy::Gas),
        &expect![[r#"
            Your gas is off
              Your balance is −€16.40. Your emergency credit is used up.
            ! Smell gas? Go outside first. Then call 0800 87 087.
            -> Keep all gas appliances closed. The test takes about 12 minutes.
            ? Baby, illness, medical device? Call your operator. The CPAS of your town helps too.
        "#]],
    );
}

#[test]
fn a_clock_time_is_promised_only_by_the_calendar() {
    let mut held = sample(ShownState::HeldOn, Supply::DisconnectOrdered, Energy::Gas);
    held.held_by = Some(HeldBy::Order);
    check(
        &held,
        &expect![[r#"
            Your gas is still on
              Your emergency credit is used up. Your balance is −€16.40.
            -> Top up at least €16.90 to keep your gas on.
              Switch-off is requested.
            = To be above zero again €16.90
            ? Cannot pay? Call your operator. The CPAS of your town helps too.
        "#]],
    );
    held.supply = Supply::Connected;
    held.held_by = Some(HeldBy::Limiter);
    held.modifiers =
        vec![Modifier::Limited { ampere: 10, until: Some("2026-02-20".parse().unwrap()) }];
    check(
        &held,
        &expect![[r#"
            Your gas is still on
            note: Limited power (10 A) until 20/02/2026. One big appliance at a time.
              Your emergency credit is used up. Your balance is −€16.40.
            -> Top up at least €16.90 to have full power again.
              You keep limited power instead of a cut.
            = To have full power again €16.90
            ? Cannot pay? Call your operator. The CPAS of your town helps too.
        "#]],
    );
}

#[test]
fn modifiers_stand_beside_the_state() {
    let euro = |text: &str| text.parse::<MicroEuro>().unwrap();
    let mut low = sample(ShownState::Low, Supply::DisconnectOrdered, Energy::Electricity);
    low.modifiers = vec![
        Modifier::Stale { last_reading: Some(instant("2026-11-18T00:00:00+01:00")) },
        Modifier::Stale { last_reading: None },
        Modifier::PaymentUnderWay,
        Modifier::NotReached { called_by: None },
        Modifier::Limited { ampere: 10, until: None },
        Modifier::Advance { left: euro("12"), daily: None },
        Modifier::Plan { left: euro("40.001"), how: None, ends: None },
        Modifier::Newcomer,
    ];
    low.help = Some("0800 00 000 (free)".to_owned());
    check(
        &low,
        &expect![[r#"
            Low balance: €3.80 left
            note: Last reading: 18/11/2026, 12:00 am. Your balance may have changed.
            note: No reading for a while. Your balance may have changed.
            note: Payment in progress. Do not pay twice.
            note: Your meter does not answer yet. We keep trying.
            note: Limited power (10 A). One big appliance at a time.
            note: Starting credit: €12.00 left to repay.
            note: Payment plan: €40.01 left.
            note: No energy contract yet. You need one: we can help.
            note: A cut was already on its way. If your power goes off, it is switched on again.
              That should last until about tomorrow evening.
            -> Top up when you can.
              At €0 your power stays on. Your €15 emergency credit starts by itself.
            ? Hard to pay? Call us: 0800 00 000 (free)
        "#]],
    );
}

#[test]
fn ux_4_3_what_is_repaid_says_how_much_how_often_and_how_long() {
    let euro = |text: &str| text.parse::<MicroEuro>().unwrap();
    let plan = |how, ends: &str| Modifier::Plan {
        left: euro("40.001"),
        how: Some(how),
        ends: ends.parse().ok(),
    };
    let mut one = sample(ShownState::InOrder, Supply::Connected, Energy::Electricity);
    one.modifiers = vec![
        Modifier::Advance { left: euro("12"), daily: Some((euro("1"), 12)) },
        Modifier::Advance { left: euro("1"), daily: Some((euro("1"), 1)) },
        plan(RepaidBy::Week(euro("2.5")), "2027-06-30"),
        plan(RepaidBy::Day(euro("1")), "2028-06-30"),
        plan(RepaidBy::Share(125_000), ""),
        plan(RepaidBy::Review, ""),
        // Nobody knows the end: what is left is said.
        plan(RepaidBy::Week(euro("0.01")), ""),
    ];
    let notes = |language| {
        let notes = card(&one, language).notes;
        notes.iter().for_each(|note| plain(note, language));
        notes.into_iter().map(|note| note.replace('\u{a0}', " ")).collect::<Vec<_>>()
    };
    assert_eq!(
        notes(Language::Fr),
        [
            "Crédit de départ : 1 € par jour, il reste 12 jours.",
            "Crédit de départ : 1 € par jour, il reste 1 jour.",
            "Plan de paiement : 2,50 € par semaine, jusqu’au 30/06.",
            "Plan de paiement : 1 € par jour, jusqu’au 30/06/2028.",
            "Plan de paiement : 12,5 % de chaque recharge, il reste 40,01 €.",
            "Plan de paiement : rien n’est pris tant que nous regardons.",
            "Plan de paiement : il reste 40,01 €.",
        ]
    );
    assert_eq!(notes(Language::Nl)[2], "Afbetalingsplan: € 2,50 per week, tot 30/06.");
    assert_eq!(notes(Language::De)[2], "Ratenplan: 2,50 € pro Woche, bis 30.06.");
    assert_eq!(notes(Language::En)[0], "Starting credit: €1 a day, 12 days left.");
}

#[test]
fn ux_4_3_a_meter_that_does_not_answer_names_the_hour_of_the_call_until_it_is_over() {
    let mut one = sample(ShownState::Off, Supply::ReconnectOrdered, Energy::Electricity);
    let said = |one: &StateCard, language| {
        let note = card(one, language).notes.pop().unwrap();
        plain(&note, language);
        note.replace('\u{a0}', " ")
    };
    one.modifiers =
        vec![Modifier::NotReached { called_by: Some(instant("2026-11-20T16:30:00+01:00")) }];
    assert_eq!(
        Language::ALL.map(|language| said(&one, language)),
        [
            "Votre compteur ne répond pas encore. Nous vous appelons avant 16 h 30.",
            "Je meter antwoordt nog niet. We bellen je voor 16.30 uur.",
            "Ihr Zähler antwortet noch nicht. Wir rufen Sie vor 16:30 Uhr an.",
            "Your meter does not answer yet. We will call you before 4:30 pm.",
        ]
    );
    one.now = instant("2026-11-20T16:30:00+01:00");
    assert_eq!(said(&one, Language::En), "Your meter does not answer yet. We keep trying.");
}

#[test]
fn tp_13_a_payment_under_way_is_said_and_takes_no_way_to_pay_away() {
    for (state, supply) in [
        (ShownState::Emergency, Supply::Connected),
        (ShownState::HeldOn, Supply::Connected),
        (ShownState::Off, Supply::Disconnected),
    ] {
        let mut sample = sample(state, supply, Energy::Electricity);
        sample.modifiers.push(Modifier::PaymentUnderWay);
        let card = card(&sample, Language::En);
        assert!(card.takes_money, "{state:?}: a stranger may have begun it");
        sample.modifiers.clear();
        let before = super::card(&sample, Language::En);
        assert_eq!((&card.step, &card.then), (&before.step, &before.then), "{state:?}");
        assert_eq!(card.notes, ["Payment in progress. Do not pay twice."]);
    }
}

#[test]
fn the_same_card_in_four_languages() {
    let mut all = String::new();
    for language in Language::ALL {
        for state in ShownState::ALL {
            let supply = match state {
                ShownState::Off => Supply::Disconnected,
                _ => Supply::Connected,
            };
            all.push_str(&text(&sample(state, supply, Energy::Electricity), language));
        }
    }
    expect![[r#"
        Tout va bien : il vous reste 27,40 €
          C’est assez pour environ 9 jours, jusqu’au dimanche 29 novembre.
        -> Vous n’avez rien à faire.
        Solde bas : il vous reste 3,80 €
          C’est assez jusqu’à demain soir environ.
        -> Rechargez quand vous pouvez.
          À 0 €, le courant reste allumé. Votre crédit de secours de 15 € démarre tout seul.
        ? Difficile de payer ? Appelez votre gestionnaire de réseau. Le CPAS de votre commune aide aussi.
        Crédit de secours en route : il reste 8,80 €
          Votre solde est de −6,20 €. Le courant reste allumé.
        -> Rechargez quand vous pouvez.
          Le crédit de secours dure jusqu’à dimanche après-midi environ.
          Un rechargement rembourse d’abord le crédit de secours.
        ? Vous ne pouvez pas payer ? Appelez votre gestionnaire de réseau. Le CPAS de votre commune aide aussi.
        Votre courant reste allumé jusqu’à lundi 8 h
          Votre crédit de secours est épuisé. Votre solde est de −16,40 €.
        -> Pour garder le courant, rechargez au moins 1,41 €.
          Nous ne coupons pas la nuit, le week-end et les jours fériés.
        = Pour ne pas être coupé 1,41 €
        = Pour repasser en positif 16,90 €
        ? Vous ne pouvez pas payer ? Appelez votre gestionnaire de réseau. Le CPAS de votre commune aide aussi.
        Le courant est coupé
          Votre solde est de −16,40 €. Votre crédit de secours est épuisé.
        -> Rechargez au moins 16,90 €.
        -> Attendez notre SMS.
        -> Appuyez 3 secondes sur le bouton vert du compteur.
        = Pour rétablir 16,90 €
        ? Bébé, malade, appareil médical ? Appelez votre gestionnaire de réseau. Le CPAS de votre commune aide aussi.
        Alles in orde: je hebt nog € 27,40
          Dat is genoeg voor ongeveer 9 dagen, tot zondag 29 november.
        -> Je hoeft niets te doen.
        Laag saldo: je hebt nog € 3,80
          Dat is genoeg tot ongeveer morgenavond.
        -> Laad op wanneer je kunt.
          Bij € 0 blijft de stroom aan. Je noodkrediet van € 15 start vanzelf.
        ? Moeilijk om te betalen? Bel je netbeheerder. Het OCMW van je gemeente helpt ook.
        Noodkrediet loopt: je hebt nog € 8,80
          Je saldo is € −6,20. De stroom blijft aan.
        -> Laad op wanneer je kunt.
          Het noodkrediet duurt tot ongeveer zondagmiddag.
          Met een oplading betaal je eerst het noodkrediet terug.
        ? Kun je niet betalen? Bel je netbeheerder. Het OCMW van je gemeente helpt ook.
        Je stroom blijft aan tot maandag 8 uur
          Je noodkrediet is op. Je saldo is € −16,40.
        -> Wil je stroom houden? Laad minstens € 1,41 op.
          We sluiten niet af ’s nachts, in het weekend en op feestdagen.
        = Om aan te blijven € 1,41
        = Om weer boven nul te staan € 16,90
        ? Kun je niet betalen? Bel je netbeheerder. Het OCMW van je gemeente helpt ook.
        De stroom is afgesloten
          Je saldo is € −16,40. Je noodkrediet is op.
        -> Laad minstens € 16,90 op.
        -> Wacht op onze sms.
        -> Druk 3 seconden op de groene knop van de meter.
        = Om terug aan te zijn € 16,90
        ? Baby, ziek, medisch toestel? Bel je netbeheerder. Het OCMW van je gemeente helpt ook.
        Alles in Ordnung: noch 27,40 €
          Das reicht für etwa 9 Tage, bis Sonntag, 29. November.
        -> Sie müssen nichts tun.
        Niedriges Guthaben: noch 3,80 €
          Das reicht etwa bis morgen Abend.
        -> Laden Sie auf, wenn Sie können.
          Bei 0 € bleibt der Strom an. Ihr Notkredit von 15 € startet von selbst.
        ? Schwierig zu zahlen? Rufen Sie Ihren Netzbetreiber an. Auch das ÖSHZ Ihrer Gemeinde hilft.
        Notkredit läuft: noch 8,80 €
          Ihr Guthaben ist −6,20 €. Der Strom bleibt an.
        -> Laden Sie auf, wenn Sie können.
          Der Notkredit reicht etwa bis Sonntagnachmittag.
          Eine Aufladung zahlt zuerst den Notkredit zurück.
        ? Sie können nicht zahlen? Rufen Sie Ihren Netzbetreiber an. Auch das ÖSHZ Ihrer Gemeinde hilft.
        Ihr Strom bleibt bis Montag 8 Uhr an
          Ihr Notkredit ist aufgebraucht. Ihr Guthaben ist −16,40 €.
        -> Damit der Strom bleibt, laden Sie mindestens 1,41 € auf.
          Nachts, am Wochenende und an Feiertagen schalten wir nicht ab.
        = Um an zu bleiben 1,41 €
        = Um wieder im Plus zu sein 16,90 €
        ? Sie können nicht zahlen? Rufen Sie Ihren Netzbetreiber an. Auch das ÖSHZ Ihrer Gemeinde hilft.
        Der Strom ist abgeschaltet
          Ihr Guthaben ist −16,40 €. Ihr Notkredit ist aufgebraucht.
        -> Laden Sie mindestens 16,90 € auf.
        -> Warten Sie auf unsere SMS.
        -> Drücken Sie 3 Sekunden den grünen Knopf am Zähler.
        = Um wieder an zu sein 16,90 €
        ? Baby, krank, Medizingerät? Rufen Sie Ihren Netzbetreiber an. Auch das ÖSHZ Ihrer Gemeinde hilft.
        You are fine: €27.40 left
          That is enough for about 9 days, until Sunday 29 November.
        -> Nothing to do now.
        Low balance: €3.80 left
          That should last until about tomorrow evening.
        -> Top up when you can.
          At €0 your power stays on. Your €15 emergency credit starts by itself.
        ? Hard to pay? Call your operator. The CPAS of your town helps too.
        Emergency credit in use: €8.80 left
          Your balance is −€6.20. Your power stays on.
        -> Top up when you can.
          The emergency credit lasts until about Sunday afternoon.
          A top-up repays the emergency credit first.
        ? Cannot pay? Call your operator. The CPAS of your town helps too.
        Your power stays on until Monday 8 am
          Your emergency credit is used up. Your balance is −€16.40.
        -> Top up at least €1.41 to keep your power on.
          We do not cut at night, at weekends or on public holidays.
        = To stay on €1.41
        = To be above zero again €16.90
        ? Cannot pay? Call your operator. The CPAS of your town helps too.
        Your power is off
          Your balance is −€16.40. Your emergency credit is used up.
        -> Top up at least €16.90.
        -> Then wait for our text.
        -> Press the green button on the meter for 3 seconds.
        = To be back on €16.90
        ? Baby, illness, medical device? Call your operator. The CPAS of your town helps too.
    "#]].assert_eq(&all);
}

#[test]
fn a_number_is_called_now_where_it_is_dark_and_before_the_cut_where_it_is_held() {
    let helped = |state, supply, until: Option<&str>| {
        let mut one = sample(state, supply, Energy::Electricity);
        one.help = Some("0800 00 000".to_owned());
        if let Some(until) = until {
            one.until = Some(Until::Held(instant(until)));
        }
        Language::ALL.map(|language| {
            let said = card(&one, language).help.unwrap_or_default();
            said.split_once("? ").or(said.split_once("\u{a0}? ")).unwrap().1.replace('\u{a0}', " ")
        })
    };
    let held = |until| helped(ShownState::HeldOn, Supply::Connected, until);
    assert_eq!(
        held(None),
        [
            "Appelez avant lundi 8 h : 0800 00 000",
            "Bel voor maandag 8 uur: 0800 00 000",
            "Rufen Sie vor Montag 8 Uhr an: 0800 00 000",
            "Call before Monday 8 am: 0800 00 000"
        ]
    );
    let far = held(Some("2026-12-04T08:00:00+01:00"));
    assert_eq!(far[0], "Appelez avant le vendredi 4 décembre, 8 h : 0800 00 000");
    let off = helped(ShownState::Off, Supply::Disconnected, None);
    assert_eq!(
        (&*off[0], &*off[3]),
        ("Appelez tout de suite : 0800 00 000", "Call right now: 0800 00 000")
    );
    let low = helped(ShownState::Low, Supply::Connected, None);
    assert_eq!(low[3], "Call us: 0800 00 000");
    // Some of it was paid back: it is not used up.
    let mut part = sample(ShownState::Off, Supply::Disconnected, Energy::Electricity);
    part.balance = "-4.00".parse().unwrap();
    let until = card(&part, Language::En).until.unwrap().replace('\u{2060}', "");
    assert_eq!(until, "Your balance is −€4.00.");
}

#[test]
fn four_languages_say_the_same() {
    say_the_same(|language| Words::of(language).all());
}

/// The number stands there, not a word for it. Source: UX 4.8.
#[test]
fn ux_4_8_the_card_of_an_off_gas_home_says_its_operators_number_for_a_smell_of_gas() {
    let off = sample(ShownState::Off, Supply::Disconnected, Energy::Gas);
    let power = sample(ShownState::Off, Supply::Disconnected, Energy::Electricity);
    for language in Language::ALL {
        for words in [card(&off, language), card_of_a_case(&off, language)] {
            let warning = words.warning.unwrap();
            assert!(warning.contains("0800 87 087") && !warning.contains("112"), "{warning}");
        }
        assert_eq!(card(&power, language).warning, None);
    }
}
