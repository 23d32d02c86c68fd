//! What a household takes along beside figures: what it asked and was told, whom it let in, who came and who asked for
//! what. All of it stands on its pages, too. Source: PD-07.

use super::help::{case_line, plan_lines};
use super::point;
use crate::engine::Engine;
use crate::failure::Failure;
use crate::notices::{channel_name, left_for_holder};
use crate::plans::proposals::stands;
use crate::{cases, parties, visits};
use calendar::{Instant, SettlementDay};
use portal::homes::MovementKind;
use portal::my::RepaidBy;
use portal::repaying::ProposalStands;
use serde_json::{Map, Value, json};
use timeline::Timeline;

type Fields = Map<String, Value>;

fn fields(value: Value) -> Fields {
    match value {
        Value::Object(fields) => fields,
        _ => Fields::new(),
    }
}

/// A kind of movement by the name under which entries are kept: it stays, whatever a program calls it.
pub(super) fn kind(kind: MovementKind) -> Value {
    match kind {
        MovementKind::Energy => json!("energy"),
        MovementKind::Repaid => json!("repaid"),
        MovementKind::Entry(kind) => json!(kind),
    }
}

/// What protects a household, what it repays, and whether its power is limited.
pub(super) fn supply(timeline: &Timeline, today: SettlementDay) -> Fields {
    let protected = timeline.account.status.intervals().iter().map(|one| {
        json!({
            "category": one.category, "from": one.from.to_string(),
            "until": one.to.map(|to| to.to_string()),
            "withdrawn_at": one.withdrawn_at.map(Instant::to_local_string),
        })
    });
    let repaid = plan_lines(timeline, today).into_iter().map(|line| {
        json!({
            "total_eur": line.total.to_string(), "left_eur": line.left.to_string(),
            "next": line.next.map(|day| day.to_string()),
        })
    });
    let guaranteed = timeline.limiter_clock().map(|clock| clock.guaranteed_to().to_string());
    fields(json!({
        "protected": protected.collect::<Vec<_>>(),
        "repayments": repaid.collect::<Vec<_>>(),
        "limiter": { "on": timeline.limiter().is_on(), "guaranteed_until": guaranteed },
    }))
}

/// Words and people: questions with their answers, messages, visits, requests, and who may see or pay.
pub(super) fn said(
    engine: &mut Engine,
    account: &store::Account,
    now: Instant,
) -> Result<Fields, Failure> {
    let mut questions = Vec::new();
    for known in cases::of_account(engine, account)? {
        // What a social service asks is its own correspondence.
        if !known.stored.case.kind.is_of_household() || known.stored.asker.party.is_some() {
            continue;
        }
        let line = case_line(&known, now.day());
        let again = known.stored.again.iter();
        let again = again.map(|(at, words)| json!({ "at": at.to_local_string(), "words": words }));
        let proposed = line.proposes.and_then(|how| match how {
            RepaidBy::Day(each) => Some(("day", each)),
            RepaidBy::Week(each) => Some(("week", each)),
            RepaidBy::Share(_) | RepaidBy::Review => None,
        });
        questions.push(json!({
            "number": line.number, "about": line.about.name(), "asked": line.asked.to_string(),
            "due": line.due.to_string(), "name": known.stored.asker.name,
            "phone": known.stored.asker.phone.map(|phone| phone.to_string()),
            "proposed": proposed.map(|(every, each)| json!({
                "every": every, "amount_eur": each.to_string(),
            })),
            "words": line.words, "asked_again": again.collect::<Vec<_>>(),
            "answer": line.answer.map(|(day, outcome, words)| json!({
                "day": day.to_string(), "outcome": outcome.name(), "words": words,
            })),
        }));
    }
    let messages = left_for_holder(engine, account.id)?.into_iter().map(|kept| {
        json!({
            "at": kept.handed_at.unwrap_or(kept.made_at).to_local_string(),
            "by": channel_name(kept.notice.channel), "to": kept.notice.address,
            "subject": kept.notice.subject, "words": kept.notice.body,
        })
    });
    let messages: Vec<Value> = messages.collect();
    let came = visits::of_account(engine, account)?.into_iter().map(|(number, visit)| {
        json!({
            "number": number, "day": visit.day.to_string(), "part_of_day": visit.slot.name(),
            "reason": visit.reason.name(), "state": visit.state.name(), "task": visit.task,
        })
    });
    let came: Vec<Value> = came.collect();
    let requests = point::asked(engine, account)?.into_iter().map(|asked| {
        json!({
            "supplier": asked.supplier, "day": asked.day.to_string(),
            "wants": if asked.begins { "prepayment" } else { "its end" },
            "state": asked.state.name(), "last_step": asked.last.to_string(),
        })
    });
    let requests: Vec<Value> = requests.collect();
    let mut shared_with = Vec::new();
    for kept in engine.store.party_grants(account.id)? {
        let grant = parties::known(&kept)?;
        let name = engine.store.party(kept.party)?.map(|party| party.name);
        shared_with.push(json!({
            "name": name, "role": grant.role.name(), "from": grant.from.to_local_string(),
            "until": grant.until.map(Instant::to_local_string),
            "ended": grant.ended.as_ref().map(|end| end.at.to_local_string()),
        }));
    }
    let mut suppliers = Vec::new();
    for consent in engine.store.consents_of_account(account.id)? {
        suppliers.push(json!({
            "supplier": consent.supplier, "at": consent.at.to_local_string(),
            "until": consent.until.map(Instant::to_local_string),
        }));
    }
    let easy = engine.store.contact(account.id)?.is_some_and(|contact| contact.wished.easy);
    Ok(fields(json!({
        "letters_in_easy_words": easy,
        "questions": questions,
        "messages": messages,
        "visits": came,
        "requests": requests,
        "shared_with": shared_with,
        "days_for_suppliers": suppliers,
    })))
}

/// What social services proposed for plans, as the page says it.
pub(super) fn proposed(
    engine: &mut Engine,
    account: &store::Account,
    timeline: &Timeline,
    now: Instant,
) -> Result<Fields, Failure> {
    let mut proposals = Vec::new();
    for kept in engine.store.plan_proposals(account.id)? {
        let office = engine.store.party(kept.new.party)?.map(|party| party.name);
        let state = match stands(&kept, timeline, now) {
            ProposalStands::Waits(_) => "waits",
            ProposalStands::OutOfDate => "out of date",
            ProposalStands::UnderReview => "under review",
            ProposalStands::Agreed(_) => "agreed",
            ProposalStands::Declined(_) => "declined",
            ProposalStands::Replaced(_) => "replaced",
            ProposalStands::Lapsed(_) => "not answered in time",
        };
        proposals.push(json!({
            "by": office, "at": kept.new.at.to_local_string(), "plan": kept.new.debt,
            "every": if kept.new.weekly { "week" } else { "day" },
            "amount_eur": kept.new.part.to_string(), "words": kept.new.reason,
            // Its last moment, on the day that page and message say.
            "until": kept.new.lapses.plus_s(-1).to_local_string(), "state": state,
            "ended": kept.ended.map(Instant::to_local_string),
        }));
    }
    Ok(fields(json!({ "plan_proposals": proposals })))
}
