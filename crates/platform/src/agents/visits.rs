//! Visits of technicians at the desk. What is done goes the way of [`crate::visits`]. Source: UX A-12, PR-05 to PR-08.

use super::life::moved_between;
use super::{Desks, failed, name_and_town, signature};
use crate::engine::Engine;
use crate::failure::Failure;
use crate::notices;
use crate::suppliers::steps;
use crate::visits::swap::{self, Evidence, SwapError};
use crate::visits::{self, PhotoRefused, Picture, Point, Refused, StoredVisit};
use access::Act;
use calendar::{Instant, SettlementDay};
use portal::agent::{
    Detail, Event, EventKind, EventLink, LetterShown, PhotoKind, PhotoShown, SwapEffect,
    SwapRefused, SwapShown, SwapWanted, VisitDesk, VisitEffect, VisitFor, VisitLine, VisitPlace,
    VisitRefused, VisitView, Visited, VisitsView,
};
use portal::my::{MyError, Visitor};
use procedures::{Appointment, Slot, Visit, VisitState, VisitStep};
use store::KeptVisit;
use units::Dso;

/// Days on a page of the list, behind the first.
const DAYS_AHEAD: i32 = 6;

type Done<T> = Result<Result<T, VisitRefused>, Failure>;

/// Runs the lines of a call with `?` for what is refused.
macro_rules! or_refused {
    ($result:expr) => {
        match $result {
            Ok(value) => value,
            Err(error) => return Ok(Err(refusal(error))),
        }
    };
}

fn refusal(refused: Refused) -> VisitRefused {
    match refused {
        Refused::NoPoint | Refused::Unknown => VisitRefused::Unknown,
        Refused::Overtaken => VisitRefused::Overtaken,
        Refused::Registers => VisitRefused::Registers,
        Refused::Rule(error) => VisitRefused::Rule(error),
        Refused::Request(error) => VisitRefused::Request(error),
        Refused::Swap(error) => VisitRefused::Swap(match error {
            SwapError::NotHere => SwapRefused::NotHere,
            SwapError::Card => SwapRefused::Card,
            SwapError::OtherHome => SwapRefused::OtherHome,
            SwapError::Sales => SwapRefused::Sales,
            SwapError::Findings => SwapRefused::Findings,
            SwapError::Weekly => SwapRefused::Weekly,
            SwapError::Before => SwapRefused::Before,
            SwapError::NewMeter => SwapRefused::NewMeter,
            SwapError::Waits => SwapRefused::Waits,
            SwapError::NothingWaits => SwapRefused::NothingWaits,
            SwapError::SamePerson => SwapRefused::SamePerson,
        }),
    }
}

fn photo_refusal(refused: PhotoRefused) -> VisitRefused {
    match refused {
        PhotoRefused::Unknown => VisitRefused::Unknown,
        PhotoRefused::NotAPicture => VisitRefused::NotAPicture,
        PhotoRefused::TooLarge => VisitRefused::TooLarge,
        PhotoRefused::TooMany => VisitRefused::TooMany,
        PhotoRefused::Cancelled => VisitRefused::Overtaken,
        PhotoRefused::NoKey => VisitRefused::NoKey,
    }
}

pub(super) fn photo_kind(kind: Picture) -> PhotoKind {
    match kind {
        Picture::Jpeg => PhotoKind::Jpeg,
        Picture::Png => PhotoKind::Png,
    }
}

fn evidence(wanted: &SwapWanted) -> Evidence {
    let SwapWanted { read_outs, sales, old_meter, new_meter, two_rates, weekly, accepts } =
        wanted.clone();
    Evidence { read_outs, sales, old_meter, new_meter, two_rates, weekly, accepts }
}

fn swap_effect(carried: &swap::Carried) -> SwapEffect {
    SwapEffect {
        old_balance: carried.old_balance,
        balance: carried.balance,
        advanced: carried.advanced,
        old_debt: carried.old_debt,
        findings: carried.findings,
    }
}

/// Name and town of who lives at a point, as far as somebody has found out.
fn who(engine: &mut Engine, point: &Point) -> Result<(String, String), Failure> {
    if let Some(account) = &point.account {
        return name_and_town(engine, account);
    }
    let home = point.request.as_ref().and_then(|(_, home)| home.as_ref());
    Ok(home.map(|home| (home.name.clone(), home.town.clone())).unwrap_or_default())
}

/// Name, address and phone.
fn reached(
    engine: &mut Engine,
    point: &Point,
) -> Result<(String, String, Option<String>), Failure> {
    let lives = |street: &str, postcode: &str, town: &str| {
        let place = format!("{postcode} {town}");
        let parts = [street, place.trim()].into_iter().filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join(", ")
    };
    if let Some(account) = &point.account {
        let Some(contact) = engine.store.contact(account.id)? else {
            return Ok(Default::default());
        };
        let address = lives(&contact.street, &contact.postcode, &contact.town);
        return Ok((contact.name, address, contact.phone.map(|phone| phone.to_string())));
    }
    let home = point.request.as_ref().and_then(|(_, home)| home.as_ref());
    Ok(home
        .map(|home| {
            let address = lives(&home.street, &home.postcode, &home.town);
            (home.name.clone(), address, home.phone.map(|phone| phone.to_string()))
        })
        .unwrap_or_default())
}

/// Where a visit went, with the household for which it was, also of one that has left: whoever lives there now is
/// nobody's business. Source: PD-07.
fn point_of(engine: &mut Engine, kept: &KeptVisit, visit: &Visit) -> Result<Point, Failure> {
    let account = visits::household(engine, kept.ean, visit)?;
    let of_request = account.is_none() || visit.request.is_some();
    let request = match of_request {
        true => visits::request_of(engine, kept.ean, visit)?,
        false => None,
    };
    let request = request.filter(|(_, request)| request.is_open());
    let request = request.map(|(number, request)| (number, request.home));
    let energy = match (&account, &request) {
        (Some(account), _) => account.group.energy,
        (None, Some((_, Some(home)))) => home.energy,
        (None, _) => units::Energy::Electricity,
    };
    Ok(Point { ean: kept.ean, dso: kept.dso, energy, account, request })
}

/// The point that an appointment is made for. `None` of an account that is not the point's any more, and of a request
/// about those who lived there before: whoever lives there now is nobody's business.
fn meant(engine: &mut Engine, whom: VisitFor, now: Instant) -> Result<Option<Point>, Failure> {
    match whom {
        VisitFor::Account(account) => {
            let Some(account) = engine.store.account(account)? else { return Ok(None) };
            let point = visits::point(engine, account.ean)?;
            let own = |open: &store::Account| open.id == account.id;
            Ok(point.filter(|point| point.account.as_ref().is_some_and(own)))
        }
        VisitFor::Request(number) => {
            let Some(at) = steps::known(engine, number, now)?.filter(|at| at.request.is_open())
            else {
                return Ok(None);
            };
            let about = steps::household(engine, at.ean, &at.request)?;
            let own = |open: &store::Account| about.as_ref().is_some_and(|one| one.id == open.id);
            let point = visits::point(engine, at.ean)?;
            Ok(point.filter(|point| point.account.as_ref().is_none_or(own)))
        }
    }
}

/// The household of a point, if it lives there still.
fn open_of(point: &Point) -> Option<&store::Account> {
    point.account.as_ref().filter(|account| account.closed_at.is_none())
}

fn place_of(engine: &mut Engine, point: &Point, now: Instant) -> Result<VisitPlace, Failure> {
    let rules = visits::rules(engine, point.dso, now)?;
    let (name, address, phone) = reached(engine, point)?;
    let today = now.day();
    Ok(VisitPlace {
        ean: point.ean,
        dso: point.dso,
        energy: point.energy,
        name,
        address,
        phone,
        // Nobody goes there for who has left.
        account: open_of(point).map(|account| account.id),
        request: point.request.as_ref().map(|(id, _)| *id),
        slots: Slot::ALL.map(|slot| (slot, slot.span(today, &rules))),
        last_day: today.plus(rules.most_days_ahead),
        now,
    })
}

/// What became of the visits to the point of an account, for its story.
pub(super) fn events(
    engine: &mut Engine,
    account: &store::Account,
    from: Instant,
) -> Result<Vec<Event>, Failure> {
    let mut events = Vec::new();
    for (id, visit) in visits::of_account(engine, account)? {
        let mut add = |at: Instant, what: &str, [words, by]: [&str; 2]| {
            if at >= from {
                events.push(Event {
                    at,
                    kind: EventKind::Person,
                    what: format!("visit_{what}"),
                    detail: Detail::Words {
                        number: None,
                        words: words.to_owned(),
                        by: by.to_owned(),
                    },
                    balance: None,
                    guards: Vec::new(),
                    stages: Vec::new(),
                    link: Some(EventLink::Visit(id)),
                });
            }
        };
        add(visit.made_at, "made", [&visit.task, &visit.by]);
        for taken in &visit.steps {
            add(taken.at, taken.step.kind().name(), [taken.step.words(), &taken.by]);
        }
    }
    Ok(events)
}

impl Desks {
    /// Keeps a look at each of these accounts, once.
    fn saw(
        &self,
        engine: &mut Engine,
        visitor: &Visitor,
        mut seen: Vec<store::Account>,
        reason: &str,
    ) -> Result<(), Failure> {
        seen.sort_by_key(|account| account.id);
        seen.dedup_by_key(|account| account.id);
        let accounts: Vec<&store::Account> = seen.iter().collect();
        self.note(engine, visitor, &accounts, (&[Act::ThirtyDays], reason))
    }

    fn visits_of(
        &self,
        visitor: &Visitor,
        from: Option<SettlementDay>,
        state: Option<VisitState>,
    ) -> Result<VisitsView, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let from = from.unwrap_or(now.day());
        let (mut lines, mut seen) = (Vec::new(), Vec::new());
        for dso in Dso::ALL {
            let rules = visits::rules(engine, dso, now)?;
            for kept in engine.store.visits_between(dso, from, from.plus(DAYS_AHEAD))? {
                if state.is_some_and(|state| visits::state_code(state) != kept.state) {
                    continue;
                }
                let stored: StoredVisit = serde_json::from_str(&kept.body)?;
                let point = point_of(engine, &kept, &stored.visit)?;
                let (name, town) = who(engine, &point)?;
                let visit = &stored.visit;
                lines.push(VisitLine {
                    number: kept.id,
                    ean: kept.ean,
                    name,
                    town,
                    energy: point.energy,
                    reason: visit.reason,
                    day: visit.day,
                    slot: visit.slot,
                    span: visit.slot.span(visit.day, &rules),
                    state: visit.state,
                    photos: engine.store.visit_photos(kept.id)?.len(),
                    waits: stored.swap.is_some(),
                });
                seen.extend(point.account);
            }
        }
        lines.sort_by_key(|line: &VisitLine| (line.day, line.slot, line.number));
        self.saw(engine, visitor, seen, "visits")?;
        Ok(VisitsView { from, state, lines, now })
    }

    fn visit_of(&self, visitor: &Visitor, number: i64) -> Result<Option<VisitView>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some((kept, stored)) = visits::stored(engine, number)? else { return Ok(None) };
        let point = point_of(engine, &kept, &stored.visit)?;
        self.saw(engine, visitor, point.account.iter().cloned().collect(), "visit")?;
        let place = place_of(engine, &point, now)?;
        let rules = visits::rules(engine, kept.dso, now)?;
        let photos = engine.store.visit_photos(number)?.into_iter().filter_map(|line| {
            let kind = photo_kind(Picture::from_code(line.kind)?);
            Some(PhotoShown { number: line.seq, at: line.at, kind, bytes: line.bytes })
        });
        let photos = photos.collect();
        let (mut others, left) = (Vec::new(), engine.store.closed_accounts_of(kept.ean)?);
        for other in engine.store.visits_of_point(kept.ean)? {
            let one: StoredVisit = serde_json::from_str(&other.body)?;
            if other.id != number && !moved_between(&left, one.visit.made_at, stored.visit.made_at)
            {
                others.push((other.id, one.visit.reason, one.visit.state, one.visit.day));
            }
        }
        others.reverse();
        let swap = match &stored.swap {
            None => None,
            Some(asked) => {
                let by = (asked.by.as_str(), now);
                let carried = swap::would_swap(engine, (&kept, &stored), &asked.evidence, by)?;
                Some(SwapShown {
                    by: asked.by.clone(),
                    at: asked.at,
                    own: asked.person == visitor.person,
                    wanted: SwapWanted {
                        read_outs: asked.evidence.read_outs.clone(),
                        sales: asked.evidence.sales.clone(),
                        old_meter: asked.evidence.old_meter,
                        new_meter: asked.evidence.new_meter,
                        two_rates: asked.evidence.two_rates,
                        weekly: asked.evidence.weekly,
                        accepts: asked.evidence.accepts,
                    },
                    effect: carried.ok().map(|carried| swap_effect(&carried)),
                })
            }
        };
        let lives = engine.store.household_at(kept.ean, now)?;
        let letter = match (point.account.as_ref().or(lives.as_ref()), stored.left()) {
            (Some(_), _) => None,
            (None, _) if stored.visit.state != VisitState::Planned => None,
            (None, Some(left)) => Some(LetterShown::Left(left.at)),
            (None, None) => Some(match visits::letters::letter(engine, number, now)? {
                Some(_) => LetterShown::Waits,
                None => LetterShown::Cannot,
            }),
        };
        Ok(Some(VisitView {
            number,
            place,
            span: stored.visit.slot.span(stored.visit.day, &rules),
            photos,
            others,
            to_swap: swap::is_due(&stored) && lives.is_none(),
            swap,
            letter,
            keeps_photos: !self.masters.is_empty(),
            visit: stored.visit,
            now,
        }))
    }

    fn place_for(&self, visitor: &Visitor, whom: VisitFor) -> Result<Option<VisitPlace>, Failure> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some(point) = meant(engine, whom, now)? else { return Ok(None) };
        self.saw(engine, visitor, point.account.iter().cloned().collect(), "visit")?;
        place_of(engine, &point, now).map(Some)
    }

    fn plan_for(
        &self,
        whom: VisitFor,
        asked: &Appointment,
        from: (&str, &str),
        now: Instant,
    ) -> Done<i64> {
        let mut engine = self.engine();
        let Some(point) = meant(&mut engine, whom, now)? else {
            return Ok(Err(VisitRefused::Unknown));
        };
        Ok(visits::plan(&mut engine, point.ean, asked, from, now)?.map_err(refusal))
    }

    /// What the household would be told, by which way.
    fn would_tell(
        engine: &mut Engine,
        point: &Point,
        told: Option<notices::VisitTold>,
        (day, slot): (SettlementDay, Slot),
        now: Instant,
    ) -> Result<Vec<(String, String)>, Failure> {
        if let (None, Some((_, Some(home)))) = (&point.account, &point.request)
            && told == Some(notices::VisitTold::Fixed)
        {
            let about = (point.dso, home);
            let text = visits::letters::would_say(engine, about, (day, slot), now)?;
            let letter = notify::plan::Channel::Letter.name().to_owned();
            return Ok(text.into_iter().map(|text| (letter.clone(), text)).collect());
        }
        let (Some(account), Some(told)) = (open_of(point), told) else { return Ok(Vec::new()) };
        let when = visits::when((day, slot), &visits::rules(engine, point.dso, now)?);
        let said = notices::visit_would_say(engine, account, (told, when), now)?;
        Ok(said.into_iter().map(|(way, text)| (way.name().to_owned(), text)).collect())
    }

    fn plan_effect_of(&self, whom: VisitFor, asked: &Appointment) -> Done<VisitEffect> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some(point) = meant(engine, whom, now)? else {
            return Ok(Err(VisitRefused::Unknown));
        };
        let visit = or_refused!(visits::would_plan(engine, &point, asked, now)?);
        let place = (visit.day, visit.slot);
        let told = Some(notices::VisitTold::Fixed);
        let told = Self::would_tell(engine, &point, told, place, now)?;
        let rules = visits::rules(engine, point.dso, now)?;
        Ok(Ok(VisitEffect {
            state: visit.state,
            day: visit.day,
            span: visit.slot.span(visit.day, &rules),
            told,
            request: visit.request,
            after: 0,
        }))
    }

    fn step_effect_of(&self, number: i64, step: &VisitStep) -> Done<VisitEffect> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some((kept, _)) = visits::stored(engine, number)? else {
            return Ok(Err(VisitRefused::Unknown));
        };
        let (visit, told) = or_refused!(visits::would_step(engine, number, step, now)?);
        let point = point_of(engine, &kept, &visit)?;
        let place = (visit.day, visit.slot);
        let told = Self::would_tell(engine, &point, told, place, now)?;
        let rules = visits::rules(engine, kept.dso, now)?;
        let hears = matches!(step, VisitStep::Moved { .. } | VisitStep::Absent { .. });
        Ok(Ok(VisitEffect {
            state: visit.state,
            day: visit.day,
            span: visit.slot.span(visit.day, &rules),
            told,
            request: visit.request.filter(|_| hears),
            after: visit.steps.len().saturating_sub(1),
        }))
    }

    fn photo_of(
        &self,
        visitor: &Visitor,
        (number, photo): (i64, i64),
    ) -> Result<Option<(PhotoKind, Vec<u8>)>, Failure> {
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some((kept, stored)) = visits::stored(engine, number)? else { return Ok(None) };
        let household = visits::household(engine, kept.ean, &stored.visit)?;
        self.saw(engine, visitor, household.into_iter().collect(), "photo")?;
        let found = visits::open_photo(engine, &self.masters, (number, photo))?;
        Ok(found.map(|(kind, bytes)| (photo_kind(kind), bytes)))
    }

    fn letter_of_visit(&self, visitor: &Visitor, number: i64) -> Result<Option<Vec<u8>>, Failure> {
        let now = self.now();
        let mut guard = self.engine();
        let engine = &mut *guard;
        if visits::stored(engine, number)?.is_none() {
            return Ok(None);
        }
        self.saw(engine, visitor, Vec::new(), "letter")?;
        let letter = visits::letters::letter(engine, number, now)?;
        // Printing takes a while; nobody waits for the books meanwhile.
        drop(guard);
        Ok(letter.map(|letter| letters::print(&letter)).transpose()?.map(|pdf| pdf.bytes))
    }

    fn swap_effect_of(
        &self,
        visitor: &Visitor,
        number: i64,
        wanted: &SwapWanted,
    ) -> Done<SwapEffect> {
        let now = self.now();
        let mut engine = self.engine();
        let engine = &mut *engine;
        let Some((kept, stored)) = visits::stored(engine, number)? else {
            return Ok(Err(VisitRefused::Unknown));
        };
        let by = signature(visitor);
        let about = (&kept, &stored);
        let carried = or_refused!(swap::would_swap(engine, about, &evidence(wanted), (&by, now))?);
        Ok(Ok(swap_effect(&carried)))
    }
}

impl VisitDesk for Desks {
    fn visits(
        &self,
        visitor: &Visitor,
        from: Option<SettlementDay>,
        state: Option<VisitState>,
    ) -> Result<VisitsView, MyError> {
        self.visits_of(visitor, from, state).map_err(failed("could not read visits"))
    }

    fn visit(&self, visitor: &Visitor, number: i64) -> Result<Option<VisitView>, MyError> {
        self.visit_of(visitor, number).map_err(failed("could not read a visit"))
    }

    fn visit_place(
        &self,
        visitor: &Visitor,
        whom: VisitFor,
    ) -> Result<Option<VisitPlace>, MyError> {
        self.place_for(visitor, whom).map_err(failed("could not read where a visit would go"))
    }

    fn plan_effect(
        &self,
        _: &Visitor,
        whom: VisitFor,
        asked: &Appointment,
    ) -> Visited<VisitEffect> {
        self.plan_effect_of(whom, asked)
            .map_err(failed("could not work out what an appointment leads to"))
    }

    fn plan_visit(
        &self,
        visitor: &Visitor,
        whom: VisitFor,
        asked: &Appointment,
        attempt: &str,
    ) -> Visited<i64> {
        let now = self.now();
        let by = signature(visitor);
        let page = format!("{}/{attempt}", visitor.person);
        let made = self.plan_for(whom, asked, (&by, &page), now);
        made.map_err(failed("could not make an appointment"))
    }

    fn step_effect(&self, _: &Visitor, number: i64, step: &VisitStep) -> Visited<VisitEffect> {
        self.step_effect_of(number, step).map_err(failed("could not work out where a visit leads"))
    }

    fn visit_step(
        &self,
        visitor: &Visitor,
        number: i64,
        step: &VisitStep,
        after: usize,
    ) -> Visited<()> {
        let now = self.now();
        let by = signature(visitor);
        let taken = visits::take(&mut self.engine(), number, step, (&by, after), now);
        taken
            .map(|taken| taken.map_err(refusal))
            .map_err(failed("could not take a step of a visit"))
    }

    fn add_photo(&self, visitor: &Visitor, number: i64, bytes: &[u8]) -> Visited<()> {
        let now = self.now();
        let of = (number, visitor.person);
        let kept = visits::add_photo(&mut self.engine(), &self.masters, of, bytes, now);
        kept.map(|kept| kept.map(drop).map_err(photo_refusal))
            .map_err(failed("could not keep a photo"))
    }

    fn photo(
        &self,
        visitor: &Visitor,
        number: i64,
        photo: i64,
    ) -> Result<Option<(PhotoKind, Vec<u8>)>, MyError> {
        self.photo_of(visitor, (number, photo)).map_err(failed("could not read a photo"))
    }

    fn swap_effect(
        &self,
        visitor: &Visitor,
        number: i64,
        wanted: &SwapWanted,
    ) -> Visited<SwapEffect> {
        self.swap_effect_of(visitor, number, wanted)
            .map_err(failed("could not work out what a swap carries over"))
    }

    fn visit_letter(&self, visitor: &Visitor, number: i64) -> Result<Option<Vec<u8>>, MyError> {
        self.letter_of_visit(visitor, number).map_err(failed("could not print a letter"))
    }

    fn ask_swap(&self, visitor: &Visitor, number: i64, wanted: &SwapWanted) -> Visited<()> {
        let at = self.now();
        let (by, person, evidence) = (signature(visitor), visitor.person, evidence(wanted));
        let asked = swap::Asked { at, by, person, evidence };
        let done = swap::ask(&mut self.engine(), number, asked);
        done.map(|done| done.map_err(refusal)).map_err(failed("could not ask for a swap"))
    }

    fn decide_swap(&self, visitor: &Visitor, number: i64, decided: (bool, Instant)) -> Visited<()> {
        let now = self.now();
        let by = signature(visitor);
        let who = (visitor.person, by.as_str());
        let done = swap::decide(&mut self.engine(), number, who, decided, now);
        done.map(|done| done.map_err(refusal)).map_err(failed("could not decide on a swap"))
    }
}
