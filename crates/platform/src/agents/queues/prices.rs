//! Prices that are missing, or that should have been renewed. Source: UX A-06, PA-08.

use super::Found;
use crate::changes::price_alarms;
use crate::engine::Engine;
use crate::failure::Failure;
use calendar::{Instant, SettlementDay};
use params::{Gap, GapKind};
use units::Dso;

/// Due on the day before the first one without a price; what is old is due today.
fn line(dso: Dso, gap: &Gap, today: SettlementDay) -> Found {
    let of = format!("{} {} {}", gap.energy.name(), gap.basis.name(), gap.register);
    let (what, since, deadline) = match gap.kind {
        GapKind::Missing { day } => {
            let since = day.min(today).start();
            (format!("missing {day} {of}"), since, day.start())
        }
        GapKind::NotRenewed { since } => (format!("old {since} {of}"), since.start(), today.end()),
    };
    Found {
        request: None,
        dso: Some(dso),
        account: None,
        // Not of a household: taken by what is missing.
        key: Some(what.clone()),
        question: None,
        name: String::new(),
        what,
        amount: None,
        since,
        deadline,
    }
}

/// Of each operator.
pub(super) fn found(engine: &mut Engine, now: Instant) -> Result<Vec<Found>, Failure> {
    let today = now.day();
    let mut all = Vec::new();
    for dso in Dso::ALL {
        let alarms = price_alarms(engine, dso, now)?;
        all.extend(alarms.iter().map(|gap| line(dso, gap, today)));
    }
    Ok(all)
}
