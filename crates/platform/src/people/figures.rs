//! What a household's pages show, read from the books: the same ledger that everything else reads.
//! Source: UX 8.2.

use super::People;
use super::digits::transfer_with_code;
use super::quarters::{OWN_PAGES, consent_lines};
use super::usage::days;
use super::ways::filled;
use super::wishes::{self, night};
use super::{allow, both, copy, deeds};
use crate::bank::registry::ogm_of;
use crate::engine::{Engine, place};
use crate::estimates;
use crate::failure::{Failure, refuse};
use crate::meters::live;
use crate::notices::{COST_DAYS, say_call, usual_cost};
use crate::pages::state_card;
use crate::parties;
use crate::pay::effect;
use crate::till::Counter;
use access::{Act, Only, Role, Under, Verb};
use calendar::{Instant, SettlementDay};
use portal::homes::MovementLine;
use portal::my::{
    AlertsWanted, AmountChoice, Device, HelpOffice, HelperLine, LiveNow, LookLine, MyAlerts,
    MyCard, MyHelpers, MyHome, MyMeter, MySupplier, MyTopUp, NowEstimate, Offered, TopUpEffect,
    Visitor, WhenLow,
};
use portal::pay::PaymentsError;
use portal::{Modifier, ShownState, StateCard};
use store::{Contact, PartyContact, Threshold};
use supply::SupplyState;
use timeline::Timeline;
use units::{MicroEuro, MilliWattHours};
use vending::{Exact, Granter, money_parts};

/// Later than all that is known.
pub(super) const FAR: Instant = Instant(i64::MAX / 2);
/// Movements on a card.
const LAST_MOVEMENTS: usize = 3;
/// Days of movements on their page.
pub(super) const MOVEMENT_DAYS: i32 = 90;
const CONSENT_MONTHS: i32 = 12;
const MOST_LOOKS: usize = 5_000;
/// Top-ups that say what is usual.
const USUAL_OF: usize = 5;
/// Amounts in euro that are one press away. Source: UX 4.4.
const QUICK: [i64; 3] = [10, 20, 50];

/// One of a visitor's meters, with all that is known of it.
pub(super) struct Own {
    pub meter: MyMeter,
    pub account: store::Account,
}

pub(super) struct Known {
    pub own: Own,
    pub timeline: Timeline,
    pub card: StateCard,
}

/// The open accounts of a person, in the order of their numbers.
pub(super) fn own(engine: &mut Engine, visitor: &Visitor) -> Result<Vec<Own>, Failure> {
    let mut found: Vec<Own> = Vec::new();
    for given in engine.store.accounts_of_person(visitor.person)? {
        if given.until.is_some() {
            continue;
        }
        let account = engine.store.account(given.account)?;
        let Some(account) = account.filter(|account| account.closed_at.is_none()) else { continue };
        let meter = MyMeter {
            place: found.len() + 1,
            energy: account.group.energy,
            reference: account.ean.reference(),
            town: place(&mut engine.store, &account)?,
        };
        found.push(Own { meter, account });
    }
    Ok(found)
}

/// The one at a place, and all of them.
pub(super) fn at_place(
    engine: &mut Engine,
    visitor: &Visitor,
    place: usize,
) -> Result<Option<(Own, Vec<MyMeter>)>, Failure> {
    Ok(at(own(engine, visitor)?, place))
}

fn at(all: Vec<Own>, place: usize) -> Option<(Own, Vec<MyMeter>)> {
    let meters = all.iter().map(|own| own.meter.clone()).collect();
    let found = all.into_iter().find(|own| own.meter.place == place)?;
    Some((found, meters))
}

pub(super) fn known(engine: &mut Engine, own: Own, now: Instant) -> Result<Option<Known>, Failure> {
    let rebuilt = engine.rebuild(std::slice::from_ref(&own.account), FAR)?;
    let Some(rebuilt) = rebuilt.into_iter().next() else { return Ok(None) };
    let timeline = rebuilt.timeline;
    let rules = engine.books.rules(own.account.dso, own.account.group.energy)?;
    let at = timeline.reached();
    let mut card = state_card(&own.account, &timeline, (at, now.max(at)), rules);
    card.help = rules.parameters.at(now.day(), now).balance_line.clone();
    card.office = office_of(engine, &own.account)?;
    say_call(engine, own.account.id, &mut card)?;
    if !engine.store.money_in_flight(own.account.id)?.is_empty() {
        card.modifiers.push(Modifier::PaymentUnderWay);
    }
    Ok(Some(Known { own, timeline, card }))
}

/// The social service of where a household lives, if its postcode and the service are known.
fn office_of(engine: &mut Engine, account: &store::Account) -> Result<Option<HelpOffice>, Failure> {
    let contact = engine.store.contact(account.id)?;
    let postcode = contact.and_then(|contact| contact.postcode.parse().ok());
    match postcode {
        Some(postcode) => crate::offices::shown(engine, account.dso, postcode),
        None => Ok(None),
    }
}

/// The state of an account as its card says it, with what is under way.
pub fn state_of(
    engine: &mut Engine,
    account: store::Account,
    now: Instant,
) -> Result<Option<StateCard>, Failure> {
    Ok(standing(engine, account, now)?.map(|known| known.card))
}

/// The same with the last top-up, as the phone line says it. Source: CM-05.
pub fn state_and_top_up(
    engine: &mut Engine,
    account: store::Account,
    now: Instant,
) -> Result<Option<(StateCard, Option<PaidIn>)>, Failure> {
    let known = standing(engine, account, now)?;
    Ok(known.map(|known| (known.card, last_top_up(&known.timeline))))
}

fn standing(
    engine: &mut Engine,
    account: store::Account,
    now: Instant,
) -> Result<Option<Known>, Failure> {
    let meter = MyMeter {
        place: 1,
        energy: account.group.energy,
        reference: account.ean.reference(),
        town: place(&mut engine.store, &account)?,
    };
    known(engine, Own { meter, account }, now)
}

/// A top-up: when it came, and all of it, also what went to a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaidIn {
    pub at: Instant,
    pub amount: MicroEuro,
}

/// What came in is what is debited; its parts are credited.
fn paid_in(entry: &ledger::JournalEntry) -> MicroEuro {
    let postings = entry.transaction.postings().iter();
    MicroEuro(postings.map(|posting| posting.amount.0.max(0)).fold(0, i64::saturating_add))
}

/// The last top-up that was not undone.
fn last_top_up(timeline: &Timeline) -> Option<PaidIn> {
    let journal = timeline.account.journal();
    let undone = |top_up: &ledger::JournalEntry| {
        let of_it = |entry: &ledger::JournalEntry| {
            entry.kind == ledger::EntryKind::Reversal && entry.key == top_up.key
        };
        top_up.key.is_some() && journal.iter().any(of_it)
    };
    let mut top_ups = journal.iter().rev().filter(|entry| entry.kind == ledger::EntryKind::TopUp);
    let last = top_ups.find(|entry| !undone(entry))?;
    Some(PaidIn { at: last.booked_at, amount: paid_in(last) })
}

/// What a day costs, by the middle one of the last weeks; `None` if nothing is known.
pub fn cost_per_day(timeline: &Timeline) -> Option<MicroEuro> {
    let count = usize::try_from(COST_DAYS).unwrap_or(0);
    let days = timeline.account.days().values().rev().take(count);
    usual_cost(days.map(|day| day.charged.0.saturating_add(day.collected.0)).collect())
}

/// How many days an amount lasts, rounded down.
pub fn lasts(amount: MicroEuro, per_day: Option<MicroEuro>) -> Option<i64> {
    amount.0.max(0).checked_div(per_day?.0).filter(|days| *days > 0)
}

fn euro(whole: i64) -> MicroEuro {
    MicroEuro(whole.saturating_mul(1_000_000))
}

/// The amount that somebody pays most often of late; the larger one of two.
fn usual(timeline: &Timeline) -> Option<MicroEuro> {
    let entries = timeline.account.journal().iter().rev();
    let paid = entries.filter(|entry| entry.kind == ledger::EntryKind::TopUp).map(paid_in);
    let amounts: Vec<MicroEuro> = paid.take(USUAL_OF).collect();
    let count = |amount: &MicroEuro| amounts.iter().filter(|other| *other == amount).count();
    amounts.iter().max_by_key(|amount| (count(amount), amount.0)).copied()
}

/// What is preselected: the usual amount if it suffices, else the next larger one. Source: UX 4.4.
fn preselected(usual: Option<MicroEuro>, least: MicroEuro) -> MicroEuro {
    if let Some(usual) = usual.filter(|usual| *usual >= least) {
        return usual;
    }
    let quick = QUICK.map(euro);
    match quick.into_iter().find(|amount| *amount >= least) {
        Some(amount) if usual.is_some() || least > euro(5) || amount > euro(10) => amount,
        // Nothing is usual yet, and little would do.
        Some(_) => euro(20),
        None => {
            let tens = least.0.saturating_add(9_999_999).div_euclid(10_000_000);
            euro(tens.saturating_mul(10))
        }
    }
}

/// What each of these amounts would do to an account that is known, and how long it then lasts.
fn choices(
    engine: &Engine,
    known: &Known,
    amounts: &[MicroEuro],
    per_day: Option<MicroEuro>,
    now: Instant,
) -> Result<Vec<AmountChoice>, Failure> {
    let account = &known.own.account;
    let rules = engine.books.rules(account.dso, account.group.energy)?;
    let (inside, on) = (&known.timeline.account, known.timeline.supply() == SupplyState::Connected);
    let exact = Exact::of(inside.levels(now, rules), inside.balance(), on);
    let mut found = Vec::new();
    for amount in amounts.iter().copied() {
        let split = inside.split(now, amount, rules)?;
        let after = split.credited().and_then(|part| inside.balance().checked_add(part));
        let does = effect::does(on, exact, amount);
        let days = after.and_then(|after| lasts(after, per_day)).filter(|_| does.suffices());
        found.push(AmountChoice { amount, does, days });
    }
    Ok(found)
}

/// The card of an account as its holder sees it.
pub fn card_of(
    engine: &mut Engine,
    account: store::Account,
    now: Instant,
) -> Result<Option<MyCard>, Failure> {
    let meter = MyMeter {
        place: 1,
        energy: account.group.energy,
        reference: account.ean.reference(),
        town: place(&mut engine.store, &account)?,
    };
    match known(engine, Own { meter, account }, now)? {
        Some(known) => People::my_card(engine, known, now).map(Some),
        None => Ok(None),
    }
}

impl People {
    pub(super) fn amount_for(
        engine: &Engine,
        known: &Known,
        now: Instant,
    ) -> Result<MicroEuro, Failure> {
        let least = engine.books.payments(known.own.account.dso, now)?.topup_min;
        let needed = match known.card.state {
            ShownState::HeldOn | ShownState::Off | ShownState::Emergency => known.card.to_clear,
            ShownState::Low | ShownState::InOrder => MicroEuro::ZERO,
        };
        Ok(preselected(usual(&known.timeline), needed.max(least)))
    }

    /// How an amount would be split, and the balance after it; `None` if it is not taken.
    pub(super) fn effect(
        engine: &mut Engine,
        account: &store::Account,
        amount: MicroEuro,
        now: Instant,
    ) -> Result<Option<(TopUpEffect, MicroEuro)>, Failure> {
        let point = (account.ean, account.dso);
        let does = match effect::of(engine, point, amount, now) {
            Ok(does) => does,
            Err(PaymentsError::Refused(_)) => return Ok(None),
            Err(error) => return Err(Box::new(error).into()),
        };
        let mut counter = Counter::load(engine, &[account.ean], &[account.dso])?;
        let offer = counter.offer(engine, account.ean, account.dso, amount, now)?;
        let Some((found, split)) = offer else { return Ok(None) };
        let after = split.credited().and_then(|part| found.balance.checked_add(part));
        let Some(after) = after else { return refuse("an amount is too large") };
        let lift = split.credited().unwrap_or(amount);
        let parts = money_parts(amount, found.balance, lift);
        Ok(Some((TopUpEffect { parts, after, days: None, does }, after)))
    }

    /// A card with what is offered and what moved last.
    fn my_card(engine: &mut Engine, mut known: Known, now: Instant) -> Result<MyCard, Failure> {
        let at = now.max(known.timeline.reached());
        let estimate = estimates::shown(engine, &known.own.account, &known.timeline, at)?.ok();
        if let (Some(shown), None) = (&estimate, known.card.until) {
            known.card.until = shown.estimate.ends.map(portal::Until::About);
        }
        let offered = if known.card.state >= ShownState::Emergency {
            let amount = Self::amount_for(engine, &known, now)?;
            Self::effect(engine, &known.own.account, amount, now)?
                .map(|(_, after)| Offered { amount, after })
        } else {
            None
        };
        let last = parties::movements(&known.timeline, now.day().plus(-MOVEMENT_DAYS));
        Ok(MyCard {
            meter: known.own.meter,
            card: known.card,
            offered,
            estimate: estimate.map(|shown| NowEstimate {
                balance: shown.estimate.balance,
                range: shown.estimate.range,
                days: shown.days,
                by_hour: matches!(shown.hours, Some(estimates::Hours::Own { .. })),
            }),
            last: last.into_iter().take(LAST_MOVEMENTS).collect(),
            // The household's alone: whoever sees its card as staff sees none.
            live: None,
        })
    }

    pub(super) fn home_of(&self, visitor: &Visitor) -> Result<MyHome, Failure> {
        let now = self.now();
        let mut engine = self.engine()?;
        let (mut cards, mut visits) = (Vec::new(), Vec::new());
        let all = own(&mut engine, visitor)?;
        let both = both::place_of(&all);
        for own in all {
            let coming = super::visits::of(&mut engine, &own.account, now)?;
            visits.extend(coming.into_iter().map(|visit| (own.meter.place, visit)));
            let Some(known) = known(&mut engine, own, now)? else { continue };
            let live = live_now(&mut engine, visitor, &known.own.account, now)?;
            cards.push(MyCard { live, ..Self::my_card(&mut engine, known, now)? });
        }
        visits.sort_by_key(|(_, visit)| visit.from);
        Ok(MyHome { cards, both: both.filter(|_| self.setting.online), visits })
    }

    pub(super) fn top_up_of(
        &self,
        visitor: &Visitor,
        place: usize,
        amount: Option<MicroEuro>,
    ) -> Result<Option<MyTopUp>, Failure> {
        let now = self.now();
        let mut engine = self.engine()?;
        let all = own(&mut engine, visitor)?;
        let together = both::is_pair(&all, place);
        let Some((own, meters)) = at(all, place) else { return Ok(None) };
        let Some(known) = known(&mut engine, own, now)? else { return Ok(None) };
        let chosen = Self::amount_for(&engine, &known, now)?;
        let amount = amount.unwrap_or(chosen);
        let account = &known.own.account;
        let per_day = cost_per_day(&known.timeline);
        let effect = Self::effect(&mut engine, account, amount, now)?
            .map(|(effect, _)| effect.lasting(|after| lasts(after, per_day)));
        let parameters = engine.books.payments(account.dso, now)?;
        let (least, most) = (parameters.topup_min, parameters.topup_max);
        let mut amounts: Vec<MicroEuro> = QUICK.map(euro).to_vec();
        amounts.push(chosen);
        amounts.sort_unstable();
        amounts.dedup();
        amounts.retain(|amount| *amount <= most);
        let choices = choices(&engine, &known, &amounts, per_day, now)?;
        let account = &known.own.account;
        Ok(Some(MyTopUp {
            transfer: {
                // Only what could be paid is written into the code.
                let amount = effect.is_some().then_some(amount);
                transfer_with_code(&mut engine, account, amount)?
            },
            meter: known.own.meter,
            meters,
            amount,
            effect,
            amounts: choices,
            card: known.card,
            least,
            most,
            both: self.setting.online && together,
            online: self.setting.online,
        }))
    }

    pub(super) fn alerts_of(
        &self,
        visitor: &Visitor,
        place: usize,
    ) -> Result<Option<MyAlerts>, Failure> {
        let mut engine = self.engine()?;
        let Some((own, meters)) = at_place(&mut engine, visitor, place)? else { return Ok(None) };
        let now = self.now();
        let contact = contact(&mut engine, visitor, &own, now)?;
        let night = night(&engine, &own.account, now)?;
        Ok(Some(alerts(own.meter, meters, &contact, night)))
    }

    pub(super) fn change_alerts(
        &self,
        visitor: &Visitor,
        place: usize,
        wanted: &AlertsWanted,
    ) -> Result<Option<MyAlerts>, Failure> {
        let now = self.now();
        let mut engine = self.engine()?;
        let Some((own, meters)) = at_place(&mut engine, visitor, place)? else { return Ok(None) };
        let dso = own.account.dso;
        let contact = engine.locked(dso, |engine| {
            let mut contact = contact(engine, visitor, &own, now)?;
            contact.learnt_at = now;
            contact.entered_by = None;
            contact.language = wanted.language;
            contact.wished.sms = wanted.sms;
            contact.wished.mail = wanted.mail;
            contact.wished.letter = wanted.letter;
            contact.wished.voice = wanted.voice;
            contact.wished.recognised = wanted.recognised;
            contact.wished.easy = wanted.easy;
            let night = night(engine, &own.account, now)?;
            wishes::put(&mut contact.wished, wanted, night);
            contact.threshold = match wanted.low {
                WhenLow::Usual => None,
                WhenLow::Euro(amount) => Some(Threshold::Amount(amount)),
                WhenLow::Days(days) => Some(Threshold::Days(days)),
            };
            engine.store.set_contact(&contact)?;
            Ok(contact)
        })?;
        let night = night(&engine, &own.account, now)?;
        Ok(Some(alerts(own.meter, meters, &contact, night)))
    }

    pub(super) fn helpers_of(
        &self,
        visitor: &Visitor,
        place: usize,
    ) -> Result<Option<MyHelpers>, Failure> {
        let now = self.now();
        let mut engine = self.engine()?;
        let Some((own, meters)) = at_place(&mut engine, visitor, place)? else { return Ok(None) };
        let mut helpers = Vec::new();
        for kept in engine.store.party_grants(own.account.id)? {
            let grant = parties::known(&kept)?;
            if !grant.is_open(now, own.account.closed_at) {
                continue;
            }
            let Some(role) = allow::role(grant.role) else { continue };
            let name = engine.store.party(kept.party)?.map(|party| party.name);
            // Of an office it is no business of the household.
            let told = if grant.role.is_mandate() {
                None
            } else {
                engine.store.party_contact(kept.party)?.and_then(|known| known.phone)
            };
            helpers.push(HelperLine {
                told: told.map(|phone| phone.national()),
                grant: kept.seq,
                name: name.unwrap_or_default(),
                role,
                until: grant.last(),
                renews: allow::renews(&mut engine, visitor, &kept)?,
            });
        }
        let given = allow::given(&mut engine, &own.account, now)?;
        let deeds = deeds::about(&mut engine, &own.account)?;
        let looks = looks(&mut engine, &own.account)?;
        let consents = consent_lines(&mut engine, &own.account)?;
        let supplier = match self.supplier_now(&mut engine, &own.account)? {
            Some((id, name)) => {
                let consents = engine.store.consents_of_account(own.account.id)?;
                let held = consents.into_iter().find(|one| one.supplier == id && one.holds(now));
                let until = held.and_then(|one| one.until);
                Some(MySupplier { name, sees_until: until.map(|until| until.plus_s(-1).day()) })
            }
            None => None,
        };
        let meter = own.meter;
        Ok(Some(MyHelpers { meter, meters, helpers, supplier, looks, given, deeds, consents }))
    }

    /// Who supplies an account today: its number on the market and its name.
    fn supplier_now(
        &self,
        engine: &mut Engine,
        account: &store::Account,
    ) -> Result<Option<(String, String)>, Failure> {
        let supplied = crate::suppliers::Supplied::of_one(engine, account)?;
        let Some(id) = supplied.on(account.id, self.now().day()).map(str::to_owned) else {
            return Ok(None);
        };
        let known = engine.store.suppliers()?.into_iter().find(|known| known.id == id);
        let name = known.map_or_else(|| id.clone(), |known| known.name);
        Ok(Some((id, name)))
    }

    /// The household lets its supplier see days for a year, or no more. Source: PD-02.
    pub(super) fn supplier_may(
        &self,
        visitor: &Visitor,
        place: usize,
        may: bool,
    ) -> Result<(), Failure> {
        let now = self.now();
        let mut engine = self.engine()?;
        let Some((own, _)) = at_place(&mut engine, visitor, place)? else { return Ok(()) };
        let Some((supplier, _)) = self.supplier_now(&mut engine, &own.account)? else {
            return Ok(());
        };
        let account = own.account.id;
        let held = engine.store.consents_of_account(account)?;
        let held = held.iter().any(|one| one.supplier == supplier && one.holds(now));
        // Pressed twice.
        if held == may {
            return Ok(());
        }
        let until = may.then(|| now.day().plus_months(CONSENT_MONTHS).start());
        let consent = store::SupplierConsent { account, supplier, at: now, until, by: None };
        engine.locked(own.account.dso, |engine| Ok(engine.store.add_supplier_consent(&consent)?))
    }

    pub(super) fn end_grant(
        &self,
        visitor: &Visitor,
        place: usize,
        grant: i64,
    ) -> Result<(), Failure> {
        let now = self.now();
        let mut engine = self.engine()?;
        let Some((own, _)) = at_place(&mut engine, visitor, place)? else { return Ok(()) };
        let grants = engine.store.party_grants(own.account.id)?;
        let Some(kept) = grants.into_iter().find(|kept| kept.seq == grant) else { return Ok(()) };
        // Pressed twice, or ended by itself meanwhile.
        let known = parties::known(&kept)?;
        if !known.is_open(now, own.account.closed_at) {
            return Ok(());
        }
        engine.locked(own.account.dso, |engine| {
            parties::end_of(engine, (own.account.id, grant), Granter::Holder, "", now)?;
            // A relative who helps nobody any more is not written to: their number was the household's to give.
            if !known.role.is_mandate()
                && parties::open_accounts(engine, kept.party, now)?.is_empty()
                && let Some(contact) = engine.store.party_contact(kept.party)?
            {
                let (phone, email, learnt_at) = (None, None, now);
                let none = PartyContact { phone, email, learnt_at, ..contact };
                engine.store.set_party_contact(&none)?;
            }
            Ok(())
        })
    }

    pub(super) fn devices_of(&self, visitor: &Visitor) -> Result<Vec<Device>, Failure> {
        let now = self.now();
        let rules = access::SessionRules::of(visitor.role);
        let sessions = self.engine()?.store.sessions(visitor.person)?;
        let open = sessions.into_iter().filter(|session| {
            session.ended_at.is_none() && rules.is_open(session.made_at, session.seen_at, now)
        });
        Ok(open
            .map(|session| Device {
                is_this: session.seq == visitor.session,
                session: session.seq,
                name: session.device,
                since: session.made_at,
                seen: session.seen_at,
            })
            .collect())
    }

    pub(super) fn data_of(&self, visitor: &Visitor) -> Result<String, Failure> {
        let now = self.now();
        let mut engine = self.engine()?;
        let mut meters = Vec::new();
        for own in own(&mut engine, visitor)? {
            let contact = contact(&mut engine, visitor, &own, now)?;
            let looks = looks(&mut engine, &own.account)?;
            let consents = engine.store.consents(own.account.id)?;
            let live = live_now(&mut engine, visitor, &own.account, now)?;
            let said = copy::said(&mut engine, &own.account, now)?;
            let Some(known) = known(&mut engine, own, now)? else { continue };
            let lines = lines(&known.timeline, SettlementDay(0));
            let mut meter = serde_json::json!({
                "ean": known.own.account.ean.to_string(),
                "reference": format!("{:013}", known.own.meter.reference.as_u64()),
                "energy": known.own.meter.energy.name(),
                "town": known.own.meter.town,
                "opened_at": known.own.account.opened_at.to_local_string(),
                "balance_eur": known.card.balance.to_string(),
                "as_of": known.card.as_of.to_local_string(),
                "contact": {
                    "language": contact.language.code(),
                    "name": Some(contact.name).filter(|name| !name.is_empty()),
                    "phone": contact.phone.map(|phone| phone.to_string()),
                    "email": contact.email.map(|email| email.to_string()),
                    "street": contact.street,
                    "postcode": contact.postcode,
                    "town": contact.town,
                },
                "days": days(&known.timeline).iter().map(|day| serde_json::json!({
                    "day": day.day.to_string(),
                    "energy_kwh": day.energy.map(kwh),
                    "cost_eur": day.cost.map(|cost| cost.to_string()),
                })).collect::<Vec<_>>(),
                "movements": lines.iter().map(|line| serde_json::json!({
                    "day": line.day.to_string(),
                    "kind": copy::kind(line.kind),
                    "amount_eur": line.amount.to_string(),
                })).collect::<Vec<_>>(),
                "live": live.map(|live| serde_json::json!({
                    "at": live.at.to_local_string(),
                    "taken_w": live.taken_w,
                    "injected_w": live.injected_w,
                    "registers_kwh": live.registers.map(|both| both.map(kwh)),
                })),
                "consents": consents.iter().map(|said| serde_json::json!({
                    "at": said.at.to_local_string(),
                    "to": match said.kind {
                        OWN_PAGES => "quarter-hours on your own pages",
                        _ => "the data of your meter's port",
                    },
                    "agreed": said.agreed,
                })).collect::<Vec<_>>(),
                "looks": looks.iter().map(|look| serde_json::json!({
                    "at": look.at.to_local_string(),
                    // Of the operator's people their names are not told.
                    "who": look.who.as_deref().unwrap_or("operator"),
                    "saw": look.saw,
                    "times_on_that_day": look.times,
                })).collect::<Vec<_>>(),
            });
            if let Some(meter) = meter.as_object_mut() {
                meter.extend(copy::supply(&known.timeline, now.day()));
                meter.extend(said);
            }
            meters.push(meter);
        }
        Ok(serde_json::to_string_pretty(&serde_json::json!({
            "made_at": now.to_local_string(),
            "meters": meters,
        }))?)
    }
}

fn lines(timeline: &Timeline, from: SettlementDay) -> Vec<MovementLine> {
    parties::movements(timeline, from)
}

fn supplier_name(engine: &mut Engine, person: i64) -> Result<Option<String>, Failure> {
    let id = engine.store.supplier_of(person)?;
    id.map(|id| name_of(engine, id)).transpose()
}

fn name_of(engine: &mut Engine, supplier: String) -> Result<String, Failure> {
    let known = engine.store.suppliers()?.into_iter().find(|known| known.id == supplier);
    Ok(known.map_or(supplier, |known| known.name))
}

/// Who looked at an account, as its household is shown it. Source: PD-05.
pub fn looks(engine: &mut Engine, account: &store::Account) -> Result<Vec<LookLine>, Failure> {
    let mut found = Vec::new();
    for look in engine.store.party_looks(account.id, MOST_LOOKS)? {
        let party = engine.store.party(look.party)?;
        found.push(LookLine {
            at: look.at,
            who: party.map(|party| party.name),
            saw: look.saw,
            times: 1,
        });
    }
    for look in engine.store.person_looks(account.id, MOST_LOOKS)? {
        let role = Role::from_code(look.role);
        // Of a social service it is told which one, and why; of the operator's people, their role.
        let party = match role {
            Some(Role::Cpas) => engine.store.person(look.person)?.and_then(|person| person.party),
            _ => None,
        };
        let (who, saw) = match party {
            Some(party) => {
                let party = engine.store.party(party)?;
                (party.map(|party| party.name), format!("{} ({})", look.saw, look.reason))
            }
            // A supplier is named: the household knows it from its bills.
            None if role == Some(Role::Supplier) => {
                // Nobody sits behind a supplier's key: the reason names whose it is.
                let (reason, key) = match look.reason.split_once(':') {
                    Some((reason, id)) => (reason, Some(id.to_owned())),
                    None => (look.reason.as_str(), None),
                };
                let who = match key {
                    Some(id) => Some(name_of(engine, id)?),
                    None => supplier_name(engine, look.person)?,
                };
                (who, format!("{} ({reason})", look.saw))
            }
            None => (None, format!("{} ({})", look.saw, role.map_or("", Role::name))),
        };
        found.push(LookLine { at: look.at, who, saw, times: 1 });
    }
    for (at, ..) in engine.store.phone_told(account.id, MOST_LOOKS)? {
        // Whoever called: the line knows no more of them than a reference or a number.
        let saw = format!("{} (phone line)", Act::StateAndAmount.name());
        found.push(LookLine { at, who: None, saw, times: 1 });
    }
    found.sort_by_key(|look| std::cmp::Reverse(look.at));
    Ok(by_day(found))
}

/// Who clicks through a file for a morning has looked at it on that day: nobody else's look is to be hidden behind it.
fn by_day(looks: Vec<LookLine>) -> Vec<LookLine> {
    let mut found: Vec<LookLine> = Vec::new();
    for look in looks {
        let day = look.at.day();
        let of_day = found.iter_mut().rev().take_while(|known| known.at.day() == day);
        let mut same = of_day.filter(|known| (&known.who, &known.saw) == (&look.who, &look.saw));
        match same.next() {
            Some(known) => known.times = known.times.saturating_add(look.times),
            None => found.push(look),
        }
    }
    found
}

/// What the port of a meter says now, for whoever may see more than days of it without a reason or a consent:
/// that is the household alone. Power of this minute says more of a home than its quarter-hours, for which
/// UX 7.3 has a line; helpers and the CPAS see none of those. Source: MT-16, UX 7.3.
pub(super) fn live_now(
    engine: &mut Engine,
    visitor: &Visitor,
    account: &store::Account,
    now: Instant,
) -> Result<Option<LiveNow>, Failure> {
    let right = access::may(visitor.role, Act::QuarterHours, Verb::View);
    if right.is_none_or(|right| right.under != Under::Nothing || right.only != Only::All) {
        return Ok(None);
    }
    let live = live::shown(engine, account, now)?;
    Ok(live.and_then(|live| {
        let registers = live.taken[0].zip(live.taken[1]).map(|(day, night)| [day, night]);
        // Most meters say both; one without injection has nothing to say of it.
        let taken_w = live.taken_w?;
        Some(LiveNow { taken_w, injected_w: live.injected_w.unwrap_or(0), registers, at: live.at })
    }))
}

/// Kilowatt-hours to the milliwatt-hour, as a decimal: whoever reads a file of theirs takes `mwh` for a million of that.
fn kwh(energy: MilliWattHours) -> String {
    units::format_decimal(i128::from(energy.0), 6)
}

/// Where a transfer goes: holder, IBAN, communication. `None` if the operator has no account entered.
pub(super) fn transfer(
    engine: &mut Engine,
    account: &store::Account,
) -> Result<Option<(String, String, String)>, Failure> {
    let all = engine.store.bank_accounts()?;
    let Some(own) = all.into_iter().find(|one| one.dso == account.dso) else { return Ok(None) };
    let Some(ogm) = ogm_of(account.id) else { return Ok(None) };
    let groups: Vec<String> = own
        .iban
        .as_bytes()
        .chunks(4)
        .map(|four| String::from_utf8_lossy(four).into_owned())
        .collect();
    Ok(Some((own.holder, groups.join("\u{a0}"), ogm.to_string())))
}

/// The contact that is kept, or an empty one; what it lacks is where the person signs in. Source: UX 3.1.
pub(super) fn contact(
    engine: &mut Engine,
    visitor: &Visitor,
    own: &Own,
    now: Instant,
) -> Result<Contact, Failure> {
    let kept = engine.store.contact(own.account.id)?;
    let contact = kept.unwrap_or_else(|| Contact::empty(own.account.id, visitor.language, now));
    let person = engine.store.person(visitor.person)?;
    Ok(person.and_then(|person| filled(&contact, &person.ways)).unwrap_or(contact))
}

fn alerts(meter: MyMeter, meters: Vec<MyMeter>, contact: &Contact, night: (u16, u16)) -> MyAlerts {
    let phone = contact.phone.map(|phone| phone.national());
    let email = contact.email.as_ref().map(|email| email.to_string());
    MyAlerts {
        meter,
        meters,
        wanted: AlertsWanted {
            low: match contact.threshold {
                None => WhenLow::Usual,
                Some(Threshold::Amount(amount)) => WhenLow::Euro(amount),
                Some(Threshold::Days(days)) => WhenLow::Days(days),
            },
            sms: contact.wished.sms,
            mail: contact.wished.mail,
            letter: contact.wished.letter,
            voice: contact.wished.voice,
            recognised: contact.wished.recognised,
            easy: contact.wished.easy,
            language: contact.language,
            declined: wishes::families(&contact.wished.declined),
            by_mail: wishes::families(&contact.wished.by_mail),
            quiet: contact.wished.quiet_min,
        },
        night,
        reached_at: phone.into_iter().chain(email).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_preselected_amount_suffices_and_is_the_usual_one_if_it_does() {
        let cents = |usual: Option<i64>, least: i64| {
            let usual = usual.and_then(MicroEuro::from_cents);
            preselected(usual, MicroEuro::from_cents(least).unwrap()).amount_to_pay_cents()
        };
        assert_eq!(cents(Some(2_000), 1_690), 2_000);
        assert_eq!(cents(Some(1_000), 1_690), 2_000, "the next larger one");
        assert_eq!(cents(Some(1_500), 500), 1_500);
        assert_eq!(cents(None, 500), 2_000);
        assert_eq!(cents(None, 670), 1_000);
        assert_eq!(cents(None, 2_001), 5_000);
        assert_eq!(cents(Some(2_000), 5_301), 6_000, "above 50, up to the next 10");
    }

    #[test]
    fn days_are_told_only_if_they_are_known() {
        let euro = |text: &str| text.parse::<MicroEuro>().unwrap();
        assert_eq!(lasts(euro("20"), Some(euro("2.40"))), Some(8));
        assert_eq!(lasts(euro("20"), None), None);
        assert_eq!(lasts(euro("-3"), Some(euro("2.40"))), None);
    }
}
