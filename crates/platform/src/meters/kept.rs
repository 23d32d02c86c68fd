//! Keys and counters of meters in the store, for many associations at once.
//!
//! One thread writes. Whoever takes a counter waits until it is on the disk; what others ask meanwhile goes
//! into the same transaction. A collection says beforehand which meters come next: their keys are read and a
//! block of counters is taken for each in one transaction, and their associations find both in memory.
//! What was heard is waited for a little, so that many meters share a transaction. A block that a crash
//! leaves over is never given again.

use super::secrets;
use crate::failure::{Failure, chain};
use crate::sealed::MasterKeys;
use dlms::client::{HeadEnd, Timing};
use dlms::{BLOCK, CounterStore, KeepError, Keeping, KeyStore, KnownKeys, MeterKeys, SystemTitle};
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use store::{CounterAsked, KeyState, Store};
use tokio::sync::oneshot;

/// What one transaction takes at most.
const TOGETHER: usize = 1_000;
/// How long what was heard waits for company. A seat on the line is given back before.
const COMPANY: Duration = Duration::from_millis(100);
/// Where our own system title is kept.
const TITLE_SETTING: &str = "head_end.title";

type Answer<T> = oneshot::Sender<Result<T, KeepError>>;

/// What the writer is asked.
enum Asked {
    Reserve(CounterAsked, Answer<u32>),
    KeepHeard((String, u32, u32), Answer<()>),
    Heard(String, Answer<BTreeMap<u32, u32>>),
    Keys(String, Answer<Option<KnownKeys>>),
    /// Keys, what was heard, and a block of counters each.
    Prepare(Vec<String>, Answer<()>),
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
        Self::waiting(store, masters, COMPANY)
    }

    /// The same, where what was heard waits so long for company.
    pub fn waiting(
        mut store: Store,
        masters: MasterKeys,
        company: Duration,
    ) -> Result<Self, Failure> {
        store.write_scattered()?;
        let (asks, asked) = channel();
        let shared = Arc::new(Shared::default());
        let mut writer = Writer { store, masters, company, shared: Arc::clone(&shared) };
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
    company: Duration,
    shared: Arc<Shared>,
}

/// Counters that are taken, and what was heard: written together.
#[derive(Default)]
struct Counts {
    asked: Vec<(CounterAsked, Answer<u32>)>,
    heard: Vec<((String, u32, u32), Answer<()>)>,
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
        while let Ok(first) = asked.recv() {
            let begun = Instant::now();
            let mut counts = Counts::default();
            let mut patient = self.take_in(first, &mut counts);
            while counts.asked.len() + counts.heard.len() < TOGETHER {
                let wait = if patient {
                    self.company.saturating_sub(begun.elapsed())
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

    /// Writes in one transaction. If that fails each is tried alone, so that one which cannot be done
    /// holds nobody up.
    fn count(&mut self, counts: Counts) {
        let Counts { asked, heard } = counts;
        let (wanted, answers): (Vec<CounterAsked>, Vec<_>) = asked.into_iter().unzip();
        let (kept, told): (Vec<(String, u32, u32)>, Vec<_>) = heard.into_iter().unzip();
        if wanted.is_empty() && kept.is_empty() {
            return;
        }
        let done = self.store.take_counters(&wanted, &kept);
        self.committed();
        if let Ok(firsts) = done {
            for (answer, first) in answers.into_iter().zip(firsts) {
                say(answer, first.ok_or_else(KeepError::exhausted));
            }
            told.into_iter().for_each(|answer| say(answer, Ok(())));
            return;
        }
        self.connect_anew();
        for (asked, answer) in wanted.iter().zip(answers) {
            let first = self.store.reserve_counters(std::slice::from_ref(asked)).map_err(failed);
            let first = first.map(|firsts| firsts.first().copied().flatten());
            say(answer, first.and_then(|first| first.ok_or_else(KeepError::exhausted)));
        }
        for (heard, answer) in kept.iter().zip(told) {
            say(answer, self.store.keep_heard(std::slice::from_ref(heard)).map_err(failed));
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

#[cfg(test)]
mod tests {
    use super::*;
    use dlms::SecretKey;
    use std::collections::BTreeSet;

    fn masters() -> MasterKeys {
        MasterKeys::of(Some(&"07".repeat(32))).unwrap()
    }

    fn keys(generation: u32, byte: u8) -> MeterKeys {
        let key = |part: u8| SecretKey::new([byte.wrapping_add(part); 16]);
        MeterKeys { generation, encryption: key(0), authentication: key(1), master: Some(key(2)) }
    }

    /// A store with `count` meters that have keys.
    fn store(url: &str, count: usize) -> (Store, Vec<String>) {
        let mut store = Store::open(url).unwrap();
        let names: Vec<String> = (0..count).map(|number| format!("M{number:05}")).collect();
        let kept: Vec<_> = names
            .iter()
            .map(|name| secrets::seal(&masters(), name, KeyState::Current, &keys(1, 9)).unwrap())
            .collect();
        store.add_meter_keys(&kept).unwrap();
        (store, names)
    }

    fn kept(store: &Store) -> KeptMeters {
        KeptMeters::over(store.another().unwrap(), masters()).unwrap()
    }

    fn file(folder: &tempfile::TempDir) -> String {
        format!("sqlite:{}", folder.path().join("kept.db").display())
    }

    #[tokio::test]
    async fn mt_17_whoever_asks_and_whatever_was_made_ready_no_counter_comes_twice() {
        let folder = tempfile::tempdir().unwrap();
        let (store, names) = store(&file(&folder), 3);
        let mut had: BTreeSet<(String, u32)> = BTreeSet::new();
        // Three processes after each other; each leaves what it had made ready.
        for process in 0..3 {
            let (one, other) = (kept(&store), kept(&store));
            one.prepare(names.clone()).await.unwrap();
            let mut tasks = Vec::new();
            for turn in 0..40 {
                let own = if turn % 2 == 0 { one.clone() } else { other.clone() };
                let name = names[turn % 3].clone();
                tasks.push(tokio::spawn(async move {
                    let at_least = if turn == 30 { 5_000 * (process + 1) } else { 0 };
                    let first = own.reserve(&name, 1, at_least, BLOCK).await.unwrap();
                    assert!(first >= at_least);
                    (name, first)
                }));
            }
            for task in tasks {
                let (name, first) = task.await.unwrap();
                for counter in first..first + BLOCK {
                    assert!(had.insert((name.clone(), counter)), "{name} {counter} came twice");
                }
            }
            one.prepare(names.clone()).await.unwrap();
        }
        assert_eq!(had.len(), 3 * 40 * 64);
    }

    #[tokio::test]
    async fn mt_17_a_block_that_was_made_ready_is_of_its_generation_and_high_enough() {
        let (store, names) = store("sqlite::memory:", 1);
        let kept = kept(&store);
        kept.prepare(names.clone()).await.unwrap();
        assert_eq!(kept.reserve("M00000", 2, 0, BLOCK).await, Ok(1), "other keys");
        kept.prepare(names.clone()).await.unwrap();
        assert_eq!(kept.reserve("M00000", 1, 900, BLOCK).await, Ok(900));
        kept.prepare(names.clone()).await.unwrap();
        assert_eq!(kept.reserve("M00000", 1, 0, 1_000).await, Ok(1_028), "more than a block");
        kept.prepare(names).await.unwrap();
        let commits = kept.commits();
        assert_eq!(kept.reserve("M00000", 1, 0, BLOCK).await, Ok(2_028));
        assert_eq!(kept.commits(), commits, "nothing had to be written");
        let last = kept.reserve("M00000", 1, u32::MAX, 2).await.unwrap_err();
        assert_eq!(last, KeepError::exhausted());
    }

    #[tokio::test]
    async fn mt_17_ten_thousand_meters_take_a_few_hundred_transactions() {
        let folder = tempfile::tempdir().unwrap();
        let (store, names) = store(&file(&folder), 10_000);
        let kept = kept(&store);
        for some in names.chunks(500) {
            kept.prepare(some.to_vec()).await.unwrap();
            // As many at once as associations are open.
            for open in some.chunks(250) {
                let mut tasks = Vec::new();
                for name in open {
                    let (kept, name) = (kept.clone(), name.clone());
                    tasks.push(tokio::spawn(async move {
                        assert!(kept.keys(&name).await.unwrap().is_some());
                        assert_eq!(kept.heard(&name, 1).await.unwrap(), None);
                        assert_eq!(kept.reserve(&name, 1, 0, BLOCK).await, Ok(1));
                        kept.keep_heard(&name, 1, 7).await.unwrap();
                    }));
                }
                for task in tasks {
                    task.await.unwrap();
                }
            }
        }
        let commits = kept.commits();
        assert!(commits <= 300, "{commits} transactions");
        assert_eq!(kept.heard("M09999", 1).await, Ok(Some(7)));
        assert_eq!(kept.reserve("M09999", 1, 0, 1).await, Ok(65), "it is in the store");
        let again = self::kept(&store);
        assert_eq!(again.heard("M09999", 1).await, Ok(Some(7)));
    }

    #[tokio::test]
    async fn mt_17_new_keys_are_in_the_store_before_they_are_sent() {
        let (store, names) = store("sqlite::memory:", 2);
        let one = kept(&store);
        one.prepare(names).await.unwrap();
        one.propose("M00000", &keys(2, 50)).await.unwrap();
        // Another process finds both.
        let other = kept(&store);
        let known = other.keys("M00000").await.unwrap().unwrap();
        assert_eq!((known.current, known.pending), (keys(1, 9), Some(keys(2, 50))));
        assert!(other.confirm("M00000", 3).await.is_err());
        other.confirm("M00000", 2).await.unwrap();
        let known = one.keys("M00000").await.unwrap().unwrap();
        assert_eq!((known.current, known.pending), (keys(2, 50), None));
        assert_eq!(one.keys("M7").await, Ok(None));
        assert!(one.propose("M7", &keys(1, 1)).await.is_err());
        // Without the master key it is said, and nobody else is held up.
        let blind = KeptMeters::over(store.another().unwrap(), MasterKeys::default()).unwrap();
        blind.prepare(vec!["M00001".to_owned()]).await.unwrap();
        let error = blind.keys("M00001").await.unwrap_err();
        assert!(error.to_string().contains("TIRELIRE_MASTER_KEY does not have"), "{error}");
        assert!(blind.propose("M00001", &keys(2, 1)).await.is_err());
    }

    #[test]
    fn our_own_title_is_made_once() {
        let mut store = Store::open("sqlite::memory:").unwrap();
        let made = title(&mut store).unwrap();
        assert_eq!(title(&mut store).unwrap(), made);
        assert_eq!(&made.0[..3], b"TIR");
        assert_eq!(title_of(&made.to_string()), Some(made));
        for wrong in ["", "54495200", "+449520000000000", "zz49520000000000"] {
            assert_eq!(title_of(wrong), None, "{wrong}");
        }
    }
}
