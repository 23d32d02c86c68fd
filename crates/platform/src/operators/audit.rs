//! Who did and saw what: looks at households, acts of the desk, values of the engine, runs of cuts and stops, from
//! where each is kept. Nothing is written for it. Source: UX O-07, PD-05.

mod keys;
pub mod signed;

use super::Rooms;
use crate::books::{EnteredParameter, parameter_book, price_book};
use crate::engine::Engine;
use crate::failure::Failure;
use crate::people::terms;
use crate::share::runs::terms::held;
use crate::share::tasks;
use ::intervals::Month;
use calendar::{Instant, SettlementDay};
use params::{PriceVersion, registers};
use portal::operator::{AuditKind, AuditLine, AuditView, AuditWanted};
use portal::spreadsheet::field;
use procedures::{Slot, VisitStep};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use store::{Book, SettlementOf, SharingTaskKind, SharingTerms, StaffActState, TermAct};
use units::{AccountId, Dso, MicroEuro};

/// Lines of a page, and of a file.
const SHOWN: usize = 100;
const MOST: usize = 100_000;
/// How an export begins, before operator, first and last day, kind, lines and whether it is whole.
pub const AUDIT_HEAD: &str = "tirelire-audit,";
/// Digits of an EAN that tell nobody whose it is.
const TAIL: usize = 4;

/// What is known of people and accounts while a list is made.
#[derive(Default)]
struct Names {
    people: BTreeMap<i64, String>,
    accounts: BTreeMap<AccountId, String>,
}

impl Names {
    fn person(&mut self, engine: &mut Engine, id: i64) -> Result<String, Failure> {
        if let Some(known) = self.people.get(&id) {
            return Ok(known.clone());
        }
        let person = engine.store.person(id)?;
        let name = person.map(|person| person.ways.name).unwrap_or_default();
        let name = format!("{name} #{id}").trim().to_owned();
        self.people.insert(id, name.clone());
        Ok(name)
    }

    /// Whoever was kept as `#NUMBER` of a person, or in words.
    fn by(&mut self, engine: &mut Engine, by: &str) -> Result<String, Failure> {
        match by.strip_prefix('#').and_then(|number| number.parse().ok()) {
            Some(person) => self.person(engine, person),
            None => Ok(by.to_owned()),
        }
    }

    /// The last digits of the EAN: whoever runs the platform sees no household.
    fn account(&mut self, engine: &mut Engine, id: AccountId) -> Result<String, Failure> {
        if let Some(known) = self.accounts.get(&id) {
            return Ok(known.clone());
        }
        let digits = engine.store.account(id)?.map(|account| account.ean.to_string());
        let name = tail_of(&digits.unwrap_or_default());
        self.accounts.insert(id, name.clone());
        Ok(name)
    }
}

fn tail_of(digits: &str) -> String {
    let tail = digits.get(digits.len().saturating_sub(TAIL)..).unwrap_or_default();
    format!("…{tail}")
}

struct Period {
    dso: Dso,
    from: Instant,
    to: Instant,
}

impl Period {
    fn holds(&self, at: Instant) -> bool {
        self.from <= at && at < self.to
    }
}

fn blank(at: Instant, kind: AuditKind, who: String, what: &str) -> AuditLine {
    AuditLine {
        at,
        kind,
        who,
        what: what.to_owned(),
        about: String::new(),
        before: String::new(),
        after: String::new(),
        why: String::new(),
    }
}

fn looks(
    engine: &mut Engine,
    period: &Period,
    names: &mut Names,
) -> Result<Vec<AuditLine>, Failure> {
    let mut lines = Vec::new();
    let kept = engine.store.person_looks_between(period.dso, period.from, period.to, MOST)?;
    for look in kept {
        let who = names.person(engine, look.person)?;
        let role = access::Role::from_code(look.role).map_or("", access::Role::name);
        let mut line = blank(look.at, AuditKind::Look, format!("{who} ({role})"), &look.saw);
        line.about = names.account(engine, look.account)?;
        line.why = look.reason;
        lines.push(line);
    }
    Ok(lines)
}

/// Who opened documents of dossiers of energy sharing. Source: PD-05.
fn document_looks(
    engine: &mut Engine,
    period: &Period,
    names: &mut Names,
) -> Result<Vec<AuditLine>, Failure> {
    let mut lines = Vec::new();
    for look in engine.store.document_looks_between(period.dso, period.from, period.to)? {
        let who = names.person(engine, look.person)?;
        let role = access::Role::from_code(look.role).map_or("", access::Role::name);
        let what = format!("sharing document {}", look.seq);
        let mut line = blank(look.at, AuditKind::Look, format!("{who} ({role})"), &what);
        line.about = format!("group {}", look.group);
        lines.push(line);
    }
    Ok(lines)
}

/// What was filed in dossiers of energy sharing, by whom. Source: ES-03.
fn dossiers(engine: &mut Engine, period: &Period) -> Result<Vec<AuditLine>, Failure> {
    let mut lines = Vec::new();
    for (group, kept) in engine.store.group_acts_between(period.dso, period.from, period.to)? {
        let act: sharing::Act = serde_json::from_str(&kept.body)?;
        let what = format!("sharing {}", act.name());
        let mut line = blank(kept.at, AuditKind::Act, kept.by, &what);
        line.about = format!("group {group}");
        if let sharing::Act::Returned { reasons, .. } | sharing::Act::Refused { reasons } = act {
            line.why = reasons;
        }
        lines.push(line);
    }
    Ok(lines)
}

/// What groups agreed to pay: what households pay for shared energy rests on it. Source: ES-16, PD-05.
fn terms_kept(
    engine: &mut Engine,
    period: &Period,
    names: &mut Names,
) -> Result<Vec<AuditLine>, Failure> {
    let said = |terms: &SharingTerms| {
        let network = terms.network.map(|price| format!(", network {price}")).unwrap_or_default();
        let from = Month(terms.from_month);
        format!("from {from}: {} EUR/kWh, fee {} EUR{network}", terms.price, terms.fee)
    };
    let mut lines = Vec::new();
    let time = (period.from, period.to);
    for (group, kept) in engine.store.sharing_terms_between(period.dso, time)? {
        let who = names.by(engine, &kept.by)?;
        let mut earlier = engine.store.sharing_terms(group)?;
        let place = earlier.iter().position(|one| *one == kept);
        earlier.truncate(place.unwrap_or(0));
        let mut line = blank(kept.at, AuditKind::Act, who, "sharing prices agreed");
        line.about = format!("group {group}");
        line.before = held(&earlier, Month(kept.from_month)).map(said).unwrap_or_default();
        line.after = said(&kept);
        line.why = kept.cause;
        lines.push(line);
    }
    Ok(lines)
}

/// A text of the wish, whichever act it is of.
fn said(wanted: &Value, field: &str) -> String {
    let inner = wanted.as_object().and_then(|object| object.values().next());
    let text = inner.and_then(|inner| inner.get(field)).and_then(Value::as_str);
    text.unwrap_or_default().to_owned()
}

fn acts(
    engine: &mut Engine,
    period: &Period,
    names: &mut Names,
) -> Result<Vec<AuditLine>, Failure> {
    let mut lines = Vec::new();
    for act in engine.store.staff_acts_between(period.dso, period.from, period.to)? {
        let body: Value = serde_json::from_str(&act.asked.body)?;
        let effect = body.get("effect").and_then(|effect| effect.get("balance")).cloned();
        let balance: Option<(MicroEuro, MicroEuro)> =
            effect.and_then(|effect| serde_json::from_value(effect).ok());
        let about = match act.asked.account {
            Some(id) => names.account(engine, id)?,
            None => {
                let whose = body.get("about").and_then(Value::as_str);
                whose.unwrap_or_default().to_owned()
            }
        };
        let wanted = body.get("wanted").cloned().unwrap_or_default();
        let mut of = |at: Instant, who: String, what: String, why: String| {
            let mut line = blank(at, AuditKind::Act, who, &what);
            line.about.clone_from(&about);
            if let Some((before, after)) = balance {
                (line.before, line.after) = (before.to_string(), after.to_string());
            }
            line.why = why;
            if period.holds(at) {
                lines.push(line);
            }
        };
        let asked_by = format!("{} #{}", act.asked.name, act.asked.by);
        let kind = &act.asked.kind;
        let alone = act.decision.as_ref().is_some_and(|decision| decision.by.is_none());
        let word = if alone { "done" } else { "asked" };
        of(act.asked.at, asked_by, format!("{kind} {word}"), said(&wanted, "note"));
        if let Some(decision) = act.decision
            && let Some(by) = decision.by
        {
            let word = if act.state == StaffActState::Done { "approved" } else { "turned down" };
            let who = format!("{} #{by}", decision.name);
            of(decision.at, who, format!("{kind} {word}"), decision.outcome);
        }
    }
    Ok(lines)
}

/// That terminals were stopped, or sell again. Source: UX A-11.
fn terminal_stops(engine: &mut Engine, period: &Period) -> Result<Vec<AuditLine>, Failure> {
    let kept = engine.store.terminal_stops_between(period.dso, period.from, period.to)?;
    let lines = kept.into_iter().map(|(terminal, one)| {
        let what = if one.stopped { "terminal stopped" } else { "terminal sells again" };
        let who = match one.approved_by {
            Some(second) => format!("{}, {second}", one.by),
            None => one.by,
        };
        let mut line = blank(one.at, AuditKind::Act, who, what);
        (line.about, line.why) = (terminal, one.reason);
        line
    });
    Ok(lines.collect())
}

/// That somebody wrote a note about a case; what it says is between the people of the desk.
fn notes(
    engine: &mut Engine,
    period: &Period,
    names: &mut Names,
) -> Result<Vec<AuditLine>, Failure> {
    let mut lines = Vec::new();
    for note in engine.store.case_notes_between(period.dso, period.from, period.to)? {
        let who = names.person(engine, note.person)?;
        let mut line = blank(note.at, AuditKind::Act, who, "note written");
        line.about = names.account(engine, note.account)?;
        lines.push(line);
    }
    Ok(lines)
}

/// On what social services have lists of those at risk: who entered it, agreed and ended it. Source: CM-08, PD-03.
fn early_lists(engine: &mut Engine, period: &Period) -> Result<Vec<AuditLine>, Failure> {
    let mut lines = Vec::new();
    for kept in engine.store.early_bases(period.dso, None)? {
        let codes = kept.basis.postcodes.iter().map(ToString::to_string).collect::<Vec<_>>();
        let about = format!("party {}: {}", kept.basis.party, codes.join(" "));
        let days = format!("{} to {}", kept.basis.first, kept.basis.last);
        let steps = [
            ("early list entered", Some(kept.entered)),
            ("early list agreed", kept.agreed),
            ("early list ended", kept.ended),
        ];
        for (what, step) in steps {
            let Some((at, by)) = step.filter(|(at, _)| period.holds(*at)) else { continue };
            let mut line = blank(at, AuditKind::Act, by, what);
            line.about.clone_from(&about);
            line.after.clone_from(&days);
            line.why.clone_from(&kept.basis.basis);
            lines.push(line);
        }
    }
    Ok(lines)
}

/// Money of closed accounts that people decided on or paid out, each step of it, and help that was offered. How it was
/// paid and what was said to a household is between the people of the desk. Source: MK-06, MT-05, CM-09, PD-05.
fn tasks(
    engine: &mut Engine,
    period: &Period,
    names: &mut Names,
) -> Result<Vec<AuditLine>, Failure> {
    let mut lines = Vec::new();
    let time = (period.from, period.to);
    for (at, person, account) in engine.store.help_offers_between(period.dso, time)? {
        let mut line = blank(at, AuditKind::Act, names.person(engine, person)?, "help offered");
        line.about = names.account(engine, account)?;
        lines.push(line);
    }
    for step in engine.store.settlements_between(period.dso, time)? {
        let what = match step.of {
            // That a household is protected is its own to tell.
            SettlementOf::Task(SharingTaskKind::BecameProtected) => "sharing task ended".to_owned(),
            SettlementOf::Task(kind) => format!("sharing task ended: {}", tasks::name(kind)),
            SettlementOf::CalendarDecided => "calendar of a closed account decided".to_owned(),
            SettlementOf::CalendarPaid => "calendar of a closed account paid".to_owned(),
        };
        let mut line = blank(step.at, AuditKind::Act, step.by, &what);
        line.about = names.account(engine, step.account)?;
        line.after = format!("{} EUR", step.amount);
        lines.push(line);
    }
    Ok(lines)
}

/// What was done with visits of technicians: each step, with day and slot before and after it. Source: UX A-12.
fn visits(engine: &mut Engine, period: &Period) -> Result<Vec<AuditLine>, Failure> {
    let mut lines = Vec::new();
    let place = |(day, slot): (SettlementDay, Slot)| format!("{day} {}", slot.name());
    for kept in engine.store.visits_changed(period.dso, period.from, period.to)? {
        let Some((_, stored)) = crate::visits::stored(engine, kept.id)? else { continue };
        let visit = stored.visit;
        let about = tail_of(&kept.ean.to_string());
        let of = |at: Instant, who: &str, what: &str, why: &str| {
            let mut line = blank(at, AuditKind::Act, who.to_owned(), what);
            line.about.clone_from(&about);
            why.clone_into(&mut line.why);
            line
        };
        let first = visit.steps.first().map_or((visit.day, visit.slot), |step| step.from);
        let made = of(visit.made_at, &visit.by, "visit made", visit.reason.name());
        lines.push(AuditLine { after: place(first), ..made });
        let ends = visit.steps.iter().skip(1).map(|step| step.from);
        let ends = ends.chain([(visit.day, visit.slot)]);
        for (step, after) in visit.steps.iter().zip(ends) {
            let what = format!("visit {}", step.step.kind().name());
            // What a household or a technician wrote of the home is between the people of the desk. Source: PD-06.
            let why = match &step.step {
                VisitStep::Moved { why, .. } | VisitStep::Cancelled { why } => why,
                _ => "",
            };
            let line = of(step.at, &step.by, &what, why);
            lines.push(AuditLine { before: place(step.from), after: place(after), ..line });
        }
        lines.extend(stored.swap.iter().map(|one| of(one.at, &one.by, "visit swap asked", "")));
        lines.extend(stored.decided.iter().map(|one| {
            let done = if one.account.is_some() { "approved" } else { "turned down" };
            let why = format!("asked by {}", one.asked_by);
            of(one.at, &one.by, &format!("visit swap {done}"), &why)
        }));
    }
    lines.retain(|line| period.holds(line.at));
    Ok(lines)
}

/// What was done with roles by the command line; what pages did are acts.
fn roles(
    engine: &mut Engine,
    period: &Period,
    names: &mut Names,
) -> Result<Vec<AuditLine>, Failure> {
    let mut lines = Vec::new();
    for term in engine.store.terms_between(period.dso, period.from, period.to)? {
        if term.by != terms::COMMAND_LINE {
            continue;
        }
        let what = match term.act {
            TermAct::Given => "role given",
            TermAct::Confirmed => "role confirmed",
            TermAct::Prolonged => "role prolonged",
            TermAct::Ended => "role ended",
        };
        let mut line = blank(term.at, AuditKind::Act, term.by, what);
        line.about = names.person(engine, term.person)?;
        line.after = term.last_day.map(|day| day.to_string()).unwrap_or_default();
        line.why = term.why;
        lines.push(line);
    }
    Ok(lines)
}

fn values(engine: &mut Engine, period: &Period) -> Result<Vec<AuditLine>, Failure> {
    let book = parameter_book(&mut engine.store)?;
    let mut lines = Vec::new();
    for kept in engine.store.book_entries(Book::Parameters)? {
        let asked: EnteredParameter = serde_json::from_str(&kept.body)?;
        if asked.scope.dso.is_some_and(|dso| dso != period.dso) {
            continue;
        }
        let asked_at = kept.entered_at.unwrap_or(asked.recorded_at);
        let energy = asked.scope.energy.unwrap_or(units::Energy::Electricity);
        // As it was known before anybody approved this one.
        let known_at = kept.decided_at.unwrap_or(asked_at).plus_s(-1);
        let before = book.value(&asked.name, period.dso, energy, asked.valid_from, known_at).ok();
        let mut of = |at: Instant, who: &str, word: &str, why: &str| {
            let mut line = blank(at, AuditKind::Value, who.to_owned(), word);
            line.about = format!("{} {}, {}", asked.name, asked.valid_from, asked.scope);
            line.before = before.map(ToString::to_string).unwrap_or_default();
            line.after.clone_from(&asked.value);
            why.clone_into(&mut line.why);
            if period.holds(at) {
                lines.push(line);
            }
        };
        of(asked_at, &kept.entered_by, "value asked", &kept.reason);
        let decided = kept.decided_at.unwrap_or(asked_at);
        if let Some(by) = &kept.approved_by {
            of(decided, by, "value approved", &kept.reason);
        }
        if let Some(refused) = &kept.refused {
            of(decided, &refused.by, "value turned down", &refused.why);
        }
    }
    Ok(lines)
}

/// `values` of prices.
fn prices(engine: &mut Engine, period: &Period) -> Result<Vec<AuditLine>, Failure> {
    let entries = engine.store.book_entries(Book::Prices)?;
    let mut lines = Vec::new();
    for kept in &entries {
        let price: PriceVersion = serde_json::from_str(&kept.body)?;
        if price.dso != period.dso {
            continue;
        }
        let asked_at = kept.entered_at.unwrap_or(price.recorded_at);
        let decided = kept.decided_at.unwrap_or(asked_at);
        if !period.holds(asked_at) && !period.holds(decided) {
            continue;
        }
        // As it was published before anybody decided on this one.
        let earlier = entries.iter().filter(|other| {
            let since = other.decided_at.unwrap_or(Instant(i64::MIN));
            other.approved_by.is_some() && other.number != kept.number && since < decided
        });
        let book = price_book(earlier.cloned().collect())?;
        let register = price.register.or_else(|| registers(price.energy).first().copied());
        let before = register.and_then(|register| {
            book.price(price.dso, price.energy, price.basis, register, price.from).ok()
        });
        let register = price.register.map(|register| register.to_string()).unwrap_or_default();
        let mut of = |at: Instant, who: &str, word: &str, why: &str| {
            let mut line = blank(at, AuditKind::Value, who.to_owned(), word);
            let basis = price.basis.name();
            line.about = format!("{} {basis} {register} {}", price.energy.name(), price.from);
            line.about = line.about.replace("  ", " ");
            line.before = before.map(|known| known.price.to_string()).unwrap_or_default();
            line.after = price.price.to_string();
            why.clone_into(&mut line.why);
            if period.holds(at) {
                lines.push(line);
            }
        };
        of(asked_at, &kept.entered_by, "price asked", &kept.reason);
        if let Some(by) = &kept.approved_by {
            of(decided, by, "price published", &kept.reason);
        }
        if let Some(refused) = &kept.refused {
            of(decided, &refused.by, "price turned down", &refused.why);
        }
    }
    Ok(lines)
}

fn fleet(engine: &mut Engine, period: &Period) -> Result<Vec<AuditLine>, Failure> {
    let mut lines = Vec::new();
    for fact in engine.store.fleet_facts(period.dso)? {
        let body: Value = serde_json::from_str(&fact.body)?;
        let Some((kind, inner)) = body.as_object().and_then(|object| object.iter().next()) else {
            continue;
        };
        let text = |field: &str| inner.get(field).and_then(Value::as_str).unwrap_or_default();
        // What a night counted is nobody's doing.
        if text("by").is_empty() || !period.holds(fact.learnt_at) {
            continue;
        }
        let what = kind.replace('_', " ");
        let mut line = blank(fact.learnt_at, AuditKind::Fleet, text("by").to_owned(), &what);
        let about = ["switch", "incident", "work", "energy", "day"].map(text);
        line.about =
            about.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        if let Some(wave) = inner.get("wave") {
            let place = |of: &str| wave.get(of).and_then(Value::as_i64).unwrap_or(0);
            let _ = write!(line.about, " {}-{} ppm", place("from_ppm"), place("to_ppm"));
        }
        line.why = [text("why"), text("cost_borne_by")].concat();
        lines.push(line);
    }
    Ok(lines)
}

/// All lines, under one that says of what they are the audit, and one with the names of the columns.
fn csv((lines, is_whole): (&[AuditLine], bool), dso: Dso, wanted: &AuditWanted) -> String {
    let kind = wanted.kind.map_or("all", AuditKind::name);
    let whole = if is_whole { "whole" } else { "newest looks only" };
    let (from, to, count) = (wanted.from, wanted.to, lines.len());
    let mut out = format!("{AUDIT_HEAD}{dso},{from},{to},{kind},{count},{whole}\r\n");
    out.push_str("at,kind,who,what,about,before,after,why\r\n");
    for line in lines {
        let fields = [&line.who, &line.what, &line.about, &line.before, &line.after, &line.why];
        let fields: Vec<String> = fields.iter().map(|text| field(text)).collect();
        let _ = write!(
            out,
            "{},{},{}\r\n",
            line.at.to_utc_string(),
            line.kind.name(),
            fields.join(",")
        );
    }
    out
}

impl Rooms {
    /// With whether all looks at households are among them.
    fn audit_lines(&self, wanted: &AuditWanted) -> Result<(Vec<AuditLine>, bool), Failure> {
        let mut engine = self.engine();
        let engine = &mut *engine;
        let (from, to) = (wanted.from.start(), wanted.to.end());
        let period = Period { dso: self.operator, from, to };
        let mut names = Names::default();
        let (mut lines, mut is_whole) = (Vec::new(), true);
        for kind in AuditKind::ALL {
            if wanted.kind.is_none_or(|only| only == kind) {
                lines.extend(match kind {
                    AuditKind::Look => {
                        let mut of_both = looks(engine, &period, &mut names)?;
                        // Of documents all are read.
                        is_whole = of_both.len() < MOST;
                        of_both.extend(document_looks(engine, &period, &mut names)?);
                        of_both
                    }
                    AuditKind::Act => {
                        let mut of_both = acts(engine, &period, &mut names)?;
                        of_both.extend(roles(engine, &period, &mut names)?);
                        of_both.extend(notes(engine, &period, &mut names)?);
                        of_both.extend(visits(engine, &period)?);
                        of_both.extend(terminal_stops(engine, &period)?);
                        of_both.extend(dossiers(engine, &period)?);
                        of_both.extend(terms_kept(engine, &period, &mut names)?);
                        of_both.extend(early_lists(engine, &period)?);
                        of_both.extend(tasks(engine, &period, &mut names)?);
                        of_both.extend(keys::keys(engine, &period, &mut names)?);
                        of_both
                    }
                    AuditKind::Value => {
                        let mut of_both = values(engine, &period)?;
                        of_both.extend(prices(engine, &period)?);
                        of_both
                    }
                    AuditKind::Fleet => fleet(engine, &period)?,
                });
            }
        }
        lines.sort_by_key(|line| std::cmp::Reverse(line.at));
        Ok((lines, is_whole))
    }

    pub(super) fn audit_of(&self, wanted: &AuditWanted) -> Result<AuditView, Failure> {
        let (mut lines, _) = self.audit_lines(wanted)?;
        let all = u64::try_from(lines.len()).unwrap_or(u64::MAX);
        lines.truncate(SHOWN);
        Ok(AuditView { dso: self.operator, wanted: *wanted, lines, all })
    }

    pub(super) fn audit_lines_as_file(&self, wanted: &AuditWanted) -> Result<String, Failure> {
        let (lines, is_whole) = self.audit_lines(wanted)?;
        let (body, now) = (csv((&lines, is_whole), self.operator, wanted), self.now());
        let masters = &self.masters;
        let secret = self
            .engine()
            .locked(self.operator, |engine| signed::key_of(&mut engine.store, masters))?;
        Ok(signed::signed(&body, &secret, now))
    }
}
