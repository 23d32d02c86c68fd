//! What suppliers' systems ask holds up nobody else, and is bounded.

use super::*;
use crate::suppliers::request_rules;
use store::{NewSupplierCase, SupplierCaseKind};

impl Site {
    fn url(&self) -> String {
        format!("sqlite:{}", self._folder.path().join("t.db").display())
    }

    /// So many requests of A that wait, filed at once; their numbers.
    fn filed(&self, count: usize) -> Vec<i64> {
        let engine = &mut *self.world.houses.engine();
        let rules = request_rules(engine, Dso::Ores, instant(NOW)).unwrap();
        let papers = vec!["letter".to_owned()];
        let request = Request::open(default(), papers, "of A", instant(NOW), &rules).unwrap();
        let body = serde_json::to_string(&request).unwrap();
        let add = |engine: &mut Engine, place: usize| {
            engine.store.add_supplier_case(&NewSupplierCase {
                dso: Dso::Ores,
                supplier: "A",
                kind: SupplierCaseKind::Request,
                ean: Some(self.world.nobodys()),
                page: &format!("many/{place}"),
                due: request.due,
                body: &body,
            })
        };
        let filed = engine.locked(Dso::Ores, |engine| {
            let all: Result<Vec<i64>, _> = (0..count).map(|place| add(engine, place)).collect();
            Ok(all?)
        });
        filed.unwrap()
    }
}

#[test]
fn pr_02_tp_06_who_files_while_the_operator_is_locked_keeps_nobody_else_waiting() {
    let site = site();
    let key = site.key(supplier("A"), &ALL);
    let reads = site.key(supplier("A"), &[Scope::EventsRead]);
    // A lot of the night.
    let mut lot = Engine::open(&site.url()).unwrap();
    lot.store.begin_locked(Dso::Ores).unwrap();
    let filed: Vec<u16> = std::thread::scope(|scope| {
        let (site, key) = (&site, &key);
        let post =
            |place: usize| site.post(key, &format!("r-{place}"), &body(site.world.nobodys()));
        let waiting = (0..4).map(|place| scope.spawn(move || post(place).0));
        let waiting: Vec<_> = waiting.collect();
        std::thread::sleep(std::time::Duration::from_millis(500));
        // More of them than there are readers, and each of those still answers: the key, and what it asks.
        assert_eq!(site.get(&reads, "/v1/events").0, 200);
        assert!(waiting.iter().all(|one| !one.is_finished()), "they wait for the lot");
        lot.store.end(Ok::<(), store::StoreError>(())).unwrap();
        waiting.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(filed, [201; 4]);
    assert_eq!(site.read(&key, "").len(), 4);
}

#[test]
fn ux_10_requests_that_stand_otherwise_are_looked_through_so_far_and_the_place_is_told() {
    let site = site();
    let key = site.key(supplier("A"), &ALL);
    let filed = site.filed(1_002);
    let [sent, refused] = [filed[1_000], filed[1_001]].map(|id| id.to_string());
    site.step(&sent, Step::LetterSent);
    site.step(&refused, Step::LetterSent);
    site.step(&refused, Step::Refused { channel: Channel::Click });
    let page = |query: &str| {
        let (status, page) = site.get(&key, &format!("{REQUESTS}?{query}"));
        assert_eq!(status, 200, "{page}");
        let found = page["requests"].as_array().unwrap().iter().map(number).collect::<Vec<_>>();
        (found, page["next"].as_str().unwrap().to_owned(), page["has_more"].as_bool().unwrap())
    };
    let (found, next, has_more) = page("state=letter_sent");
    assert_eq!((found, has_more), (Vec::new(), true), "a thousand were looked through");
    assert_eq!(next, format!("c{}", filed[999]));
    let end = page(&format!("state=letter_sent&after={next}"));
    assert_eq!(end, (vec![sent.clone()], format!("c{sent}"), false));
    // What has ended is found without those that wait, and the other way.
    assert_eq!(page("state=refused"), (vec![refused.clone()], format!("c{refused}"), false));
    // Without a state each stands on a page.
    let (found, next, has_more) = page("limit=200");
    assert_eq!((found.len(), next, has_more), (200, format!("c{}", filed[199]), true));
}
