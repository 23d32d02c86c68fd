//! Every kind of event in every language: a name, and sentences without a name of the platform's own.

use super::super::api::{ActKind, OrderReason};
use super::*;
use crate::agent::events::{event, order};
use crate::view::ShownState;
use calendar::Instant;
use procedures::{CaseKind, VisitStepKind};
use std::collections::BTreeSet;
use units::{Dso, MicroEuro};

const ORDERS: [&str; 9] = [
    "read",
    "connect",
    "disconnect",
    "limit",
    "unlimit",
    "display",
    "message",
    "set_calendar",
    "set_clock",
];
/// What a call passes through, as it is kept.
const STEPS: [&str; 12] = [
    "language",
    "street",
    "last_four",
    "reference",
    "groups",
    "menu",
    "postcode",
    "call_back",
    "number",
    "number_read",
    "done",
    "transferring",
];
const HOLDS: [&str; 12] = [
    "medical",
    "vulnerability",
    "dispute",
    "complaint",
    "cle",
    "judge",
    "death",
    "agent_hold",
    "binding",
    "billing_hold",
    "refusal",
    "contract_ended",
];
/// Why a message did not go its way, as it is kept; the last one is what a carrier says.
const REASONS: [&str; 11] = [
    "",
    "declined",
    "no way to reach anybody",
    "no longer so",
    "something deeper is told",
    "told with the other energy",
    "a newer code",
    "a demo: kept, and sent to nobody",
    "nothing heard in 30 min",
    "returned: 17, by An",
    "kannel answers 503: temporarily_down",
];

/// Names of events, by the platform: what a timeline says, what people ask, and what is done by hand.
fn names() -> Vec<String> {
    let said = timeline::EVENTS.into_iter().map(str::to_owned);
    let asked = CaseKind::ALL.into_iter().map(|kind| kind.name().to_owned());
    let visits = VisitStepKind::ALL.into_iter().map(|kind| format!("visit_{}", kind.name()));
    let others = [
        "visit_made",
        "case_asked",
        "case_called",
        "case_answered",
        "case_note",
        "phone_call",
        "card_of_another_home",
        "message_copy",
    ];
    said.chain(asked).chain(visits).chain(others.map(str::to_owned)).collect()
}

fn at() -> Instant {
    "2026-11-20T12:00:00+01:00".parse().unwrap()
}

/// Every detail with each name that it may carry. No word of people's is in it but figures.
fn details() -> Vec<Detail> {
    let money = |channel: &str| Detail::Money {
        amount: MicroEuro(20_000_000),
        channel: channel.to_owned(),
    };
    let text = || "12".to_owned();
    let mut all = vec![
        Detail::Words { number: Some(12), words: text(), by: "An #4".to_owned() },
        Detail::Adjusted { amount: MicroEuro(5_000_000), text: text() },
        Detail::Proof { dso: Dso::Ores, number: 7, hash: "0a1b".to_owned() },
        Detail::AtMeter { meter: "1234".to_owned(), day: at().day() },
        Detail::OtherCard { meter: "1234".to_owned(), expected: "5678".to_owned() },
        Detail::ConsentEnds { on: at().day() },
        Detail::Call { told: Vec::new(), path: Vec::new() },
        Detail::Call {
            told: ShownState::ALL.to_vec(),
            path: STEPS.map(|node| (node.to_owned(), "4".to_owned())).to_vec(),
        },
    ];
    all.extend(["online", "terminal", "transfer", "post", "office", "aid"].map(money));
    for until in [None, Some(at())] {
        all.extend(HOLDS.map(|name| Detail::Hold { name: name.to_owned(), until }));
        let (reason, by) = (text(), "An #4".to_owned());
        all.push(Detail::Grace { amount: MicroEuro(10_000_000), until, reason, by });
    }
    for (month, day) in
        [None, Some(at().day())].into_iter().flat_map(|one| [(one, None), (one, one)])
    {
        all.push(Detail::Shared { amount: MicroEuro(1), kwh: "12.5".to_owned(), month, day });
    }
    for limit in [true, false] {
        for reason in OrderReason::OF_LIMIT.map(Some).into_iter().chain([None]) {
            let by = ["An #4", "Bo #5"].map(str::to_owned);
            all.push(Detail::CutAsked { limit, reason, words: text(), by });
        }
    }
    for channel in ["sms", "mail", "letter", "call", "task"] {
        for reason in REASONS {
            let (channel, reason) = (channel.to_owned(), reason.to_owned());
            all.push(Detail::Notice {
                channel: channel.clone(),
                reason: reason.clone(),
                text: None,
            });
            all.push(Detail::Notice { channel, reason, text: Some(text()) });
        }
    }
    all
}

#[test]
fn a_02_every_kind_of_event_has_a_name_in_every_language() {
    for name in names() {
        let told: BTreeSet<String> =
            Language::ALL.into_iter().map(|language| event(&name, language)).collect();
        assert!(told.len() > 1, "`{name}` is called alike in every language: {told:?}");
        assert!(told.iter().all(|words| !words.contains('_')), "{told:?}");
    }
    for name in ORDERS {
        let told: BTreeSet<String> =
            Language::ALL.into_iter().map(|language| order(name, language)).collect();
        assert!(told.len() > 1, "`{name}`: {told:?}");
    }
    for kind in ActKind::OF_CASE {
        assert!(ActKind::of_name(kind.name()).is_some(), "{}", kind.name());
    }
}

#[test]
fn a_02_every_entry_is_a_sentence_in_the_agents_language() {
    for detail in details() {
        let english = sentence(&detail, Language::En);
        for language in Language::ALL {
            let said = sentence(&detail, language);
            assert!(!said.contains(['_', '{', '[', '('].as_slice()) || is_path(&detail), "{said}");
            assert!(!said.contains('#'), "a number of ours: {said}");
            assert!(said.ends_with(['.', '”', '»', '’', '“'].as_slice()), "{said}");
            assert!(language == Language::En || said != english, "{language:?}: {said}");
            // What a carrier says is no sentence of the agent's.
            assert!(!said.contains("kannel") && !said.contains(" by "), "{said}");
        }
    }
    assert_eq!(sentence(&Detail::Nothing, Language::Fr), "");
}

/// The keys of a call stand between brackets.
fn is_path(detail: &Detail) -> bool {
    matches!(detail, Detail::Call { .. })
}

#[test]
fn a_02_a_withdrawn_message_and_a_call_are_told_in_french() {
    let notice = Detail::Notice {
        channel: "sms".to_owned(),
        reason: "no longer so".to_owned(),
        text: Some("Électricité: 5 €".to_owned()),
    };
    let said = sentence(&notice, Language::Fr);
    assert_eq!(said, "SMS. Ce n’était plus vrai. «\u{a0}Électricité: 5 €\u{a0}»");
    let path = [("language", "4"), ("reference", "••••"), ("menu", "")];
    let path = path.map(|(node, keys)| (node.to_owned(), keys.to_owned())).to_vec();
    let call = Detail::Call { told: vec![ShownState::Off], path };
    let said = sentence(&call, Language::Fr);
    assert!(!said.contains("language") && !said.contains("reference"), "{said}");
    assert!(said.contains("langue [4]") && said.contains("référence [••••]"), "{said}");
}
