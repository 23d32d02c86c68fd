//! Counters and keys under many tasks and processes.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod held;

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
