//! What takes long is asked on connections of its own.

use super::*;
use crate::api_keys;
use http_api::{Scope, Suppliers as _};
use std::time::Duration;
use store::Owner;

#[test]
fn pa_35_tp_06_months_of_suppliers_that_take_long_keep_no_other_question_waiting() {
    let shop = Shop::new();
    let at = Instant(shop.now.load(Ordering::Relaxed));
    let mut store = Store::open(&shop.url).unwrap();
    let asked = api_keys::Add {
        dso: Dso::Ores,
        owner: crate::webhooks::OwnerAsked::default(),
        scopes: vec![Scope::SettlementRead],
        sandbox: false,
        days: 365,
    };
    let owner = Owner::Supplier("A".to_owned());
    let (_, text) = api_keys::add(&mut store, &asked, owner, at).unwrap();
    let hash = crate::parties::hash(&text);
    let partner = api_keys::partner(&mut store, &hash, at).unwrap().unwrap();
    let clock = shop.clock();
    let till = Till::timed(Engine::open(&shop.url).unwrap(), Arc::clone(&clock)).unwrap();
    let desk = Arc::new(PlatformDesk::open(&shop.url, till, clock).unwrap());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    // One that is read for as long as this test likes.
    let (end, ends) = channel::<()>();
    let long = Arc::clone(&desk);
    let long = runtime.spawn(async move {
        let work = move |_: &mut Engine| {
            let _ = ends.recv();
            Ok(Ok(()))
        };
        long.read_at(Reader::Settlements, work).await.is_ok()
    });
    let soon = Duration::from_millis(300);
    std::thread::sleep(soon);
    runtime.block_on(async {
        let month = desk.settlement(&partner, "2026-10", (0, 9), at);
        assert!(tokio::time::timeout(soon, month).await.is_err(), "it waits for the first");
        let months = desk.settlements(&partner, (0, 9), at);
        assert!(tokio::time::timeout(soon, months).await.is_err());
        let other = tokio::time::timeout(Duration::from_secs(9), desk.read(|_| Ok(Ok(7))));
        assert_eq!(other.await.unwrap().ok(), Some(7));
        let requests = desk.supplier_requests(&partner, None, (0, 9), at);
        assert!(tokio::time::timeout(Duration::from_secs(9), requests).await.unwrap().is_ok());
    });
    end.send(()).unwrap();
    runtime.block_on(async {
        assert!(long.await.unwrap());
        // Of those who had gone nothing was read; whoever asks now is answered.
        let month = desk.settlement(&partner, "2026-10", (0, 9), at).await;
        assert!(month.unwrap().is_some());
    });
}
