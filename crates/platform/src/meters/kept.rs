//! Keys and counters of meters in the store, for many associations at once.
//!
//! One thread writes. Whoever takes a counter waits until it is on the disk; what others ask meanwhile goes
//! into the same transaction. A collection says beforehand which meters come next: their keys are read and a
//! block of counters is taken for each in one transaction, and their associations find both in memory.
//! What was heard is waited for a little, so that many meters share a transaction. A block that a crash
//! leaves over is never given again.
//!
//! A meter is taken before other processes in the same transactions, and let go in that of what was heard. The
//! writer moves the end of what is held on as long as it lives; after it, another process waits for that end.

#[cfg(test)]
mod tests;

use super::secrets;
use crate::failure::{Failure, chain};
use crate::sealed::MasterKeys;
use dlms::client::{HeadEnd, Timing};
use dlms::{BLOCK, CounterStore, KeepError, Keeping, KeyStore, KnownKeys, MeterKeys, SystemTitle};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use store::{CounterAsked, Holder, KeyState, MeterWrites, Store};
use tokio::sync::oneshot;

/// What one transaction takes at most.
const TOGETHER: usize = 1_000;
/// How often in a lease its holder says that it lives.
const SAID_IN_A_LEASE: u32 = 4;
/// Where our own system title is kept.
const TITLE_SETTING: &str = "head_end.title";

type Answer<T> = oneshot::Sender<Result<T, KeepError>>;

/// How long things wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// What was heard, for company in a transaction. A seat on the line is given back before.
    pub company: Duration,
    /// Others, for a meter whose holder says no more. Source: MT-08.
    pub lease: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { company: Duration::from_millis(100), lease: Duration::from_secs(10) }
    }
}

/// A meter, a generation, and the highest counter that was heard under it.
type HeardOf = (String, u32, u32);

/// What the writer is asked.
enum Asked {
    Reserve(CounterAsked, Answer<u32>),
    KeepHeard(HeardOf, Answer<()>),
    Heard(String, Answer<BTreeMap<u32, u32>>),
    Keys(String, Answer<Option<KnownKeys>>),
    /// Keys, what was heard, and a block of counters each.
    Prepare(Vec<String>, Answer<()>),
    Hold(String, Answer<bool>),
    LetGo(String),
    /// All that was asked before is written.
    Settle(Answer<()>),
    Propose(Unsealed, Answer<()>),
    Confirm(String, u32, Answer<()>),
}

/// What was made ready for the next association with a meter. Each part serves once: whoever comes again
/// asks the store, where another process may have written meanwhile.
#[derive(Debug, Default)]
struct Ready {
    keys: Option<KnownKeys>,
    heard: Option<BTreeMap<u32, u32>>,
    /// Generation and first counter of a block.
    block: Option<(u32, u32)>,
}

#[derive(Debug, Default)]
struct Shared {
    ready: Mutex<HashMap<String, Ready>>,
    commits: AtomicU64,
}

impl Shared {
    fn ready(&self) -> MutexGuard<'_, HashMap<String, Ready>> {
        self.ready.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Keys and counters in the store. The writer ends with the last of its users.
#[derive(Debug, Clone)]
pub struct KeptMeters {
    asks: Sender<Asked>,
    shared: Arc<Shared>,
}

impl KeptMeters {
    /// Over a connection of its own. Errors: no thread can be had.
    pub fn over(store: Store, masters: MasterKeys) -> Result<Self, Failure> {
        Self::at_pace(store, masters, Pace::default())
    }

    /// The same at a pace of its own.
    pub fn at_pace(mut store: Store, masters: MasterKeys, pace: Pace) -> Result<Self, Failure> {
        store.write_scattered()?;
        let (asks, asked) = channel();
        let shared = Arc::new(Shared::default());
        let mut number = [0; 8];
        getrandom::fill(&mut number)?;
        let (holder, held, said) = (i64::from_be_bytes(number), BTreeSet::new(), Instant::now());
        let mut writer =
            Writer { store, masters, pace, holder, held, said, shared: Arc::clone(&shared) };
        let thread = std::thread::Builder::new().name("counters".to_owned());
        thread.spawn(move || writer.write(&asked))?;
        Ok(Self { asks, shared })
    }

    /// A head-end with these keys and counters.
    pub fn head_end(&self, title: SystemTitle, timing: Timing) -> HeadEnd {
        let (keys, counters) = (Arc::new(self.clone()), Arc::new(self.clone()));
        HeadEnd { keys, counters, title, timing }
    }

    /// Makes ready what the next association of each of these meters needs, in one transaction.
    pub async fn prepare(&self, meters: Vec<String>) -> Result<(), KeepError> {
        self.ask(|answer| Asked::Prepare(meters, answer)).await
    }

    /// Waits until all that was asked before is written: a process that ends at once would leave meters held.
    pub async fn settle(&self) -> Result<(), KeepError> {
        self.ask(Asked::Settle).await
    }

    /// Transactions that were written so far.
    pub fn commits(&self) -> u64 {
        self.shared.commits.load(Ordering::Relaxed)
    }

    async fn ask<T>(&self, asked: impl FnOnce(Answer<T>) -> Asked) -> Result<T, KeepError> {
        let ended = || KeepError::new("the writer of counters has ended");
        let (answer, answered) = oneshot::channel();
        self.asks.send(asked(answer)).map_err(|_| ended())?;
        answered.await.map_err(|_| ended())?
    }

    fn take<T>(&self, meter: &str, part: impl FnOnce(&mut Ready) -> Option<T>) -> Option<T> {
        let mut all = self.shared.ready();
        let ready = all.get_mut(meter)?;
        let taken = part(ready);
        if ready.keys.is_none() && ready.heard.is_none() && ready.block.is_none() {
            all.remove(meter);
        }
        taken
    }
}

impl KeyStore for KeptMeters {
    fn keys<'a>(&'a self, meter: &'a str) -> Keeping<'a, Option<KnownKeys>> {
        Box::pin(async move {
            match self.take(meter, |ready| ready.keys.take()) {
                Some(keys) => Ok(Some(keys)),
                None => self.ask(|answer| Asked::Keys(meter.to_owned(), answer)).await,
            }
        })
    }

    fn propose<'a>(&'a self, meter: &'a str, keys: &'a MeterKeys) -> Keeping<'a, ()> {
        Box::pin(async move {
            self.shared.ready().remove(meter);
            // Sealed by the writer, who has the master keys.
            let keys = Unsealed { meter: meter.to_owned(), keys: keys.clone() };
            self.ask(|answer| Asked::Propose(keys, answer)).await
        })
    }

    fn confirm<'a>(&'a self, meter: &'a str, generation: u32) -> Keeping<'a, ()> {
        Box::pin(async move {
            self.shared.ready().remove(meter);
            self.ask(|answer| Asked::Confirm(meter.to_owned(), generation, answer)).await
        })
    }
}

impl CounterStore for KeptMeters {
    fn reserve<'a>(
        &'a self,
        meter: &'a str,
        generation: u32,
        at_least: u32,
        count: u32,
    ) -> Keeping<'a, u32> {
        Box::pin(async move {
            let fits = |(of, first): &(u32, u32)| {
                *of == generation && *first >= at_least && count <= BLOCK
            };
            // A block that does not fit is lost, as after a crash.
            let ready = self.take(meter, |ready| ready.block.take()).filter(fits);
            if let Some((_, first)) = ready {
                return Ok(first);
            }
            let asked = CounterAsked { meter: meter.to_owned(), generation, at_least, count };
            self.ask(|answer| Asked::Reserve(asked, answer)).await
        })
    }

    fn heard<'a>(&'a self, meter: &'a str, generation: u32) -> Keeping<'a, Option<u32>> {
        Box::pin(async move {
            let heard = match self.take(meter, |ready| ready.heard.take()) {
                Some(heard) => heard,
                None => self.ask(|answer| Asked::Heard(meter.to_owned(), answer)).await?,
            };
            Ok(heard.get(&generation).copied())
        })
    }

    fn keep_heard<'a>(&'a self, meter: &'a str, generation: u32, highest: u32) -> Keeping<'a, ()> {
        let heard = (meter.to_owned(), generation, highest);
        Box::pin(async move { self.ask(|answer| Asked::KeepHeard(heard, answer)).await })
    }

    fn hold<'a>(&'a self, meter: &'a str) -> Keeping<'a, bool> {
        Box::pin(async move {
            let ended = || KeepError::new("the writer of counters has ended");
            let (answer, answered) = oneshot::channel();
            self.asks.send(Asked::Hold(meter.to_owned(), answer)).map_err(|_| ended())?;
            let mut asking = AsksToHold { kept: self, meter, answered };
            (&mut asking.answered).await.map_err(|_| ended())?
        })
    }

    fn let_go(&self, meter: &str) {
        // Without a writer its end comes by itself.
        let _ = self.asks.send(Asked::LetGo(meter.to_owned()));
    }
}

/// Somebody who asks for a meter, and may be broken off when it is theirs and they have not heard of it yet: nobody
/// would ever let it go.
struct AsksToHold<'a> {
    kept: &'a KeptMeters,
    meter: &'a str,
    answered: oneshot::Receiver<Result<bool, KeepError>>,
}

impl Drop for AsksToHold<'_> {
    fn drop(&mut self) {
        // From here on the writer finds that nobody listens. What it has said before is still here.
        self.answered.close();
        if let Ok(Ok(true)) = self.answered.try_recv() {
            self.kept.let_go(self.meter);
        }
    }
}

/// Our own system title: made once and kept, so that all processes of an installation have the same, over
/// the same counters. Errors: no chance, no store.
pub fn title(store: &mut Store) -> Result<SystemTitle, Failure> {
    let kept = store.setting(TITLE_SETTING)?;
    if let Some(title) = kept.as_deref().and_then(title_of) {
        return Ok(title);
    }
    let mut bytes = *b"TIR\0\0\0\0\0";
    if let Some(own) = bytes.get_mut(3..) {
        getrandom::fill(own)?;
    }
    store.set_setting(TITLE_SETTING, &SystemTitle(bytes).to_string())?;
    Ok(SystemTitle(bytes))
}

/// A system title from sixteen hexadecimal digits.
pub fn title_of(text: &str) -> Option<SystemTitle> {
    let number = u64::from_str_radix(text, 16).ok()?;
    (text.len() == 16 && !text.starts_with('+')).then(|| SystemTitle(number.to_be_bytes()))
}

/// Keys on their way to the writer.
struct Unsealed {
    meter: String,
    keys: MeterKeys,
}

/// Keys that are known of meters.
type OfMeters = HashMap<String, Result<Option<KnownKeys>, KeepError>>;

struct Writer {
    store: Store,
    masters: MasterKeys,
    pace: Pace,
    /// Who we are among processes, which meters we have, and when we last said that we have them still.
    holder: i64,
    held: BTreeSet<String>,
    said: Instant,
    shared: Arc<Shared>,
}

/// Counters and meters that are taken, what was heard, and meters that are let go: written together.
#[derive(Default)]
struct Counts {
    asked: Vec<(CounterAsked, Answer<u32>)>,
    heard: Vec<(HeardOf, Answer<()>)>,
    wanted: Vec<(String, Answer<bool>)>,
    let_go: Vec<String>,
    settled: Vec<Answer<()>>,
}

impl Counts {
    fn len(&self) -> usize {
        self.asked.len() + self.heard.len() + self.wanted.len() + self.let_go.len()
    }
}

fn failed(error: impl Into<Failure>) -> KeepError {
    KeepError::new(chain(error.into().as_ref()))
}

/// Whoever asked may have gone.
fn say<T>(answer: Answer<T>, result: Result<T, KeepError>) {
    let _ = answer.send(result);
}

impl Writer {
    fn write(&mut self, asked: &Receiver<Asked>) {
        loop {
            let first = if self.held.is_empty() {
                asked.recv().map_err(|_| RecvTimeoutError::Disconnected)
            } else {
                asked.recv_timeout(
                    (self.pace.lease / SAID_IN_A_LEASE).saturating_sub(self.said.elapsed()),
                )
            };
            self.say_held();
            let first = match first {
                Ok(first) => first,
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => return,
            };
            let begun = Instant::now();
            let mut counts = Counts::default();
            let mut patient = self.take_in(first, &mut counts);
            while counts.len() < TOGETHER {
                let wait = if patient {
                    self.pace.company.saturating_sub(begun.elapsed())
                } else {
                    Duration::ZERO
                };
                let Ok(next) = asked.recv_timeout(wait) else { break };
                patient &= self.take_in(next, &mut counts);
            }
            self.count(counts);
        }
    }

    /// Does what is asked, or puts it to what is counted together. Whether it may wait for company.
    fn take_in(&mut self, asked: Asked, counts: &mut Counts) -> bool {
        match asked {
            Asked::KeepHeard(heard, answer) => counts.heard.push((heard, answer)),
            Asked::Reserve(asked, answer) => {
                counts.asked.push((asked, answer));
                return false;
            }
            Asked::Hold(meter, answer) => {
                counts.wanted.push((meter, answer));
                return false;
            }
            Asked::LetGo(meter) => {
                self.held.remove(&meter);
                counts.let_go.push(meter);
            }
            Asked::Settle(answer) => {
                counts.settled.push(answer);
                return false;
            }
            Asked::Heard(meter, answer) => {
                let heard = self.heard_of(&[&meter]).or_else(|_| {
                    self.connect_anew();
                    self.heard_of(&[&meter]).map_err(failed)
                });
                say(answer, heard.map(|mut heard| heard.remove(&meter).unwrap_or_default()));
            }
            Asked::Keys(meter, answer) => {
                let keys = self.keys_of(&[&meter]).or_else(|_| {
                    self.connect_anew();
                    self.keys_of(&[&meter])
                });
                say(answer, keys.and_then(|mut keys| keys.remove(&meter).unwrap_or(Ok(None))));
            }
            Asked::Prepare(meters, answer) => {
                let prepared = self.prepare(&meters);
                say(answer, prepared);
            }
            Asked::Propose(Unsealed { meter, keys }, answer) => {
                let proposed = self.propose(&meter, &keys);
                say(answer, proposed);
            }
            Asked::Confirm(meter, generation, answer) => {
                let confirmed = self.store.confirm_meter_key(&meter, generation);
                self.committed();
                say(answer, confirmed.map_err(failed));
            }
        }
        true
    }

    /// After a failure: a server may have ended this connection alone, and no release leaves without it.
    fn connect_anew(&mut self) {
        let another = self.store.another().and_then(|mut store| {
            store.write_scattered()?;
            Ok(store)
        });
        if let Ok(store) = another {
            self.store = store;
        }
    }

    fn committed(&self) {
        self.shared.commits.fetch_add(1, Ordering::Relaxed);
    }

    /// Until when a meter is ours that we take now.
    fn holder(&self) -> Holder {
        let now = crate::clock::now();
        let lease_us = i64::try_from(self.pace.lease.as_micros()).unwrap_or(i64::MAX);
        let until = calendar::Instant(now.0.saturating_add(lease_us));
        Holder { number: self.holder, now, until }
    }

    /// Says, now and then, that we have the meters still that we have. If that cannot be written, others
    /// take them after a while, and the meters refuse our counters.
    fn say_held(&mut self) {
        if self.held.is_empty() || self.said.elapsed() < self.pace.lease / SAID_IN_A_LEASE {
            return;
        }
        let Holder { number, until, .. } = self.holder();
        if self.store.keep_meters_held(number, &self.held, until).is_err() {
            self.connect_anew();
        }
        self.said = Instant::now();
    }

    /// Who asked for a meter may have gone: it is let go again.
    fn give_meter(&mut self, meter: String, answer: Answer<bool>, taken: bool) {
        if taken && self.held.is_empty() {
            self.said = Instant::now();
        }
        if taken {
            self.held.insert(meter.clone());
        }
        if answer.send(Ok(taken)).is_err() && taken {
            self.held.remove(&meter);
            let _ = self.store.let_meters_go(self.holder, &[meter]);
        }
    }

    /// Writes in one transaction. If that fails each is tried alone, so that one which cannot be done
    /// holds nobody up.
    fn count(&mut self, counts: Counts) {
        let Counts { asked, heard, wanted, let_go, settled } = counts;
        let (counters, answers): (Vec<CounterAsked>, Vec<_>) = asked.into_iter().unzip();
        let (kept, told): (Vec<HeardOf>, Vec<_>) = heard.into_iter().unzip();
        let (meters, takers): (Vec<String>, Vec<_>) = wanted.into_iter().unzip();
        let nothing =
            counters.is_empty() && kept.is_empty() && meters.is_empty() && let_go.is_empty();
        if !nothing {
            let writes = MeterWrites {
                holder: self.holder(),
                heard: &kept,
                let_go: &let_go,
                wanted: &meters,
                counters: &counters,
            };
            let done = self.store.write_of_meters(&writes);
            self.committed();
            match done {
                Ok((firsts, mut taken)) => {
                    for (answer, first) in answers.into_iter().zip(firsts) {
                        say(answer, first.ok_or_else(KeepError::exhausted));
                    }
                    told.into_iter().for_each(|answer| say(answer, Ok(())));
                    for (meter, answer) in meters.into_iter().zip(takers) {
                        // Two that ask for one meter at once: the first has it.
                        let ours = taken.remove(&meter);
                        self.give_meter(meter, answer, ours);
                    }
                }
                Err(_) => {
                    self.connect_anew();
                    // What is not let go ends by itself.
                    let _ = self.store.let_meters_go(self.holder, &let_go);
                    self.count_each((counters, answers), (kept, told), (meters, takers));
                }
            }
        }
        settled.into_iter().for_each(|answer| say(answer, Ok(())));
    }

    fn count_each(
        &mut self,
        (counters, answers): (Vec<CounterAsked>, Vec<Answer<u32>>),
        (kept, told): (Vec<HeardOf>, Vec<Answer<()>>),
        (meters, takers): (Vec<String>, Vec<Answer<bool>>),
    ) {
        for (asked, answer) in counters.iter().zip(answers) {
            let first = self.store.reserve_counters(std::slice::from_ref(asked)).map_err(failed);
            let first = first.map(|firsts| firsts.first().copied().flatten());
            say(answer, first.and_then(|first| first.ok_or_else(KeepError::exhausted)));
        }
        for (heard, answer) in kept.iter().zip(told) {
            say(answer, self.store.keep_heard(std::slice::from_ref(heard)).map_err(failed));
        }
        for (meter, answer) in meters.into_iter().zip(takers) {
            let holder = self.holder();
            match self.store.hold_meters(holder, std::slice::from_ref(&meter)) {
                Ok(taken) => self.give_meter(meter, answer, !taken.is_empty()),
                Err(error) => say(answer, Err(failed(error))),
            }
        }
    }

    fn propose(&mut self, meter: &str, keys: &MeterKeys) -> Result<(), KeepError> {
        let kept = secrets::seal(&self.masters, meter, KeyState::Pending, keys)?;
        let proposed = self.store.propose_meter_key(meter, kept.generation, &kept.sealed);
        self.committed();
        proposed.map_err(failed)
    }

    /// Keys of meters, each or why it cannot be opened.
    fn keys_of(&mut self, meters: &[&str]) -> Result<OfMeters, KeepError> {
        let kept = self.store.meter_keys(meters).map_err(failed)?;
        let mut found = HashMap::new();
        for of_meter in kept.chunk_by(|a, b| a.meter == b.meter) {
            let Some(first) = of_meter.first() else { continue };
            found.insert(first.meter.clone(), secrets::known(&self.masters, of_meter));
        }
        Ok(found)
    }

    fn heard_of(
        &mut self,
        meters: &[&str],
    ) -> Result<HashMap<String, BTreeMap<u32, u32>>, store::StoreError> {
        let mut found: HashMap<String, BTreeMap<u32, u32>> = HashMap::new();
        for ((meter, generation), heard) in self.store.heard_counters(meters)? {
            found.entry(meter).or_default().insert(generation, heard);
        }
        Ok(found)
    }

    fn prepare(&mut self, meters: &[String]) -> Result<(), KeepError> {
        let names: Vec<&str> = meters.iter().map(String::as_str).collect();
        // Keys that cannot be opened are an error for whoever comes to use them.
        let mut keys: HashMap<String, KnownKeys> = HashMap::new();
        for (meter, known) in self.keys_of(&names)? {
            keys.extend(known.ok().flatten().map(|known| (meter, known)));
        }
        let mut heard = self.heard_of(&names).map_err(failed)?;
        let asked: Vec<CounterAsked> = meters
            .iter()
            .filter_map(|meter| Some((meter, keys.get(meter)?.current.generation)))
            .map(|(meter, generation)| {
                let (meter, count) = (meter.clone(), BLOCK);
                CounterAsked { meter, generation, at_least: 0, count }
            })
            .collect();
        if asked.is_empty() {
            return Ok(());
        }
        let firsts = self.store.reserve_counters(&asked).map_err(failed)?;
        self.committed();
        let mut all = self.shared.ready();
        for (one, first) in asked.into_iter().zip(firsts) {
            let block = first.map(|first| (one.generation, first));
            let keys = keys.remove(&one.meter);
            let heard = Some(heard.remove(&one.meter).unwrap_or_default());
            all.insert(one.meter, Ready { keys, heard, block });
        }
        Ok(())
    }
}
