//! Groups of energy sharing: what was filed stays, and what is asked for follows from it.

use crate::place::{Place, on_both};
use calendar::Instant;
use store::{GroupAct, GroupHead, GroupMember, KeptRun, KeptVolume, NewDocument, RunKind, Store};
use units::{Dso, Ean};

on_both! {
    es_03_what_is_filed_is_kept_in_order_and_the_head_follows
    es_12_a_point_is_found_with_the_groups_it_was_in
    es_14_versions_of_a_month_are_only_added_and_final_once
    r_02_a_document_is_let_go_of_and_stays_named
    r_01_a_form_opens_one_group_of_whoever_sent_it
}

fn head(state: &str, representative: Option<i64>) -> GroupHead {
    let (form, name) = ("cer".to_owned(), "Rue Haute".to_owned());
    GroupHead { form, name, representative, state: state.to_owned() }
}

fn act(at: i64, body: &str) -> GroupAct {
    GroupAct { at: Instant(at), by: "an".into(), body: body.into() }
}

fn es_03_what_is_filed_is_kept_in_order_and_the_head_follows(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let first = store.add_group(Dso::Ores, &head("draft", None), &act(1, "opened")).unwrap();
    let other = store.add_group(Dso::Resa, &head("draft", Some(9)), &act(1, "opened")).unwrap();
    let submitted = head("submitted", Some(9));
    store.add_group_act(first, 1, &act(2, "submitted"), &submitted, &[]).unwrap();
    // Somebody who read before the second act.
    assert!(store.add_group_act(first, 1, &act(3, "joined"), &submitted, &[]).is_err());
    let bodies: Vec<String> =
        store.group_acts(first).unwrap().into_iter().map(|act| act.body).collect();
    assert_eq!(bodies, ["opened", "submitted"]);
    let of_ores: Vec<_> = store.groups(Dso::Ores).unwrap();
    assert_eq!(of_ores.len(), 1);
    assert_eq!((of_ores[0].id, &of_ores[0].head), (first, &submitted));
    let represented = store.groups_of_representative(9).unwrap();
    assert_eq!(represented.iter().map(|kept| kept.id).collect::<Vec<_>>(), [first, other]);
    assert_eq!(store.group(first + 1).unwrap(), None);
}

fn es_12_a_point_is_found_with_the_groups_it_was_in(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let ean: Ean = "541449012345678908".parse().unwrap();
    let group = store.add_group(Dso::Ores, &head("draft", None), &act(1, "opened")).unwrap();
    let later = store.add_group(Dso::Ores, &head("draft", None), &act(1, "opened")).unwrap();
    let member = |group, from, to: Option<i64>| GroupMember {
        ean,
        from: Instant(from),
        to: to.map(Instant),
        group,
    };
    let joined = [member(group, 900, None)];
    store.add_group_act(group, 1, &act(2, "joined"), &head("draft", None), &joined).unwrap();
    let left = [member(group, 900, Some(1_800))];
    store.add_group_act(group, 2, &act(3, "left"), &head("draft", None), &left).unwrap();
    let again = [member(later, 1_800, None)];
    store.add_group_act(later, 1, &act(4, "joined"), &head("draft", None), &again).unwrap();
    assert_eq!(store.memberships_of(ean).unwrap(), [left[0], again[0]]);
}

fn run_of(group: i64, seq: i32, kind: RunKind, number: i32) -> KeptRun {
    KeptRun {
        group,
        month: 2026 * 12 + 9,
        seq,
        kind,
        number,
        at: Instant(5),
        by: "an".into(),
        cause: if kind == RunKind::Corrected { "late data".into() } else { String::new() },
        acts: 1,
        input_version: 3,
        result_version: 4,
        held: 0,
        sha256: format!("sum-{seq}"),
    }
}

fn es_14_versions_of_a_month_are_only_added_and_final_once(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let ean: Ean = "541449012345678908".parse().unwrap();
    let group = store.add_group(Dso::Ores, &head("accepted", None), &act(1, "opened")).unwrap();
    let volume = |received| KeptVolume {
        ean,
        offtake: 320_000_000,
        received,
        injection: 0,
        given: 0,
        missing: 0,
        days: "[]".into(),
        sha256: format!("of-{received}"),
    };
    let provisional = run_of(group, 1, RunKind::Provisional, 1);
    store.add_run(&provisional, &[volume(90_000_000)]).unwrap();
    assert_eq!(store.last_final_month(group).unwrap(), None);
    let first = run_of(group, 2, RunKind::Final, 1);
    store.add_run(&first, &[volume(96_400_000)]).unwrap();
    // Neither twice, nor in the place of another, nor more than was taken.
    assert!(store.add_run(&run_of(group, 3, RunKind::Final, 1), &[]).is_err());
    assert!(store.add_run(&run_of(group, 2, RunKind::Corrected, 2), &[]).is_err());
    let corrected = run_of(group, 3, RunKind::Corrected, 2);
    assert!(store.add_run(&corrected, &[volume(320_000_001)]).is_err());
    let without_cause = KeptRun { cause: String::new(), ..corrected.clone() };
    assert!(store.add_run(&without_cause, &[]).is_err());
    store.add_run(&corrected, &[volume(97_000_000)]).unwrap();
    assert_eq!(store.last_final_month(group).unwrap(), Some(2026 * 12 + 9));
    let all = store.sharing_runs(group, None).unwrap();
    assert_eq!(all, [provisional, first, corrected.clone()]);
    assert_eq!(store.sharing_runs(group, Some(1)).unwrap(), []);
    assert_eq!(store.volumes(group, 2026 * 12 + 9, 2).unwrap(), [volume(96_400_000)]);
    let of_point = store.volumes_of_point(ean).unwrap();
    assert_eq!(of_point.last(), Some(&(corrected, volume(97_000_000))));
    assert_eq!(of_point.len(), 3);
}

fn r_02_a_document_is_let_go_of_and_stays_named(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let mut group = |dso| store.add_group(dso, &head("draft", None), &act(1, "opened")).unwrap();
    let (own, other) = (group(Dso::Ores), group(Dso::Resa));
    let digest = "a".repeat(64);
    let mut add = |group: i64| {
        let (at, person, task, kind, bytes) = (Instant(5), 3, "statutes", 1, 12);
        let new = NewDocument { group, at, person, task, kind, bytes, digest: &digest };
        let seal = |seq: i64| Ok::<_, store::StoreError>(format!("sealed {seq}"));
        store.add_sharing_document(&new, seal).unwrap()
    };
    assert_eq!((add(own), add(own), add(other)), (1, 2, 1));
    assert_eq!(store.groups_with_documents(Dso::Ores).unwrap(), [own]);
    store.drop_sharing_document(own, 1).unwrap();
    let kept = |store: &mut Store| -> Vec<(i64, bool)> {
        let all = store.sharing_documents(own).unwrap();
        all.iter().map(|line| (line.seq, line.kept)).collect()
    };
    assert_eq!(kept(&mut store), [(1, false), (2, true)]);
    assert_eq!(store.sharing_document(own, 1).unwrap().unwrap().1, "");
    assert_eq!(store.sharing_document(own, 2).unwrap().unwrap().1, "sealed 2");
    store.drop_sharing_document(own, 2).unwrap();
    assert_eq!(store.groups_with_documents(Dso::Ores).unwrap(), [0; 0]);
    assert_eq!(store.groups_with_documents(Dso::Resa).unwrap(), [other]);
}

fn r_01_a_form_opens_one_group_of_whoever_sent_it(place: &Place) {
    let mut store = Store::open(&place.url).unwrap();
    let group = store.add_group(Dso::Ores, &head("draft", Some(9)), &act(1, "opened")).unwrap();
    assert_eq!(store.group_opened(9, "form-1").unwrap(), None);
    store.add_group_opened((9, "form-1"), group).unwrap();
    assert!(store.add_group_opened((9, "form-1"), group).is_err(), "once");
    assert_eq!(store.group_opened(9, "form-1").unwrap(), Some(group));
    assert_eq!(store.group_opened(8, "form-1").unwrap(), None);
    assert_eq!(store.group_opened(9, "form-2").unwrap(), None);
}
