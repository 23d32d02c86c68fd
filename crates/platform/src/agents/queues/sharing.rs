//! What of energy sharing waits for a person, until somebody has said that it is done. Source: ES-19, PA-32, MK-06.

use super::Found;
use crate::engine::Engine;
use crate::failure::Failure;
use crate::share::tasks::{name, open_of};
use ::intervals::Month;
use store::SharingTaskKind;
use units::Dso;

/// Within which somebody looks after it. Not from a source: ours.
const WORKING_DAYS: u16 = 5;

/// Of each operator. The month stands behind what it is.
pub(super) fn found(engine: &mut Engine) -> Result<Vec<Found>, Failure> {
    let mut all = Vec::new();
    for dso in Dso::ALL {
        for kept in engine.store.open_sharing_tasks(dso)? {
            let month = kept.task.month.map(|month| format!(" {}", Month(month)));
            let what = format!("{}{}", name(kept.task.kind), month.unwrap_or_default());
            let deadline = kept.since.day().add_working_days(WORKING_DAYS).end();
            let amount = (kept.task.kind == SharingTaskKind::Owed).then(|| open_of(&kept));
            let found = Found::of(kept.task.account, &what, kept.since, deadline);
            // Two months of one account are two tasks.
            all.push(Found { amount, key: Some(kept.task.key), ..found });
        }
    }
    Ok(all)
}
