//! Who waits for a meter.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use supply::Lane;
use tokio::sync::Notify;

const LANES: usize = 5;

#[derive(Debug, Default)]
struct Inner {
    /// How many wait, by lane.
    waiting: [AtomicU32; LANES],
    more: Notify,
}

/// Who waits for one meter: work of a later lane gives way between two questions. Source: MT-08.
#[derive(Debug, Clone, Default)]
pub struct Urgency(Arc<Inner>);

/// Held by whoever waits.
#[derive(Debug)]
pub struct Waiting {
    of: Urgency,
    place: usize,
}

fn place(lane: Lane) -> usize {
    usize::try_from(lane.number()).unwrap_or(0)
}

impl Urgency {
    /// Work of `lane` waits, until this is dropped.
    pub fn waiting(&self, lane: Lane) -> Waiting {
        let place = place(lane);
        if let Some(count) = self.0.waiting.get(place) {
            count.fetch_add(1, Ordering::AcqRel);
        }
        self.0.more.notify_waiters();
        Waiting { of: self.clone(), place }
    }

    /// Whether work of an earlier lane waits.
    pub fn gives_way(&self, lane: Lane) -> bool {
        let earlier = self.0.waiting.iter().take(place(lane));
        earlier.into_iter().any(|count| count.load(Ordering::Acquire) > 0)
    }

    /// Ends as soon as work of an earlier lane waits.
    pub async fn earlier(&self, lane: Lane) {
        loop {
            let mut more = std::pin::pin!(self.0.more.notified());
            // Enabled before it is looked: who comes in between is heard.
            more.as_mut().enable();
            if self.gives_way(lane) {
                return;
            }
            more.await;
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some(count) = self.of.0.waiting.get(self.place) {
            count.fetch_sub(1, Ordering::AcqRel);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mt_08_only_earlier_lanes_are_given_way_to_and_each_that_waits_counts() {
        let urgency = Urgency::default();
        let (first, second) = (urgency.waiting(Lane::LimitLift), urgency.waiting(Lane::LimitLift));
        assert!(urgency.gives_way(Lane::Scheduled) && urgency.gives_way(Lane::BalancePush));
        assert!(!urgency.gives_way(Lane::LimitLift) && !urgency.gives_way(Lane::Release));
        drop(first);
        assert!(urgency.gives_way(Lane::Cut), "the second one waits still");
        drop(second);
        assert!(!urgency.gives_way(Lane::Scheduled));
    }
}
