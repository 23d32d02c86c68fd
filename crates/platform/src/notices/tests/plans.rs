//! What people are told of a plan of repayment, from its start to its end.

use super::*;
use timeline::{DebtKind, Fact};

fn eur(text: &str) -> units::MicroEuro {
    text.parse().unwrap()
}

/// Messages of M15 to the holder by letter, with their words.
fn plans(engine: &mut Engine, account: &store::Account) -> Vec<(String, String)> {
    let kept = engine.store.notices(&[account.id]).unwrap();
    let kept = kept.into_iter().filter(|one| {
        one.notice.message.starts_with("M15") && one.notice.channel == Channel::Letter.code()
    });
    kept.map(|one| (one.notice.message, one.notice.body.replace('\u{a0}', " "))).collect()
}

#[test]
fn cm_01_a_plan_says_its_figures_when_it_starts_changes_pauses_and_is_done() {
    let (mut engine, account) = home();
    nights(&mut engine, &account);
    let at = instant("2026-11-04T10:00:00+01:00");
    for (count, fact) in [
        Fact::Debt {
            kind: DebtKind::FixedPerWeek,
            total: eur("42"),
            amount: Some(eur("5")),
            share: None,
            cap: None,
            floor: None,
            priority: 1,
            creditor: Some("supplier".to_owned()),
        },
        Fact::PlanAgreed {
            debt: 2,
            kind: DebtKind::ShareOfTopup,
            amount: None,
            share: Some("1.00".to_owned()),
            cap: Some(eur("500")),
        },
        Fact::PlanSuspended { debt: 2, until: "2026-11-05".parse().unwrap() },
    ]
    .into_iter()
    .enumerate()
    {
        let at = at.plus_min(i64::try_from(count).unwrap());
        engine.record(&account, &fact, at).unwrap();
        deliver(&mut engine, at);
    }
    let said = plans(&mut engine, &account);
    let ids: Vec<&str> = said.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids, ["M15-start", "M15", "M15-pause"]);
    let start = &said[0].1;
    for expected in [
        "Total à payer: 42,00 €.",
        "Vous payez 5,00 € par semaine. Fin prévue: 04/01/2027.",
        "| Mois | Retenu | Reste\n| 11/2026 | 20,00 € | 22,00 €\n| 12/2026 | 20,00 € | 2,00 €",
        "| 01/2027 | 2,00 € | 0,00 €",
        "C'est trop? Appelez le 0800 00 000, gratuit.",
    ] {
        assert!(start.contains(expected), "{expected}: {start}");
    }
    let changed = &said[1].1;
    assert!(changed.contains("Vous payez maintenant 100 % de chaque rechargement."), "{changed}");
    assert!(changed.contains("Il reste 42,00 €") && !changed.contains("| Mois"), "{changed}");
    let paused = &said[2].1;
    assert!(paused.contains("Il reprend le 05/11/2026."), "{paused}");
    assert!(paused.contains("Il reste 42,00 € à payer."), "{paused}");
    // The mail says the figures, too.
    let mail = words(&mut engine, &account, "M15-start", Channel::Mail);
    assert!(mail.contains("42,00") && mail.contains("5,00") && !mail.contains('|'), "{mail}");
    // On paper the months are a table.
    let kept = engine.store.notices(&[account.id]).unwrap();
    let letter = kept.iter().find(|one| {
        one.notice.message == "M15-start" && one.notice.channel == Channel::Letter.code()
    });
    let letter = of_notice(&mut engine, letter.unwrap(), at.day(), None).unwrap();
    assert!(
        letter
            .parts
            .iter()
            .any(|part| matches!(part, ::letters::Part::Table(rows) if rows.len() == 4))
    );
    // From 5 November on each payment repays, and the last part of it is told.
    night(&mut engine, &account, "2026-11-04", 6);
    night(&mut engine, &account, "2026-11-05", 7);
    for minute in 0..5 {
        let at = instant("2026-11-06T12:00:00+01:00").plus_min(minute);
        engine.record(&account, &top_up(&format!("T-{minute}")), at).unwrap();
        deliver(&mut engine, at);
    }
    let said = plans(&mut engine, &account);
    let done: Vec<&String> =
        said.iter().filter(|(id, _)| id == "M15-done").map(|(_, body)| body).collect();
    assert_eq!(done.len(), 1, "{said:?}");
    assert!(done[0].contains("Les 42,00 € sont payés."), "{}", done[0]);
    let told = told_so_far(&mut engine, &account);
    assert!(told.contains(&"M15-done holder mail 0".to_owned()), "{told:?}");
}
