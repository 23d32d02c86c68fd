//! Months of a group as systems of a representative and of suppliers read them, over real HTTP.

use super::*;
use crate::api_keys::{Add, add};
use crate::testing::Served;
use crate::webhooks::OwnerAsked;
use http_api::Scope;
use serde_json::Value;
use std::sync::Arc;
use store::Owner;

struct Site {
    engine: Engine,
    served: Served,
    group: i64,
    person: i64,
    home: store::Account,
    folder: tempfile::TempDir,
}

/// A month that was final and then corrected; a flat of it has a prepaid account.
fn site() -> Site {
    let mut world = World::new();
    world.all();
    let home = crate::testing::move_in(&mut world.engine, ean(2));
    world.make(None).unwrap();
    world.add(ean(3), Direction::OffTake, 100, 0..4);
    world.make(Some("register replaced")).unwrap();
    let url = format!("sqlite:{}", world.folder.path().join("t.db").display());
    let clock: crate::till::Clock = Arc::new(november);
    let router = crate::desk::router(&url, Arc::clone(&clock), clock).unwrap();
    let World { folder, mut engine, group, .. } = world;
    let person = engine.store.group(group).unwrap().unwrap().head.representative.unwrap();
    let served = Served::with(|_| router);
    Site { engine, served, group, person, home, folder }
}

impl Site {
    fn key(&mut self, owner: Owner) -> String {
        let asked = Add {
            dso: Dso::Ores,
            owner: OwnerAsked::default(),
            scopes: vec![Scope::SharingRead],
            sandbox: false,
            days: 365,
        };
        add(&mut self.engine.store, &asked, owner, november()).unwrap().1
    }

    /// The second version as a file.
    fn file(&mut self, to: Recipient) -> String {
        let url = format!("sqlite:{}", self.folder.path().join("t.db").display());
        let mut intervals = open(&url, &Place::default()).unwrap();
        prepare(&mut self.engine, &mut intervals, (self.group, OCTOBER, Some(2)), &to)
            .unwrap()
            .csv()
    }

    fn get(&self, key: &str, target: &str) -> (u16, Value) {
        let (status, body) =
            self.served.get(&[("authorization", &format!("Bearer {key}"))], target);
        (status, serde_json::from_str(&body).unwrap())
    }
}

fn supplier(id: &str) -> Owner {
    Owner::Supplier(id.to_owned())
}

fn points(page: &Value) -> Vec<String> {
    let all = page["volumes"].as_array().unwrap().iter();
    all.map(|one| one["point"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn es_14_es_15_a_representative_reads_versions_and_volumes_of_the_own_groups_page_by_page() {
    let mut site = site();
    let key = site.key(Owner::Representative(site.person));
    let group = site.group;
    let (status, groups) = site.get(&key, "/v1/sharing/groups");
    assert_eq!((status, groups["groups"].as_array().unwrap().len()), (200, 1));
    assert_eq!(groups["groups"][0]["group"], group.to_string());
    assert!(groups["groups"][0]["name"].is_string());
    let next = groups["next"].as_str().unwrap();
    let behind = site.get(&key, &format!("/v1/sharing/groups?after={next}")).1;
    assert_eq!(behind["groups"], Value::Array(Vec::new()));
    let of = format!("/v1/sharing/groups/{group}");
    let (_, first) = site.get(&key, &format!("{of}/versions?limit=1"));
    assert_eq!(
        (&first["has_more"], &first["versions"][0]["state"]),
        (&true.into(), &"final".into())
    );
    let next = first["next"].as_str().unwrap();
    let (_, second) = site.get(&key, &format!("{of}/versions?after={next}"));
    let version = &second["versions"][0];
    assert_eq!(second["has_more"], false);
    assert_eq!(
        (&version["month"], &version["version"], &version["cause"], &version["points"]),
        (&"2026-10".into(), &2.into(), &"register replaced".into(), &3.into())
    );
    let month = format!("{of}/months/2026-10/versions/2");
    let (_, page) = site.get(&key, &format!("{month}?limit=2"));
    assert_eq!(
        (points(&page), &page["next"]),
        (vec![ean(1).to_string(), ean(2).to_string()], &"c2".into())
    );
    let flat = &page["volumes"][1];
    let micro = |name: &str| units::parse_decimal(flat[name].as_str().unwrap(), 6).unwrap();
    assert_eq!(micro("received_kwh") + micro("residual_offtake_kwh"), micro("offtake_kwh"));
    let kept = site.engine.store.volumes(group, OCTOBER.0, 2).unwrap();
    let own = kept.iter().find(|one| one.ean == ean(2)).unwrap();
    assert_eq!(micro("received_kwh"), own.received);
    let (_, rest) = site.get(&key, &format!("{month}?after=c2"));
    assert_eq!((points(&rest), &rest["has_more"]), (vec![ean(3).to_string()], &false.into()));
    for query in ["after=2", "limit=0", "limit=201", "ean=1"] {
        let (status, problem) = site.get(&key, &format!("{month}?{query}"));
        assert_eq!((status, &problem["code"]), (400, &"query-not-understood".into()), "{query}");
    }
    for version in ["3", "02", "x"] {
        let (status, problem) = site.get(&key, &format!("{of}/months/2026-10/versions/{version}"));
        assert_eq!((status, &problem["code"]), (404, &"volumes-unknown".into()), "{version}");
    }
}

#[test]
fn es_15_pd_04_what_is_somebody_elses_is_answered_like_what_is_not_there() {
    let mut site = site();
    let group = site.group;
    let strangers = [site.key(Owner::Representative(site.person + 1)), site.key(supplier("S9"))];
    for key in &strangers {
        assert_eq!(site.get(key, "/v1/sharing/groups").1["groups"], Value::Array(Vec::new()));
        for rest in ["versions", "months/2026-10/versions/1"] {
            let [theirs, nobodys] = [group, group + 1].map(|id| {
                let (status, mut problem) =
                    site.get(key, &format!("/v1/sharing/groups/{id}/{rest}"));
                problem["request_id"].take();
                (status, problem)
            });
            assert_eq!(theirs.0, 404);
            assert_eq!(theirs.1["code"], "group-unknown");
            assert_eq!(theirs, nobodys, "{rest}");
        }
    }
    let looks = site.engine.store.person_looks(site.home.id, 9).unwrap();
    assert_eq!(looks, [], "nothing was seen");
    // Who represents it no more reads nothing more.
    let own = site.key(Owner::Representative(site.person));
    assert_eq!(site.get(&own, &format!("/v1/sharing/groups/{group}/versions")).0, 200);
    let acts = site.engine.store.group_acts(group).unwrap();
    let mut head = site.engine.store.group(group).unwrap().unwrap().head;
    head.representative = None;
    let last = acts.last().unwrap().clone();
    let given_up =
        |store: &mut store::Store| store.add_group_act(group, acts.len(), &last, &head, &[]);
    site.engine.store.locked(Dso::Ores, given_up).unwrap();
    assert_eq!(site.get(&own, &format!("/v1/sharing/groups/{group}/versions")).0, 404);
    // Nobody else has such a key, and no other key opens these addresses.
    let asked = |scope: Scope| Add {
        dso: Dso::Ores,
        owner: OwnerAsked::default(),
        scopes: vec![scope],
        sandbox: false,
        days: 30,
    };
    for owner in [Owner::Operator, Owner::Party(1), Owner::Terminal("T1".to_owned())] {
        let store = &mut site.engine.store;
        assert!(
            crate::api_keys::add(store, &asked(Scope::SharingRead), owner, november()).is_err()
        );
    }
    let events = (supplier("S2"), asked(Scope::EventsRead));
    let key = add(&mut site.engine.store, &events.1, events.0, november()).unwrap().1;
    assert_eq!(site.get(&key, "/v1/sharing/groups").1["code"], "scope-missing");
}

#[test]
fn es_15_pd_05_a_supplier_reads_its_own_points_and_the_household_sees_that_it_did() {
    let mut site = site();
    let key = site.key(supplier("S2"));
    let of = format!("/v1/sharing/groups/{}", site.group);
    let groups = site.get(&key, "/v1/sharing/groups").1;
    assert_eq!(groups["groups"].as_array().unwrap().len(), 1);
    assert!(groups["groups"][0].get("name").is_none(), "whose group it is, is not its matter");
    let versions = site.get(&key, &format!("{of}/versions")).1;
    let counts = versions["versions"].as_array().unwrap().iter();
    assert_eq!(counts.map(|one| &one["points"]).collect::<Vec<_>>(), [1, 1]);
    assert_eq!(site.engine.store.person_looks(site.home.id, 9).unwrap(), [], "no energy yet");
    let page = site.get(&key, &format!("{of}/months/2026-10/versions/2")).1;
    assert_eq!(points(&page), [ean(2).to_string()]);
    let looks = site.engine.store.person_looks(site.home.id, 9).unwrap();
    assert_eq!(looks.len(), 1);
    assert_eq!((looks[0].saw.as_str(), looks[0].reason.as_str()), ("quarter_hours", "sharing:S2"));
}

#[test]
fn es_15_a_suppliers_system_reads_the_days_that_it_supplied() {
    let mut site = site();
    for (who, from) in [("A", "2026-09-15"), ("B", "2026-10-16")] {
        let from = Some(from.parse().unwrap());
        let fact = timeline::Fact::Contract { supplier: who.to_owned(), from };
        site.engine.record(&site.home, &fact, november()).unwrap();
    }
    let [a, b, named] = ["A", "B", "S2"].map(|who| site.key(supplier(who)));
    let month = format!("/v1/sharing/groups/{}/months/2026-10/versions/1", site.group);
    let offtake = |site: &Site, key: &str| -> i64 {
        let (status, page) = site.get(key, &month);
        assert_eq!(status, 200, "{page}");
        assert_eq!(points(&page), [ean(2).to_string()]);
        units::parse_decimal(page["volumes"][0]["offtake_kwh"].as_str().unwrap(), 6).unwrap()
    };
    let kept = site.engine.store.volumes(site.group, OCTOBER.0, 1).unwrap();
    let own = kept.iter().find(|one| one.ean == ean(2)).unwrap();
    let (of_a, of_b) = (offtake(&site, &a), offtake(&site, &b));
    assert_eq!((of_a, of_a + of_b), (15 * 96 * 30_000, own.offtake));
    assert_eq!(site.get(&named, &month).0, 404, "whom it named has no contract there");
}

#[test]
fn es_15_pd_05_quarter_hours_are_read_point_by_point_and_sum_to_the_file() {
    let mut site = site();
    let key = site.key(Owner::Representative(site.person));
    let of = format!("/v1/sharing/groups/{}/months/2026-10/versions/2", site.group);
    let (status, first) = site.get(&key, &format!("{of}/quarter_hours?limit=1"));
    assert_eq!((status, &first["has_more"], &first["next"]), (200, &true.into(), &"c1".into()));
    assert_eq!(site.engine.store.person_looks(site.home.id, 9).unwrap(), [], "the roof alone");
    let (_, rest) = site.get(&key, &format!("{of}/quarter_hours?after=c1"));
    let points = rest["points"].as_array().unwrap();
    let named = |one: &Value| one["point"].as_str().unwrap().to_owned();
    assert_eq!(
        points.iter().map(named).collect::<Vec<_>>(),
        [ean(2), ean(3)].map(|ean| ean.to_string())
    );
    assert_eq!(site.engine.store.person_looks(site.home.id, 9).unwrap().len(), 1);
    let flat = &points[0]["quarter_hours"];
    assert_eq!(flat.as_array().unwrap().len(), 2_980);
    assert_eq!(flat[4]["share_kwh"], "0.015000");
    // Each point's lines make its checksum, as the file has them.
    let file = site.file(Recipient::Representative);
    for point in first["points"].as_array().unwrap().iter().chain(points) {
        let own = format!(",{},", named(point));
        let lines: String = file.split_inclusive('\n').filter(|line| line.contains(&own)).collect();
        assert_eq!(point["sha256"], hash_of(lines.as_bytes()), "{own}");
    }
    // A version is named by the checksum that its files name; a volume has its share and ratios.
    let versions = site.get(&key, &format!("/v1/sharing/groups/{}/versions", site.group)).1;
    let sha256 = versions["versions"][1]["sha256"].as_str().unwrap();
    assert!(file.contains(&format!("# run_sha256: {sha256}\n")));
    let volume = &site.get(&key, &of).1["volumes"][1];
    assert_eq!(
        (&volume["self_sufficiency"], &volume["coverage"]),
        (&"0.499948".into(), &"0.000000".into())
    );
    assert!(volume.get("self_consumption").is_none() && volume["share_kwh"].is_string());
    for query in ["limit=21", "limit=0", "after=x"] {
        let (status, problem) = site.get(&key, &format!("{of}/quarter_hours?{query}"));
        assert_eq!((status, &problem["code"]), (400, &"query-not-understood".into()), "{query}");
    }
}

#[test]
fn es_15_pd_04_quarter_hours_of_others_are_not_told_and_a_supplier_has_its_own_days() {
    let mut site = site();
    for (who, from) in [("A", "2026-09-15"), ("B", "2026-10-16")] {
        let from = Some(from.parse().unwrap());
        let fact = timeline::Fact::Contract { supplier: who.to_owned(), from };
        site.engine.record(&site.home, &fact, november()).unwrap();
    }
    let of = format!("/v1/sharing/groups/{}/months/2026-10/versions/2/quarter_hours", site.group);
    let stranger = site.key(supplier("S9"));
    let (status, problem) = site.get(&stranger, &of);
    assert_eq!((status, &problem["code"]), (404, &"group-unknown".into()));
    let key = site.key(supplier("A"));
    let (_, page) = site.get(&key, &of);
    let points = page["points"].as_array().unwrap();
    assert_eq!((points.len(), &points[0]["point"]), (1, &ean(2).to_string().into()));
    let quarters = points[0]["quarter_hours"].as_array().unwrap();
    assert_eq!(quarters.len(), 15 * 96);
    let last = quarters.last().unwrap()["start"].as_str().unwrap();
    assert_eq!(last, "2026-10-15T23:45:00+02:00");
    let looks = site.engine.store.person_looks(site.home.id, 9).unwrap();
    assert_eq!(looks[0].reason, "sharing:A");
}
