//! What a supplier was told of its customers: the end of prepayment, and that a year is ready. Both leave as events, to
//! whoever has an endpoint; here they can be read without one. Source: UX 8.7, CM-01t, CM-01y.

use super::{AT_ONCE, Houses, Supplied};
use crate::failure::Failure;
use crate::webhooks::of_notice;
use ::access::Act;
use calendar::{Instant, SettlementDay};
use http_api::webhooks::EventType;
use portal::my::Visitor;
use portal::{TOLD_DAYS, ToldLine, ToldState, ToldWords};
use std::collections::BTreeMap;
use store::Account;
use units::{AccountId, Ean};

/// What of a message says which event it is.
#[derive(serde::Deserialize)]
struct Body {
    #[serde(default)]
    notice: Option<String>,
}

/// Whether something that suppliers hear of may have happened to an account since: it closed, or its year ended.
fn may_be_told(account: &Account, since: SettlementDay, today: SettlementDay) -> bool {
    if let Some(closed) = account.closed_at {
        return closed.day() >= since;
    }
    let (year, ..) = account.opened_at.day().ymd();
    let (now, ..) = today.ymd();
    let years = now.saturating_sub(year);
    // The year ends in this year, or did in the last one.
    [years, years.saturating_sub(1)].into_iter().filter(|years| *years > 0).any(|years| {
        let day = account.opened_at.day().plus_months(years.saturating_mul(12));
        since <= day && day <= today
    })
}

impl Houses {
    pub(super) fn told_of(&self, visitor: &Visitor) -> Result<Vec<ToldLine>, Failure> {
        let engine = &mut *self.engine();
        let Some(supplier) = engine.store.supplier_of(visitor.person)? else {
            return Ok(Vec::new());
        };
        let today = self.now().day();
        let since = today.plus(-TOLD_DAYS);
        let supplied = Supplied::of_all(engine, self.dso)?;
        let mut lines: Vec<(AccountId, ToldLine)> = Vec::new();
        let mut after = None;
        loop {
            let page = engine.store.accounts(Some(self.dso), after, AT_ONCE)?;
            let Some(last) = page.last().map(|account| account.id) else { break };
            after = Some(last);
            let asked: BTreeMap<AccountId, Ean> = page
                .iter()
                .filter(|one| may_be_told(one, since, today))
                .map(|one| (one.id, one.ean))
                .collect();
            let ids: Vec<AccountId> = asked.keys().copied().collect();
            for message in engine.store.messages(&ids)? {
                if message.at < since.start() {
                    continue;
                }
                let Ok(Body { notice: Some(kind) }) = serde_json::from_str(&message.body) else {
                    continue;
                };
                let Some(ean) = asked.get(&message.account) else { continue };
                let words = match of_notice(&kind) {
                    Some(EventType::PrepaymentEnded) => ToldWords::PrepaymentEnded(ean.reference()),
                    Some(EventType::YearlyStatementReady) => ToldWords::YearReady(ean.reference()),
                    Some(_) | None => continue,
                };
                if !is_theirs(&supplied, &supplier, message.account, message.at) {
                    continue;
                }
                let left = message.delivered_at.is_some();
                let state = if left { ToldState::Left } else { ToldState::Waits };
                lines.push((message.account, ToldLine { at: message.at, words, state }));
            }
        }
        let mut seen: Vec<AccountId> = lines.iter().map(|(account, _)| *account).collect();
        seen.dedup();
        self.note(engine, visitor, seen, (&[Act::DebtAndPlan], "notices"))?;
        let mut lines: Vec<ToldLine> = lines.into_iter().map(|(_, line)| line).collect();
        lines.sort_by_key(|line| std::cmp::Reverse(line.at));
        Ok(lines)
    }
}

/// Whoever supplies on the day on which it is told; on the day of a switch that is the new one.
fn is_theirs(supplied: &Supplied, supplier: &str, account: AccountId, at: Instant) -> bool {
    supplied.on(account, at.day()) == Some(supplier)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cm_01y_a_year_that_ended_lately_may_have_been_told_also_over_the_turn_of_the_year() {
        let day = |text: &str| -> SettlementDay { text.parse().unwrap() };
        let account = |opened: &str, closed: Option<&str>| Account {
            id: AccountId(1),
            ean: Ean::with_check_digit(54_144_900_077_000_001).unwrap(),
            dso: units::Dso::Ores,
            group: prepay::TariffGroup {
                energy: units::Energy::Electricity,
                rates: prepay::Rates::Two,
            },
            opened_at: day(opened).start(),
            closed_at: closed.map(|closed| day(closed).start()),
            opening: String::new(),
        };
        let told = |opened, closed, today: &str| {
            may_be_told(&account(opened, closed), day(today).plus(-90), day(today))
        };
        assert!(told("2025-11-20", None, "2026-11-20"));
        assert!(told("2024-12-20", None, "2027-01-10"), "in the year before");
        assert!(!told("2025-11-21", None, "2026-11-20"), "tomorrow");
        assert!(!told("2026-11-01", None, "2026-11-20"), "no year yet");
        assert!(!told("2025-08-01", None, "2026-11-20"), "long ago");
        assert!(told("2025-08-01", Some("2026-10-01"), "2026-11-20"));
        assert!(!told("2025-11-20", Some("2026-07-01"), "2026-11-20"));
    }
}
