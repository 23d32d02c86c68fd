use super::*;
use crate::key::{Key, Rounding, Rounds};
use crate::parameters::SharingParameters;
use crate::share::Share;
use calendar::SettlementDay;
use params::{ParameterBook, Scope};
use units::Dso;

fn ean(number: u64) -> Ean {
    Ean::with_check_digit(54_144_900_000_000_000 + number).unwrap()
}

fn day(text: &str) -> SettlementDay {
    text.parse().unwrap()
}

fn midnight(text: &str) -> Instant {
    day(text).start()
}

fn signed(on: &str) -> Signed {
    Signed { on: day(on), document: "D-1".into(), signer: None, told: None }
}

fn joining(number: u64, role: Role, from: &str) -> Joining {
    Joining {
        ean: ean(number),
        role,
        from: midnight(from),
        place: Place { municipality: Some("63079".into()), ..Place::default() },
        metering: Metering::SmartQuarterHours,
        private_grid: false,
        in_compensation: false,
        social_tariff: false,
        mandate: Some(signed("2026-08-01")),
        supplier: None,
    }
}

fn terms(key: Key, shares: &[(u64, &str)]) -> Terms {
    Terms {
        key,
        rounds: Rounds::ONE,
        rounding: Rounding::LargestRemainder,
        shares: shares.iter().map(|(one, share)| (ean(*one), share.parse().unwrap())).collect(),
        groups: BTreeMap::new(),
    }
}

struct Desk {
    book: ParameterBook,
    at: Instant,
    dossier: Dossier,
    acts: Vec<Act>,
}

impl Desk {
    fn of(form: Form, perimeter: Perimeter) -> Result<Self, DossierError> {
        Self::with(ParameterBook::shipped().unwrap(), form, perimeter)
    }

    fn with(book: ParameterBook, form: Form, perimeter: Perimeter) -> Result<Self, DossierError> {
        let at = midnight("2026-09-01");
        let opening =
            Opening { form, name: "Rue Haute".into(), perimeter, representative: Some(7) };
        let dossier = Dossier::open(&opening, at, &SharingParameters::new(&book, Dso::Ores, at))?;
        Ok(Self { book, at, dossier, acts: vec![Act::Opened(opening)] })
    }

    /// A renewable community of one municipality.
    fn community() -> Self {
        let perimeter = Perimeter { municipality: Some("63079".into()), ..Perimeter::default() };
        Self::of(Form::RenewableCommunity, perimeter).unwrap()
    }

    fn file(&mut self, act: Act) -> Result<(), DossierError> {
        let parameters = SharingParameters::new(&self.book, Dso::Ores, self.at);
        self.dossier.file(&act, self.at, &parameters)?;
        self.acts.push(act);
        Ok(())
    }

    fn refused(&mut self, act: Act) -> String {
        let before = self.dossier.clone();
        let why = self.file(act).unwrap_err();
        assert_eq!(self.dossier, before, "a refusal changes nothing");
        let mut text = why.to_string();
        if let Some(source) = std::error::Error::source(&why) {
            text = format!("{text}: {source}");
        }
        text
    }

    fn paper(&mut self, paper: Paper) {
        self.file(Act::Papered { paper, signed: signed("2026-08-01") }).unwrap();
    }

    fn key(&mut self, from: &str, terms: Terms) -> Result<(), DossierError> {
        self.file(Act::KeyFiled { from: midnight(from), terms, approval: None })
    }

    /// Producer 1, consumers 2 and 3 with a fixed key, accepted from 1 October on.
    fn sharing() -> Self {
        let mut desk = Self::ready();
        desk.file(Act::Submitted).unwrap();
        desk.file(Act::Accepted { starts: midnight("2026-10-01") }).unwrap();
        desk
    }

    /// The same, before it is handed in.
    fn ready() -> Self {
        let mut desk = Self::community();
        for (number, role) in [(1, Role::Producer), (2, Role::Consumer), (3, Role::Consumer)] {
            desk.file(Act::Joined(joining(number, role, "2026-10-01"))).unwrap();
        }
        desk.key("2026-10-01", terms(Key::Fixed, &[(2, "0.6"), (3, "0.4")])).unwrap();
        for paper in conditions::papers(Form::RenewableCommunity) {
            desk.paper(*paper);
        }
        desk
    }
}

#[test]
fn es_01_each_form_has_its_perimeter() {
    let refused = |form, perimeter| Desk::of(form, perimeter).err().unwrap().to_string();
    assert_eq!(
        refused(Form::Building, Perimeter::default()),
        "a group in one building needs the building"
    );
    assert!(refused(Form::RenewableCommunity, Perimeter::default()).contains("municipality"));
    let wrong = Perimeter { municipality: Some("Verviers".into()), ..Perimeter::default() };
    assert_eq!(
        refused(Form::RenewableCommunity, wrong),
        "`Verviers` is not the number of a municipality: five digits"
    );
    Desk::of(Form::CitizenCommunity, Perimeter::default()).unwrap();
}

#[test]
fn es_01_peer_to_peer_waits_for_its_parameter() {
    let closed = Desk::of(Form::PeerToPeer, Perimeter::default()).err().unwrap();
    assert_eq!(closed, DossierError::PeerToPeerClosed);
    let mut book = ParameterBook::shipped().unwrap();
    let scope = Scope { dso: Some(Dso::Ores), energy: None };
    let from = day("2026-01-01");
    let entry = book.enter("p2p.enabled", "true", scope, from, Instant(0), "an").unwrap();
    book.approve(entry, "bo").unwrap();
    Desk::with(book, Form::PeerToPeer, Perimeter::default()).unwrap();
}

#[test]
fn es_01_a_point_of_another_municipality_needs_another_criterion() {
    let elsewhere = |number| {
        let mut one = joining(number, Role::Consumer, "2026-10-01");
        one.place.municipality = Some("63020".into());
        one
    };
    let mut desk = Desk::community();
    assert_eq!(
        desk.refused(Act::Joined(elsewhere(2))),
        format!(
            "point `{}` lies in municipality `63020`, and the group is municipality `63079`: it needs \
             another criterion",
            ean(2)
        )
    );
    // The same station is a criterion, if the group has it.
    let both = Perimeter {
        municipality: Some("63079".into()),
        station: Some("P-17".into()),
        wind: true,
        ..Perimeter::default()
    };
    let mut desk = Desk::of(Form::RenewableCommunity, both).unwrap();
    let mut behind = elsewhere(2);
    behind.place.station = Some("P-17".into());
    desk.file(Act::Joined(behind)).unwrap();
    // So is the wind turbine, within 9 km.
    let mut near = elsewhere(3);
    near.place.wind_turbine_m = Some(9_001);
    desk.refused(Act::Joined(near.clone()));
    near.place.wind_turbine_m = Some(9_000);
    desk.file(Act::Joined(near)).unwrap();
    // A citizen community may be wider.
    let mut wide = Desk::of(Form::CitizenCommunity, Perimeter::default()).unwrap();
    wide.file(Act::Joined(elsewhere(2))).unwrap();
}

#[test]
fn es_01_a_building_takes_nobody_from_next_door() {
    let perimeter = Perimeter { building: Some("B-12".into()), ..Perimeter::default() };
    let mut desk = Desk::of(Form::Building, perimeter).unwrap();
    let mut next_door = joining(2, Role::Consumer, "2026-10-01");
    next_door.place.building = Some("B-14".into());
    assert!(desk.refused(Act::Joined(next_door.clone())).contains("building `B-14`"));
    next_door.place.building = Some("B-12".into());
    desk.file(Act::Joined(next_door)).unwrap();
}

#[test]
fn es_02_es_03_a_dossier_is_submitted_only_when_nothing_is_open() {
    let mut desk = Desk::community();
    desk.file(Act::Represented { person: None }).unwrap();
    let mut taker = joining(2, Role::Consumer, "2026-10-01");
    taker.metering = Metering::SmartDaily;
    taker.mandate = None;
    taker.social_tariff = true;
    taker.private_grid = true;
    desk.file(Act::Joined(taker.clone())).unwrap();
    assert_eq!(
        desk.refused(Act::Submitted),
        format!(
            "the dossier lacks: the paper `statutes`; the paper `convention`; a representative; a point \
             that injects and another one that takes; a meter that reports quarter-hours for `{0}`; the \
             public network for `{0}`; the mandate of `{0}`; the signed notice of `{0}` \
             (social_tariff); a key that holds from the start",
            ean(2)
        )
    );
    desk.file(Act::Represented { person: Some(7) }).unwrap();
    desk.paper(Paper::Statutes);
    desk.paper(Paper::Convention);
    let mut roof = joining(1, Role::Producer, "2026-10-01");
    roof.in_compensation = true;
    desk.file(Act::Joined(roof)).unwrap();
    desk.file(Act::Metered { ean: ean(2), metering: Metering::SmartQuarterHours }).unwrap();
    desk.file(Act::Mandated { ean: ean(2), signed: signed("2026-08-20") }).unwrap();
    desk.key("2026-10-01", terms(Key::ProRata, &[])).unwrap();
    let why = desk.refused(Act::Submitted);
    assert_eq!(
        why,
        format!(
            "the dossier lacks: the public network for `{0}`; the signed notice of `{0}` \
             (social_tariff), `{1}` (compensation)",
            ean(2),
            ean(1)
        )
    );
    // Behind a private grid nothing is shared: it leaves, and comes back with the public one.
    desk.file(Act::Left { ean: ean(2), to: midnight("2026-10-02") }).unwrap();
    taker.private_grid = false;
    taker.from = midnight("2026-10-02");
    desk.file(Act::Joined(taker)).unwrap();
    for (number, notice) in [(1, Notice::Compensation), (2, Notice::SocialTariff)] {
        let signed = signed("2026-08-30");
        desk.file(Act::Noticed { ean: ean(number), notice, signed }).unwrap();
    }
    desk.file(Act::Submitted).unwrap();
    // The regulator's authorisation is asked on the operator's form: needed to accept.
    let accepted = Act::Accepted { starts: midnight("2026-10-01") };
    assert_eq!(
        desk.refused(accepted.clone()),
        "the dossier lacks: the paper `authorisation`; the paper `notification`"
    );
    desk.paper(Paper::Authorisation);
    desk.paper(Paper::Notification);
    desk.file(accepted).unwrap();
    assert_eq!(desk.dossier.state.shares(), Some((midnight("2026-10-01"), None)));
}

#[test]
fn es_03_a_notice_is_signed_before_the_first_shared_quarter_hour() {
    let mut desk = Desk::sharing();
    let mut late = joining(4, Role::Both, "2026-11-01");
    late.in_compensation = true;
    desk.at = midnight("2026-11-20");
    let refused = desk.refused(Act::Joined(late.clone()));
    assert!(refused.ends_with(&format!("the signed notice of `{}` (compensation)", ean(4))));
    let noticed =
        |on: &str| Act::Noticed { ean: ean(4), notice: Notice::Compensation, signed: signed(on) };
    desk.file(noticed("2026-11-02")).unwrap();
    desk.refused(Act::Joined(late.clone()));
    desk.file(noticed("2026-11-01")).unwrap();
    desk.file(Act::Joined(late)).unwrap();
    let refused = desk.refused(noticed("2026-11-03"));
    assert!(refused.contains("signed by 2026-11-01, not on 2026-11-03"), "{refused}");
    let later = desk.refused(noticed("2026-11-21"));
    assert_eq!(later, "a document was signed on 2026-11-21, after 2026-11-20");
}

#[test]
fn es_12_a_member_joins_and_leaves_at_the_start_of_a_quarter_hour_and_once() {
    let mut desk = Desk::sharing();
    let mut odd = joining(4, Role::Consumer, "2026-11-01");
    odd.from = odd.from.plus_min(7);
    assert!(desk.refused(Act::Joined(odd)).contains("is not the start of a quarter-hour"));
    let twice = desk.refused(Act::Joined(joining(2, Role::Consumer, "2026-11-01")));
    assert_eq!(
        twice,
        format!("point `{}` is a member twice: it joined at 2026-10-01T00:00:00+02:00", ean(2))
    );
    let early = desk.refused(Act::Joined(joining(4, Role::Consumer, "2026-09-30")));
    assert!(early.starts_with("the group starts at 2026-10-01"), "{early}");
    let leave = |to: &str| Act::Left { ean: ean(3), to: midnight(to) };
    assert!(desk.refused(leave("2026-09-30")).contains("before it joined"));
    desk.file(leave("2026-11-01")).unwrap();
    assert!(desk.refused(leave("2026-11-02")).contains("has left already"));
    let overlapping = desk.refused(Act::Joined(joining(3, Role::Consumer, "2026-10-31")));
    assert!(overlapping.contains("is a member twice"));
    desk.file(Act::Joined(joining(3, Role::Consumer, "2026-11-01"))).unwrap();
    let nobody = desk.refused(Act::Left { ean: ean(9), to: midnight("2026-11-01") });
    assert!(nobody.contains("is no member"));
}

#[test]
fn es_12_keys_are_versions_with_dates_each_for_the_members_of_its_time() {
    let mut desk = Desk::sharing();
    desk.file(Act::Joined(joining(4, Role::Consumer, "2026-11-01"))).unwrap();
    let above = terms(Key::Fixed, &[(2, "0.6"), (3, "0.4"), (4, "0.2")]);
    let act = |from: &str, terms: &Terms| Act::KeyFiled {
        from: midnight(from),
        terms: terms.clone(),
        approval: None,
    };
    assert_eq!(
        desk.refused(act("2026-11-01", &above)),
        "the key does not fit the members: shares add up to 1.2 from 2026-11-01T00:00:00+01:00, which \
         is above 1"
    );
    let fits = terms(Key::Fixed, &[(2, "0.5"), (3, "0.3"), (4, "0.2")]);
    assert!(desk.refused(act("2026-10-01", &fits)).contains("comes first"));
    desk.file(act("2026-11-01", &fits)).unwrap();
    let spans = desk.dossier.key_spans().unwrap();
    let seen: Vec<_> = spans
        .iter()
        .map(|span| (span.version, span.from, span.to, span.group.ids().len()))
        .collect();
    let (october, november) = (midnight("2026-10-01"), midnight("2026-11-01"));
    assert_eq!(seen, [(1, october, Some(november), 3), (2, november, None, 4)]);
    assert_eq!(desk.dossier.key_at(november.plus_s(-1)).map(|key| key.version), Some(1));
    assert_eq!(desk.dossier.key_at(november).map(|key| key.version), Some(2));
}

#[test]
fn es_05_a_key_has_shares_only_for_members_that_take() {
    let mut desk = Desk::sharing();
    let act = |terms: Terms| Act::KeyFiled { from: midnight("2026-11-01"), terms, approval: None };
    let nobody = desk.refused(act(terms(Key::Fixed, &[(9, "0.5")])));
    assert!(nobody.contains("which is no member from 2026-11-01"), "{nobody}");
    let roof = desk.refused(act(terms(Key::Fixed, &[(1, "0.5")])));
    assert!(roof.ends_with("which as producer takes nothing"), "{roof}");
    let flemish = Act::KeyFiled {
        from: midnight("2026-11-01"),
        terms: terms(Key::VlRelative, &[(2, "0.5"), (3, "0.4")]),
        approval: Some("A-3".into()),
    };
    assert!(
        desk.refused(flemish)
            .ends_with("shares add up to 0.9 at most, and key `vl_relative` needs 1")
    );
}

#[test]
fn es_05_a_key_that_is_not_standard_needs_an_approval() {
    let mut desk = Desk::sharing();
    let hybrid = |approval: Option<&str>| Act::KeyFiled {
        from: midnight("2026-11-01"),
        terms: terms(Key::Hybrid, &[(2, "0.5"), (3, "0.5")]),
        approval: approval.map(str::to_owned),
    };
    assert_eq!(
        desk.refused(hybrid(None)),
        "key `hybrid` is not a standard one: it needs the operator's approval"
    );
    desk.refused(hybrid(Some(" ")));
    desk.file(hybrid(Some("A-3"))).unwrap();
}

#[test]
fn es_03_each_state_takes_what_belongs_to_it() {
    let mut desk = Desk::community();
    let starts = midnight("2026-10-01");
    let accepted = || Act::Accepted { starts };
    let returned = || Act::Returned { reasons: "page 2 is missing".into(), tasks: [].into() };
    assert!(desk.refused(returned()).contains("draft takes no `returned`"));
    let mut desk = Desk::sharing();
    assert!(desk.refused(Act::Submitted).contains("accepted takes no `submitted`"));
    assert!(desk.refused(accepted()).contains("accepted takes no `accepted`"));
    desk.refused(Act::Ended { at: starts });
    desk.file(Act::Ended { at: midnight("2027-01-01") }).unwrap();
    assert!(desk.refused(Act::Represented { person: None }).contains("ended takes no"));
    // What is looked at stays as it was submitted; a dossier that comes back can be changed.
    let mut desk = Desk::sharing();
    desk.dossier.state = State::Submitted;
    let act = Act::Joined(joining(4, Role::Consumer, "2026-10-01"));
    assert!(desk.refused(act.clone()).contains("submitted takes no `joined`"));
    desk.refused(Act::Returned { reasons: String::new(), tasks: [].into() });
    desk.file(returned()).unwrap();
    assert_eq!(desk.dossier.returned.as_deref(), Some("page 2 is missing"));
    desk.file(act).unwrap();
}

#[test]
fn es_12_a_dossier_is_its_acts_and_they_survive_being_written() {
    let mut desk = Desk::sharing();
    desk.file(Act::Left { ean: ean(3), to: midnight("2026-11-01") }).unwrap();
    desk.file(Act::Joined(joining(4, Role::Both, "2026-11-01"))).unwrap();
    let mut fixed = terms(Key::Fixed, &[(2, "1/3"), (4, "0.333333333333333333")]);
    fixed.rounds = Rounds::All;
    desk.key("2026-11-01", fixed).unwrap();
    let written: Vec<String> =
        desk.acts.iter().map(|act| serde_json::to_string(act).unwrap()).collect();
    let read: Vec<Act> = written.iter().map(|text| serde_json::from_str(text).unwrap()).collect();
    assert_eq!(read, desk.acts);
    assert_eq!(Dossier::of(&read).unwrap(), desk.dossier);
    assert_eq!(Dossier::of(&read[1..]), Err(DossierError::NotOpened));
}

#[test]
fn es_03_what_the_operator_writes_to_a_task_stands_until_it_is_handed_in_again() {
    let mut desk = Desk::sharing();
    desk.dossier.state = State::Submitted;
    let tasks = [(Condition::Paper(Paper::Statutes), "page 2".to_owned())];
    let act = Act::Returned { reasons: "see below".into(), tasks: tasks.clone().into() };
    let written = serde_json::to_string(&act).unwrap();
    assert!(written.contains(r#""tasks":{"statutes":"page 2"}"#), "{written}");
    assert_eq!(serde_json::from_str::<Act>(&written).unwrap(), act);
    let before: Act = serde_json::from_str(r#"{"returned":{"reasons":"a"}}"#).unwrap();
    assert_eq!(before, Act::Returned { reasons: "a".into(), tasks: [].into() });
    desk.file(act).unwrap();
    assert_eq!(desk.dossier.replies, tasks.into());
    desk.refused(Act::Answered { text: " ".into() });
    desk.file(Act::Answered { text: "page 2 is there".into() }).unwrap();
    desk.file(Act::Submitted).unwrap();
    assert!(desk.dossier.replies.is_empty() && desk.dossier.returned.is_none());
    let verdict = Verdict::Refuse { reasons: "no roof".into() };
    desk.file(Act::Proposed { person: 1, verdict: verdict.clone() }).unwrap();
    assert_eq!(desk.dossier.proposed, Some((1, verdict.clone())));
    // What it rests on changes: the second person would confirm what the first did not see. Source: UX 7.3.
    desk.file(Act::Answered { text: "there is one now".into() }).unwrap();
    assert_eq!(desk.dossier.proposed, None);
    desk.file(Act::Proposed { person: 1, verdict }).unwrap();
    desk.file(Act::Withdrawn).unwrap();
    assert_eq!(desk.dossier.state, State::Withdrawn);
    assert!(desk.refused(Act::Submitted).contains("withdrawn takes no"));
}

#[test]
fn es_05_a_key_that_needs_an_approval_is_asked_for_and_answered() {
    let mut desk = Desk::sharing();
    let hybrid = terms(Key::Hybrid, &[(2, "0.5"), (3, "0.2")]);
    let asked = |from: &str, text: &str| Act::KeyAsked {
        from: midnight(from),
        terms: hybrid.clone(),
        text: text.into(),
    };
    desk.refused(Act::KeyDeclined { reasons: "nothing was asked".into() });
    assert_eq!(
        desk.refused(asked("2026-12-01", " ")),
        "reasons are needed, of 1 to 2000 characters"
    );
    let too_much = terms(Key::Hybrid, &[(2, "0.9"), (3, "0.2")]);
    let text = "why".to_owned();
    let why = desk.refused(Act::KeyAsked { from: midnight("2026-12-01"), terms: too_much, text });
    assert!(why.starts_with("the key does not fit the members"), "{why}");
    desk.file(asked("2026-12-01", "the shop needs it")).unwrap();
    assert_eq!(desk.dossier.asked, Some((midnight("2026-12-01"), hybrid.clone())));
    assert_eq!(desk.dossier.keys.len(), 1, "it does not hold before it is approved");
    desk.file(Act::KeyDeclined { reasons: "not in this region".into() }).unwrap();
    assert_eq!(desk.dossier.asked, None);
    desk.file(asked("2026-12-01", "the shop needs it")).unwrap();
    // Another key before that day leaves the question open; the one that was asked for answers it.
    desk.key("2026-11-01", terms(Key::Equal, &[])).unwrap();
    assert!(desk.dossier.asked.is_some());
    let (from, approval) = (midnight("2026-12-01"), Some("asked on 2026-11-20".to_owned()));
    desk.file(Act::KeyFiled { from, terms: hybrid, approval }).unwrap();
    assert_eq!((desk.dossier.asked.is_some(), desk.dossier.keys.len()), (false, 3));
    assert_eq!(Dossier::of(&desk.acts).unwrap(), desk.dossier);
}

#[test]
fn es_12_another_point_comes_in_the_place_of_one_and_has_its_share() {
    let mut desk = Desk::sharing();
    let to = midnight("2026-11-01");
    let other = joining(4, Role::Consumer, "2026-11-01");
    let acts = desk.dossier.replacing(ean(2), other).unwrap();
    assert_eq!(acts.len(), 3);
    for act in acts {
        desk.file(act).unwrap();
    }
    let shares = |at: Instant| {
        let (key, shares) = desk.dossier.shares_at(at).unwrap();
        let shares: Vec<(Ean, String)> =
            shares.into_iter().map(|(ean, share)| (ean, share.unwrap().to_string())).collect();
        (key, shares)
    };
    let of = |all: &[(u64, &str)]| {
        all.iter().map(|(number, share)| (ean(*number), (*share).to_owned())).collect::<Vec<_>>()
    };
    assert_eq!(shares(midnight("2026-10-31")), (Key::Fixed, of(&[(2, "3/5"), (3, "2/5")])));
    assert_eq!(shares(to), (Key::Fixed, of(&[(3, "2/5"), (4, "3/5")])));
    // A key without shares stays as it is, and each takes the same.
    desk.key("2026-12-01", terms(Key::Equal, &[])).unwrap();
    let equal = desk.dossier.shares_at(midnight("2026-12-01")).unwrap().1;
    assert_eq!(equal[&ean(4)], Share::new(1, 2));
    let acts = desk.dossier.replacing(ean(4), joining(5, Role::Consumer, "2027-01-01")).unwrap();
    assert_eq!(acts.len(), 2);
    // Behind a key that is filed for later already a person has to decide.
    desk.key("2027-02-01", terms(Key::Fixed, &[(3, "0.5"), (4, "0.5")])).unwrap();
    let refused = desk.dossier.replacing(ean(4), joining(5, Role::Consumer, "2027-01-01"));
    assert!(matches!(refused, Err(DossierError::KeyOutOfOrder { .. })), "{refused:?}");
}

#[test]
fn es_12_pd_03_an_end_comes_sooner_and_who_would_join_later_never_does() {
    let mut desk = Desk::sharing();
    let leave = |number, to: &str| Act::Left { ean: ean(number), to: midnight(to) };
    desk.file(leave(3, "2026-12-31")).unwrap();
    assert!(desk.refused(leave(3, "2027-01-15")).contains("has left already"), "not later");
    desk.file(leave(3, "2026-12-16")).unwrap();
    let ends = |desk: &Desk, number| {
        let of = desk.dossier.members.iter().filter(|one| one.joining.ean == ean(number));
        of.map(|one| one.to).collect::<Vec<_>>()
    };
    assert_eq!(ends(&desk, 3), [Some(midnight("2026-12-16"))]);
    // Signed, and moved out before it began: it takes part in no quarter-hour.
    desk.file(Act::Joined(joining(4, Role::Consumer, "2027-01-01"))).unwrap();
    assert!(desk.refused(leave(4, "2026-12-31")).contains("before it joined"));
    desk.file(leave(4, "2027-01-01")).unwrap();
    assert!(desk.dossier.member_at(ean(4), midnight("2027-01-01")).is_none());
    let later = desk.dossier.members_at(midnight("2027-02-01"));
    assert!(later.into_iter().all(|member| member.joining.ean != ean(4)));
    desk.dossier.key_spans().unwrap();
    // An end that comes sooner is of whom it was said, not of who joins behind it.
    let mut next = joining(3, Role::Consumer, "2027-01-01");
    next.mandate = Some(signed("2026-08-15"));
    desk.file(Act::Joined(next)).unwrap();
    desk.file(leave(3, "2026-12-10")).unwrap();
    assert_eq!(ends(&desk, 3), [Some(midnight("2026-12-10")), None]);
}

#[test]
fn pd_03_es_18_what_was_signed_for_one_membership_holds_for_no_later_one() {
    let mut desk = Desk::sharing();
    let social = |from: &str| {
        let mut joining = joining(4, Role::Consumer, from);
        (joining.mandate, joining.social_tariff) = (None, true);
        joining
    };
    let signs = |desk: &mut Desk, on: &str| {
        desk.file(Act::Mandated { ean: ean(4), signed: signed(on) }).unwrap();
        let (notice, signed) = (Notice::SocialTariff, signed(on));
        desk.file(Act::Noticed { ean: ean(4), notice, signed }).unwrap();
    };
    signs(&mut desk, "2026-08-20");
    desk.file(Act::Joined(social("2026-11-01"))).unwrap();
    desk.file(Act::Left { ean: ean(4), to: midnight("2026-12-01") }).unwrap();
    // Until then it rests on what was signed, and it is read as it was.
    let member = desk.dossier.members.iter().find(|one| one.joining.ean == ean(4)).unwrap();
    assert_eq!(desk.dossier.mandate_of(member), Some(&signed("2026-08-20")));
    let notice = desk.dossier.notice_of(member, Notice::SocialTariff);
    assert_eq!(notice, Some(&signed("2026-08-20")));
    let refused = desk.refused(Act::Joined(social("2027-01-01")));
    assert!(refused.contains("the mandate of") && refused.contains("social_tariff"), "{refused}");
    // Whoever lives there next signs, also later than the one before joined.
    desk.at = midnight("2026-12-20");
    signs(&mut desk, "2026-12-15");
    desk.file(Act::Joined(social("2027-01-01"))).unwrap();
    let all: Vec<Option<&Signed>> = desk
        .dossier
        .members
        .iter()
        .filter(|one| one.joining.ean == ean(4))
        .map(|one| desk.dossier.mandate_of(one))
        .collect();
    assert_eq!(all, [Some(&signed("2026-08-20")), Some(&signed("2026-12-15"))]);
    assert_eq!(Dossier::of(&desk.acts).unwrap(), desk.dossier);
}

#[test]
fn es_03_a_representative_answers_fifty_times_until_the_dossier_is_handed_in_again() {
    let mut desk = Desk::community();
    let answer = || Act::Answered { text: "It comes".to_owned() };
    for _ in 0..50 {
        desk.file(answer()).unwrap();
    }
    let refused = desk.refused(answer());
    assert_eq!(refused, "50 answers are enough until the dossier is handed in again");
    let mut desk = Desk::ready();
    for _ in 0..50 {
        desk.file(answer()).unwrap();
    }
    desk.file(Act::Submitted).unwrap();
    desk.file(answer()).unwrap();
    assert_eq!((desk.dossier.answers, Dossier::of(&desk.acts).unwrap().answers), (1, 1));
}
