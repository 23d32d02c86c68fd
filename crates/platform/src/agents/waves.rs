//! What became of the orders of each wave of a night. Source: UX O-02, CG-16.

use crate::engine::{CutList, Engine};
use crate::failure::Failure;
use calendar::Instant;
use guards::Wave;
use portal::agent::WaveLine;

/// Homes of a list that are counted for a page.
const MOST_COUNTED: usize = 2_000;

/// The waves in order, and over how many homes of the list they are counted.
pub(super) fn lines(
    engine: &mut Engine,
    list: &CutList,
    now: Instant,
) -> Result<(Vec<WaveLine>, usize), Failure> {
    let orders = &list.orders;
    let line = |wave: Wave| WaveLine {
        from_ppm: wave.from_ppm,
        to_ppm: wave.to_ppm,
        ordered: 0,
        confirmed: 0,
        failed: 0,
        under_way: 0,
        back: 0,
        undone: orders.undone || orders.waves_undone.contains(&wave),
    };
    let mut lines: Vec<WaveLine> = orders.waves().into_iter().map(line).collect();
    if lines.is_empty() {
        return Ok((lines, 0));
    }
    let counted = list.candidates.len().min(MOST_COUNTED);
    for one in list.candidates.iter().take(counted) {
        let own = lines.iter_mut().find(|line| {
            Wave { from_ppm: line.from_ppm, to_ppm: line.to_ppm }.includes(one.ean, list.day)
        });
        let Some(line) = own else { continue };
        let Some(account) = engine.store.account(one.account)? else { continue };
        let known = engine.rebuild(std::slice::from_ref(&account), now)?.pop();
        let Some(outcome) = known.and_then(|known| known.timeline.order_after(list.day, now))
        else {
            continue;
        };
        line.ordered = line.ordered.saturating_add(1);
        line.back = line.back.saturating_add(usize::from(outcome.reconnected));
        let which = match outcome {
            _ if outcome.under_way => &mut line.under_way,
            _ if outcome.confirmed => &mut line.confirmed,
            _ => &mut line.failed,
        };
        *which = which.saturating_add(1);
    }
    Ok((lines, counted))
}
