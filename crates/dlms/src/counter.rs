//! Invocation counters, taken from their store in blocks.

use crate::error::KeepError;
use crate::keys::CounterStore;
use std::sync::Arc;

/// An association takes about ten; the rest of a block is lost when it ends. Of 4,294,967,295 counters
/// a meter that is polled each quarter-hour uses 2 million a year this way.
pub const BLOCK: u32 = 64;

/// The counters of one association: each is kept as used before it is used.
pub struct Counters {
    store: Arc<dyn CounterStore>,
    meter: String,
    generation: u32,
    /// The last one that was given.
    last: u32,
    /// The first one that is not ours.
    end: u32,
}

impl std::fmt::Debug for Counters {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (last, end) = (self.last, self.end);
        formatter.debug_struct("Counters").field("last", &last).field("end", &end).finish()
    }
}

impl Counters {
    /// Takes a first block, none of it below `at_least`.
    pub async fn take(
        store: Arc<dyn CounterStore>,
        meter: &str,
        generation: u32,
        at_least: u32,
    ) -> Result<Self, KeepError> {
        let first = store.reserve(meter, generation, at_least, BLOCK).await?;
        let last = first.saturating_sub(1);
        let end = first.checked_add(BLOCK).ok_or_else(KeepError::exhausted)?;
        Ok(Self { store, meter: meter.to_owned(), generation, last, end })
    }

    /// The counter before the next one: what the engine counts up from. Sees to it that `need` more are
    /// ours; a new block need not follow the old one.
    pub async fn before_next(&mut self, need: u32) -> Result<u32, KeepError> {
        let left = self.end.saturating_sub(self.last).saturating_sub(1);
        if left < need {
            let count = BLOCK.max(need);
            let first = self.store.reserve(&self.meter, self.generation, self.end, count).await?;
            self.last = first.saturating_sub(1);
            self.end = first.checked_add(count).ok_or_else(KeepError::exhausted)?;
        }
        Ok(self.last)
    }

    /// The engine has used the counters up to `last`.
    pub fn used(&mut self, last: u32) {
        assert!(last < self.end, "a counter was used that had not been kept");
        self.last = self.last.max(last);
    }

    pub fn generation(&self) -> u32 {
        self.generation
    }

    pub fn last(&self) -> u32 {
        self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::InMemory;
    use proptest::prelude::*;

    #[tokio::test]
    async fn a_new_process_never_takes_a_counter_again() {
        let store: Arc<dyn CounterStore> = Arc::new(InMemory::default());
        let take =
            async |at_least| Counters::take(Arc::clone(&store), "M1", 1, at_least).await.unwrap();
        let mut first = take(0).await;
        assert_eq!(first.before_next(1).await.unwrap(), 0);
        first.used(1);
        drop(first);
        let mut second = take(0).await;
        assert_eq!(second.before_next(1).await.unwrap(), u32::from(BLOCK as u16));
        // A meter that expects more is believed forward only.
        assert_eq!(take(1_000).await.before_next(1).await.unwrap(), 999);
        assert!(take(0).await.before_next(1).await.unwrap() > 999);
        let mut other = Counters::take(Arc::clone(&store), "M1", 2, 0).await.unwrap();
        assert_eq!(
            other.before_next(1).await.unwrap(),
            0,
            "a new generation has counters of its own"
        );
    }

    #[tokio::test]
    async fn counters_end_and_do_not_wrap() {
        let store: Arc<dyn CounterStore> = Arc::new(InMemory::default());
        assert!(Counters::take(Arc::clone(&store), "M1", 1, u32::MAX - 3).await.is_err());
    }

    proptest! {
        /// Whatever several associations take in whatever order, none is given twice.
        #[test]
        fn no_counter_is_given_twice(uses in proptest::collection::vec((0usize..3, 1u32..90), 1..60)) {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            runtime.block_on(async {
                let store: Arc<dyn CounterStore> = Arc::new(InMemory::default());
                let mut open = Vec::new();
                for _ in 0..3 {
                    open.push(Counters::take(Arc::clone(&store), "M", 1, 0).await.unwrap());
                }
                let mut given = std::collections::BTreeSet::new();
                for (who, need) in uses {
                    let counters = &mut open[who];
                    let before = counters.before_next(need).await.unwrap();
                    for counter in before + 1..=before + need {
                        assert!(given.insert(counter), "{counter} was given twice");
                    }
                    counters.used(before + need);
                }
            });
        }
    }
}
