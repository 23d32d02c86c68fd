//! The register of aid: its totals are those of the ledger. Source: PA-44, UX S-05, S-10.

use super::{Offices, party_of};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use calendar::SettlementDay;
use portal::cpas::{AidLine, AidStanding, Lapse, Motive, Register};
use portal::my::Visitor;
use store::{AidState, KeptAid};

impl Offices {
    pub(super) fn aid_register(
        &self,
        visitor: &Visitor,
        month: Option<SettlementDay>,
    ) -> Result<Register, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let (year, of_year, _) = month.unwrap_or(now.day()).ymd();
        let Some(first) = SettlementDay::from_ymd(year, of_year, 1) else {
            return refuse("a month without a first day");
        };
        let next = first.plus_months(1);
        let mut lines = Vec::new();
        if let Some(party) = party_of(engine, visitor)? {
            let period = [first.start(), next.start()];
            for aid in engine.store.aids_of(party, period)? {
                lines.push(aid_line(engine, &aid, visitor)?);
            }
        }
        Ok(Register { first, lines, now })
    }
}

fn aid_line(engine: &mut Engine, aid: &KeptAid, visitor: &Visitor) -> Result<AidLine, Failure> {
    let Some(account) = engine.store.account(aid.asked.account)? else {
        return refuse(format!("no account {}", aid.asked.account));
    };
    let who = |engine: &mut Engine, person: i64| -> Result<String, Failure> {
        Ok(engine.store.person(person)?.map(|person| person.ways.name).unwrap_or_default())
    };
    let standing = match (aid.state, aid.ended, aid.asked.on) {
        (AidState::Booked, Some((at, _)), _) => AidStanding::Booked(at),
        (AidState::Cancelled, Some((at, _)), _) => match aid.lapsed.as_str() {
            "" => AidStanding::Cancelled(at),
            "closed" => AidStanding::Lapsed(at, Lapse::Closed),
            _ => AidStanding::Lapsed(at, Lapse::NoMandate),
        },
        (_, _, Some(day)) if !aid.asked.needs_second || aid.signed.is_some() => {
            AidStanding::Planned(day)
        }
        (_, _, _) => AidStanding::Waiting { own: aid.asked.by == visitor.person },
    };
    let copied_by = engine.store.copy_of_aid(aid.id)?;
    Ok(AidLine {
        id: aid.id,
        account: account.id,
        energy: account.group.energy,
        on: aid.asked.on,
        copy_of: aid.asked.copy_of,
        to_copy: aid.state != AidState::Booked && copied_by.is_none(),
        together: !aid.asked.together.is_empty(),
        reference: account.ean.reference(),
        at: aid.asked.at,
        by: who(engine, aid.asked.by)?,
        amount: aid.asked.amount,
        motive: Motive::of_name(&aid.asked.motive),
        budget: aid.asked.budget.clone(),
        standing,
    })
}
