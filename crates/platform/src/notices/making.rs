//! From a message of the outbox to notices: who is told what, on which channels, with which figures.

use super::consents::{self, With};
use super::outbox::KIND;
use super::stands::stands;
use super::{copies, days, desk, near, plans, prices, rules, threshold, welcome};
use crate::engine::Engine;
use crate::estimates;
use crate::failure::Failure;
use crate::pay::receipts;
use crate::webhooks;
use calendar::{Instant, ProtectedHours, SettlementDay};
use ledger::{EntryKind, LedgerAccount};
use notify::figures::{Figures, House, Medium, Rule, WinterHelp};
use notify::near::Spared;
use notify::plan::{
    Cause, Channel, Known, Past, Person, Recipient, Role, Row, Told, ends, is_obsolete, judge,
    to_caller, to_holder, to_other, to_staff,
};
use notify::quiet::QuietHours;
use notify::{Message, Trigger, render};
use params::Parameters;
use prepay::Levels;
use store::{Contact, ContactPoint, NewNotice, NoticeStep};
use supply::SupplyState;
use timeline::{Fact, Timeline};
use units::{Energy, Language, MicroEuro, Phone};

/// When somebody who could not be reached by the meter is called at the latest.
const CALL_AFTER_H: i64 = 2;
/// Tasks of which people are told, too.
const TOLD_TASKS: [&str; 1] = ["off_supply_task"];

/// What a message of the outbox says.
#[derive(serde::Deserialize)]
struct Body {
    #[serde(default)]
    notice: Option<String>,
    #[serde(default)]
    task: Option<String>,
    /// Not of what no balance has to do with.
    #[serde(default)]
    balance_micro_eur: Option<i64>,
}

/// What a message is about beside the account. Each has what its kind needs.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct About {
    /// Who looked, or asks for access.
    party: Option<i64>,
    /// Which case has ended.
    case: Option<i64>,
    /// What the household tells whoever asks for access, and for how many months they ask.
    code: Option<String>,
    months: Option<i64>,
    /// What a social service says: a day, or a moment.
    pub(super) day: Option<SettlementDay>,
    from: Option<Instant>,
    until: Option<Instant>,
    /// Which visit, and in which half of the day.
    pub(super) visit: Option<i64>,
    pub(super) slot: Option<procedures::Slot>,
    /// Who asked at the phone line, in which language, and what to pay at least.
    to: Option<Phone>,
    language: Option<Language>,
    minimum_micro_eur: Option<i64>,
    /// When shops close, or open again. Source: CM-01e.
    closes: Option<Instant>,
    opens: Option<Instant>,
    /// Why something was ended.
    reason: Option<String>,
    /// What a social service proposes for a plan.
    pub(super) proposal: Option<i64>,
    /// Which incident, and what fails.
    pub(super) incident: Option<String>,
    failing: Option<String>,
}

/// What was said, and the balance it was said with.
fn cause_of(message: &store::Message) -> Option<(Cause, Option<MicroEuro>)> {
    let body: Body = serde_json::from_str(&message.body).ok()?;
    let kind = match (message.kind.as_str(), body.notice, body.task) {
        (KIND, Some(kind), _) => kind,
        ("task", _, Some(task)) if TOLD_TASKS.contains(&task.as_str()) => task,
        _ => return None,
    };
    let balance = body.balance_micro_eur.map(MicroEuro);
    let (key, at) = (message.key.clone(), message.at);
    let cause = Cause { key, kind, at, balance: balance.unwrap_or(MicroEuro::ZERO) };
    Some((cause, balance))
}

/// Makes the notices of a message and marks it as delivered, in one transaction. `None` if it tells people
/// nothing, or its operator does not write to people: then it is the caller's.
pub fn make(
    engine: &mut Engine,
    message: &store::Message,
    now: Instant,
) -> Result<Option<usize>, Failure> {
    let Some((cause, balance)) = cause_of(message) else { return Ok(None) };
    let about: About = serde_json::from_str(&message.body)?;
    let Some(account) = engine.store.account(message.account)? else { return Ok(None) };
    let Some(house) = engine.books.house(account.dso).cloned() else { return Ok(None) };
    engine.locked(account.dso, |engine| {
        let (account, house, cause) = (&account, &house, &cause);
        let facts = &engine.store.facts(&[account.id])?;
        let maker = Maker { account, house, cause, balance, about: &about, facts, now };
        let notices = maker.notices(engine)?;
        let made = engine.store.add_notices(account.id, Some(&message.key), &notices, now)?;
        webhooks::note(engine, message, webhooks::Ending::Left, now)?;
        Ok(Some(made))
    })
}

struct Maker<'a> {
    account: &'a store::Account,
    house: &'a House,
    cause: &'a Cause,
    balance: Option<MicroEuro>,
    about: &'a About,
    /// All of the account, in their order.
    facts: &'a [store::Fact],
    now: Instant,
}

impl Maker<'_> {
    fn notices(&self, engine: &mut Engine) -> Result<Vec<NewNotice>, Failure> {
        let Self { account, cause, .. } = *self;
        let messages = engine.store.messages(&[account.id])?;
        let causes: Vec<_> = messages.iter().filter_map(cause_of).collect();
        let at_once: Vec<Cause> = causes
            .iter()
            .filter(|(other, _)| other.at == cause.at)
            .map(|(other, _)| other.clone())
            .collect();
        let known: Vec<Known> = causes
            .iter()
            .filter_map(|(cause, balance)| balance.map(|balance| Known { at: cause.at, balance }))
            .collect();
        let contact = engine.store.contact(account.id)?;
        let kept = engine.store.notices(&[account.id])?;
        let told: Vec<Told> = kept
            .iter()
            .filter(|one| one.notice.cause != cause.key && one.notice.recipient == "holder")
            .filter_map(|one| {
                let message = one.notice.message.parse().ok()?;
                Some(Told { message, at: one.notice.cause_at })
            })
            .collect();
        let rules = engine.books.rules(account.dso, account.group.energy)?;
        let parameters = rules.parameters.at(cause.at.day(), cause.at);
        let low = parameters.low_threshold;
        let (from_min, to_min) = parameters.notice_quiet_min;
        let everybody = QuietHours { from_min, to_min };
        let cut = MicroEuro(parameters.emergency_limit.0.saturating_neg());
        let hysteresis = parameters.notice_hysteresis;
        let wished = contact.as_ref().and_then(|contact| contact.threshold);
        let settled = cause.at.day().previous();
        let low = threshold::low(&mut engine.store, account.id, wished, settled, low)?;
        let past = Past { told: &told, known: &known, low, hysteresis, cut };
        self.withdraw_obsolete(engine, &kept, past)?;
        crate::plans::proposals::after_change(engine, account, &cause.kind, self.now)?;
        self.withdraw_ended(engine, &kept)?;
        let judged = judge(&at_once, past);
        if let Some(message) = notify::desk::message_of(&cause.kind) {
            return self.said_by_desk(engine, message, everybody);
        }
        let place = at_once.iter().position(|other| other.key == cause.key);
        let Some(Ok(message)) = place.and_then(|place| judged.get(place)) else {
            return Ok(Vec::new());
        };
        let message = self.by_fact(*message)?;
        self.withdraw_shallower(engine, &kept, message)?;
        if matches!(message, Message::Balance | Message::Stopped) {
            return self.to_caller(engine, message);
        }
        let must = Trigger::of(message).is_some_and(|trigger| trigger.rule().must);
        if contact.is_none() && !must {
            return Ok(Vec::new());
        }
        let mut person = person(contact.as_ref());
        if kept.iter().any(|one| super::returned::came_back_from(one, &person.postal)) {
            // Nobody lives there, as far as the post knows.
            person.postal.clear();
        }
        let held = to_holder(message, &cause.kind, cause.at, &person, everybody);
        let is_letter = |row: &Row| row.channel == Channel::Letter;
        let is_digital = |row: &Row| matches!(row.channel, Channel::Sms | Channel::Mail);
        let by_post = held.iter().any(is_letter) && !held.iter().any(is_digital);
        let mut rows: Vec<(Row, String)> = held.into_iter().map(with_label).collect();
        rows.extend(self.others(engine, message, everybody)?);
        let flagged = self.is_flagged()?;
        let tasks = to_staff(message, cause.at, flagged, person.language);
        rows.extend(tasks.into_iter().map(with_label));
        let mut figures = self.figures(engine, message, by_post)?;
        figures.easy = contact.as_ref().is_some_and(|contact| contact.wished.easy)
            && render::has_easy_letter(message);
        let mut code_by_mail = None;
        // Prices of a day are published more than once.
        if message == Message::Price && figures.prices.is_empty() {
            return Ok(Vec::new());
        }
        // Amounts that were changed back before anybody was told.
        if message == Message::Rules && figures.rules.is_empty() {
            return Ok(Vec::new());
        }
        if message == Message::Activated
            && let Some((code, last)) = welcome::code(engine, account, &rows, self.now)?
        {
            (figures.code, figures.date) = (Some(code), Some(last));
            code_by_mail = welcome::code_by_mail(&rows, &person);
        }
        let does_not_suffice = match message {
            Message::Credited => Some(Message::CreditedOff),
            Message::Aid => Some(Message::AidOff),
            _ => None,
        };
        if let Some(said) = does_not_suffice.filter(|_| figures.off) {
            for (row, _) in &mut rows {
                if row.recipient == Recipient::Holder {
                    row.message = said;
                }
            }
        }
        if message == Message::Low
            && let Some(left) = self.told_of_the_other_energy(engine, contact.as_ref())?
        {
            match account.group.energy {
                Energy::Electricity => figures.left_gas = Some(left),
                Energy::Gas => figures.left_gas = figures.left.replace(left),
            }
            for (row, _) in &mut rows {
                if row.recipient == Recipient::Holder {
                    row.message = Message::BothLow;
                }
            }
        }
        if !stands(engine, account, self.about, self.now)? {
            for (row, _) in &mut rows {
                row.withdrawn = row.withdrawn.or(Some("no longer so"));
            }
        }
        let version = notify::texts::VERSION;
        let mut made: Vec<NewNotice> =
            rows.into_iter().map(|row| self.notice(&row, &figures, version)).collect();
        if let Some(row) = code_by_mail {
            let mail = self.notice(&with_label(row), &figures, version);
            // Beside the mail that welcomes, from the same cause.
            made.push(NewNotice { key: format!("{}/code", mail.key), ..mail });
        }
        Ok(made)
    }

    /// What an agent had said: to the holder alone, and only if it is so when it is to leave. Source: UX A-09.
    fn said_by_desk(
        &self,
        engine: &mut Engine,
        message: Message,
        everybody: QuietHours,
    ) -> Result<Vec<NewNotice>, Failure> {
        let Self { account, cause, .. } = *self;
        let standing = desk::standing(engine, account, cause.at)?;
        let so = standing.is_some_and(|standing| notify::desk::is_so(message, standing))
            && account.closed_at.is_none();
        let person = desk::reached(engine, account)?;
        let figures = self.figures(engine, message, false)?;
        let rows = to_holder(message, &cause.kind, cause.at, &person, everybody);
        let rows = rows.into_iter().filter(|row| row.channel != Channel::Task).map(|row| {
            let withdrawn = row.withdrawn.or((!so).then_some("no longer so"));
            with_label(Row { withdrawn, ..row })
        });
        let version = notify::texts::VERSION;
        Ok(rows.map(|row| self.notice(&row, &figures, version)).collect())
    }

    /// What somebody asked for at the phone line, as it was said there; or the answer to whoever wrote.
    fn to_caller(&self, engine: &mut Engine, message: Message) -> Result<Vec<NewNotice>, Failure> {
        let (Some(phone), Some(language)) = (self.about.to, self.about.language) else {
            return Ok(Vec::new());
        };
        let Some(row) = to_caller(message, self.cause.at, phone, language) else {
            return Ok(Vec::new());
        };
        let mut figures = self.figures(engine, message, false)?;
        figures.clear = self.about.minimum_micro_eur.map(MicroEuro);
        let reference = self.account.ean.reference().as_u64();
        figures.reference = Some(format!("{reference:013}"));
        Ok(vec![self.notice(&with_label(row), &figures, notify::texts::VERSION)])
    }

    /// What waits and is no longer so is taken back. Source: CM-04.
    fn withdraw_obsolete(
        &self,
        engine: &mut Engine,
        kept: &[store::Notice],
        past: Past<'_>,
    ) -> Result<(), Failure> {
        let Some(balance) = self.balance else { return Ok(()) };
        for one in kept.iter().filter(|one| one.state == 0) {
            let message: Option<Message> = one.notice.message.parse().ok();
            let gone =
                message.is_some_and(|of| is_obsolete(of, one.notice.cause_at, balance, past));
            if gone && one.notice.cause_at <= self.cause.at {
                let reason = "no longer so".to_owned();
                let step = NoticeStep::Withdrawn { at: self.now, reason };
                engine.store.notice_step(one.account, one.seq, &step)?;
            }
        }
        Ok(())
    }

    /// What says that a home is off is taken back when its supply is back, also on paper and on the lists of those who
    /// call; help for who does not top up is, when somebody does. Source: CM-04, CM-01s.
    fn withdraw_ended(&self, engine: &mut Engine, kept: &[store::Notice]) -> Result<(), Failure> {
        let before = |one: &&store::Notice| one.state == 0 && one.notice.cause_at <= self.cause.at;
        for one in kept.iter().filter(before) {
            if one.notice.message.parse().is_ok_and(|message| ends(&self.cause.kind, message)) {
                let reason = "no longer so".to_owned();
                let step = NoticeStep::Withdrawn { at: self.now, reason };
                engine.store.notice_step(one.account, one.seq, &step)?;
            }
        }
        Ok(())
    }

    /// What waits is taken back when something deeper is told: a night says what was crossed at once, and what
    /// is nearly used up a moment later. Source: CM-03.
    fn withdraw_shallower(
        &self,
        engine: &mut Engine,
        kept: &[store::Notice],
        message: Message,
    ) -> Result<(), Failure> {
        for one in kept.iter().filter(|one| one.state == 0 && one.notice.recipient == "holder") {
            let depth = one.notice.message.parse().map_or(0, Message::depth);
            if depth > 0 && depth < message.depth() && one.notice.cause_at <= self.cause.at {
                let reason = "something deeper is told".to_owned();
                let step = NoticeStep::Withdrawn { at: self.now, reason };
                engine.store.notice_step(one.account, one.seq, &step)?;
            }
        }
        Ok(())
    }

    /// The fact that the message follows from, if there is one of that instant.
    fn fact(&self, names: &[&str]) -> Result<Option<Fact>, Failure> {
        let facts = self.facts;
        let of_instant = |fact: &&store::Fact| {
            fact.learnt_at == self.cause.at && names.contains(&fact.kind.as_str())
        };
        // Several of one instant are told apart by their place, which stands in the key.
        let own = |fact: &&store::Fact| self.cause.key.ends_with(&format!("/{}", fact.seq));
        let found = facts.iter().rev().filter(of_instant).find(own);
        let found = found.or_else(|| facts.iter().rev().find(of_instant));
        Ok(found.map(|fact| serde_json::from_str(&fact.body)).transpose()?)
    }

    /// With whom the household agreed, by name.
    fn agreed_with(&self, engine: &mut Engine, what: &str) -> Result<Option<String>, Failure> {
        Ok(match consents::with_whom(what) {
            Some(With::Supplier(id)) => {
                let known = engine.store.suppliers()?.into_iter().find(|known| known.id == id);
                Some(known.map_or(id, |known| known.name))
            }
            Some(With::Party(party)) => engine.store.party(party)?.map(|party| party.name),
            None => None,
        })
    }

    /// Some messages depend on what was decided.
    fn by_fact(&self, message: Message) -> Result<Message, Failure> {
        if self.cause.kind == "plan_starts" {
            return Ok(plans::message_of(self.fact(&plans::FACTS)?.as_ref()));
        }
        if self.cause.kind != "relief_decision" {
            return Ok(message);
        }
        let granted = matches!(
            self.fact(&["relief_decision"])?,
            Some(Fact::ReliefDecision { granted: true })
        );
        Ok(if granted { Message::ReliefGranted } else { Message::ReliefRefused })
    }

    /// Whether somebody there depends on their supply: a person then looks, too.
    fn is_flagged(&self) -> Result<bool, Failure> {
        let mut flags = std::collections::BTreeSet::new();
        let changes = self.facts.iter();
        for fact in changes.filter(|fact| matches!(fact.kind.as_str(), "flag" | "unflag")) {
            match serde_json::from_str(&fact.body)? {
                Fact::Flag { name, .. } => flags.insert(name),
                Fact::Unflag { name } => flags.remove(&name),
                _ => false,
            };
        }
        Ok(["medical_device", "vulnerability", "vulnerable"]
            .iter()
            .any(|name| flags.contains(*name)))
    }

    /// Who else is told, by their roles. Source: CM-01, TP-22.
    fn others(
        &self,
        engine: &mut Engine,
        message: Message,
        everybody: QuietHours,
    ) -> Result<Vec<(Row, String)>, Failure> {
        let Self { account, cause, .. } = *self;
        let mut rows = Vec::new();
        let of_payment = copies::is_of_payment(message);
        let paid_by = match message {
            Message::Credited => copies::paid_by(engine, self.fact(&["top_up"])?)?,
            _ if of_payment => copies::paid_by(engine, copies::last_paid(self.facts, cause.at)?)?,
            _ => None,
        };
        for grant in engine.store.party_grants(account.id)? {
            let Some(role) = vending::Role::from_code(grant.role) else { continue };
            let role = match role {
                vending::Role::Payer => Role::Payer,
                vending::Role::Helper => Role::Helper,
                vending::Role::Mandate | vending::Role::MandateByLaw => Role::Cpas,
                vending::Role::Holder => continue,
            };
            if of_payment && paid_by != Some(grant.party) {
                continue;
            }
            let open = grant.from <= cause.at
                && grant.until.is_none_or(|until| cause.at < until)
                && grant.ended.as_ref().is_none_or(|end| cause.at < end.at)
                && account.closed_at.is_none_or(|closed| cause.at < closed);
            let Some(reached) = engine.store.party_contact(grant.party)?.filter(|_| open) else {
                continue;
            };
            let person = Person {
                recipient: Recipient::Party(grant.party),
                language: reached.language,
                phone: reached.phone,
                email: reached.email,
                ..nobody()
            };
            let row = to_other(message, cause.at, role, &person, everybody);
            let label = if grant.label.is_empty() {
                let reference = account.ean.reference().as_u64() % 10_000;
                format!("…{reference:04}")
            } else {
                grant.label.clone()
            };
            rows.extend(row.map(|row| (row, label)));
        }
        if message == Message::ContactChanged {
            let versions = engine.store.contact_versions(account.id)?;
            if let [.., old, new] = versions.as_slice() {
                let phone = old.phone.filter(|phone| Some(*phone) != new.phone);
                let email = old.email.clone().filter(|email| Some(email) != new.email.as_ref());
                let (recipient, language) = (Recipient::OldContact, old.language);
                let person = Person { recipient, language, phone, email, ..nobody() };
                let row = to_other(message, cause.at, Role::OldContact, &person, everybody);
                rows.extend(row.map(|row| (row, String::new())));
            }
        }
        Ok(rows)
    }

    /// Both energies low at once are one notice: the second of them to be made says both. Returns what is
    /// left of the other one. Source: CM-03.
    fn told_of_the_other_energy(
        &self,
        engine: &mut Engine,
        contact: Option<&Contact>,
    ) -> Result<Option<MicroEuro>, Failure> {
        let Self { account, cause, now, .. } = *self;
        let Some(contact) = contact else { return Ok(None) };
        let points = [
            contact.phone.map(ContactPoint::Phone),
            contact.email.clone().map(ContactPoint::Email),
        ];
        for point in points.into_iter().flatten() {
            for other in engine.store.accounts_of_contact(&point)? {
                let Some(sibling) = engine.store.account(other)? else { continue };
                if sibling.dso != account.dso || sibling.group.energy == account.group.energy {
                    continue;
                }
                let waiting = engine.store.notices(&[other])?.into_iter().find(|one| {
                    one.state == 0
                        && one.notice.message == Message::Low.id()
                        && one.notice.recipient == "holder"
                        && one.notice.cause_at.day() == cause.at.day()
                });
                let Some(waiting) = waiting else { continue };
                let figures: Figures = serde_json::from_str(&waiting.notice.figures)?;
                let reason = "told with the other energy".to_owned();
                let step = NoticeStep::Withdrawn { at: now, reason };
                engine.store.notice_step(other, waiting.seq, &step)?;
                return Ok(figures.left);
            }
        }
        Ok(None)
    }

    /// All that the words of a message may need, as of its cause. `by_post`: they are read when a letter has
    /// come.
    fn figures(
        &self,
        engine: &mut Engine,
        message: Message,
        by_post: bool,
    ) -> Result<Figures, Failure> {
        let Self { account, cause, .. } = *self;
        let mut rebuilt = engine.rebuild(std::slice::from_ref(account), cause.at)?;
        let mut figures = Figures::of(account.group.energy, cause.at);
        let Some(known) = rebuilt.pop() else { return Ok(figures) };
        let timeline = known.timeline;
        let shown = estimates::shown(engine, account, &timeline, cause.at)?.ok();
        let rules = engine.books.rules(account.dso, account.group.energy)?;
        let parameters = rules.parameters.at(cause.at.day(), cause.at);
        let levels: Levels = timeline.account.levels(cause.at, rules);
        let balance = self.balance.unwrap_or(timeline.account.balance());
        let balance = match message {
            // Closing has moved it away from the account already.
            Message::Ended => closing_balance(&timeline).unwrap_or(balance),
            _ => balance,
        };
        figures.balance = Some(balance);
        figures.credit = Some(parameters.emergency_limit);
        figures.stay = Some(levels.amount_to_stay_on(balance));
        let off = timeline.supply() == SupplyState::Disconnected;
        let owed = match message {
            // It is read, and paid, until the next night: that adds the hours before the cut. Source: UX G-I3.
            Message::Cut => balance.checked_sub(uncharged(&timeline, cause.at)).unwrap_or(balance),
            _ => balance,
        };
        let clear = levels.amount_to_clear(owed);
        (figures.clear, figures.off) = (Some(clear), off && clear > MicroEuro::ZERO);
        figures.left = match message {
            Message::EmergencyLow => balance.checked_sub(levels.cut),
            _ => Some(balance),
        };
        figures.days_left = shown.and_then(|shown| shown.estimate.ends).map(|ends| {
            let seconds = ends.seconds_since(cause.at).max(0);
            seconds / 86_400
        });
        if matches!(message, Message::ReliefProvisional | Message::ReliefGranted) {
            figures.relief = winter_help(&timeline, parameters);
        }
        let hours = &parameters.protected_hours;
        figures.until = match message {
            Message::Held => {
                let post_h = parameters.letter_post_days.saturating_mul(24);
                let on_the_way_h = if by_post { post_h } else { 0 };
                let least_h = parameters.cut_notice_min_h.saturating_add(on_the_way_h);
                first_cut(hours, cause.at, least_h)
            }
            Message::LastCall => hours.end_after(cause.at),
            Message::Unreached => Some(called_by(cause.at)),
            _ => None,
        };
        if message == Message::Activated {
            figures.spared = Some(Spared::of(hours, cause.at.day()));
        }
        let mut agreed_with = None;
        figures.date = match message {
            Message::Limited => limited_until(&timeline),
            Message::ConsentEnds => match self.fact(&["consent_ends"])? {
                Some(Fact::ConsentEnds { what, on }) => {
                    agreed_with = self.agreed_with(engine, &what)?;
                    Some(on)
                }
                _ => None,
            },
            Message::OffSupply => Some(cause.at.day().previous()),
            Message::NoReading => timeline.account.readings.last_heard().map(Instant::day),
            _ => Some(cause.at.day()),
        };
        figures.date = self.about.day.or(figures.date);
        figures.until = self.about.until.or(figures.until);
        if let (Message::Price, Some(day)) = (message, self.about.day) {
            let rules = engine.books.rules(account.dso, account.group.energy)?;
            figures.prices = prices::changes(&timeline.account, day, rules);
        }
        if let (Message::Rules, Some(day)) = (message, self.about.day) {
            let of = (account.dso, account.group.energy);
            figures.rules = rules::changes(&engine.books, of, day, cause.at)?;
            // Whoever wishes another amount is told at that one.
            let contact = engine.store.contact(account.id)?;
            if contact.is_some_and(|contact| contact.threshold.is_some()) {
                figures.rules.retain(|one| one.rule != Rule::Low);
            }
        }
        if let (Message::Year, Some(to)) = (message, self.about.day) {
            figures.year = Some(days::year_on_a_page(engine, account, to, cause.at)?);
        }
        figures.from = self.about.from;
        (figures.closes, figures.opens) = (self.about.closes, self.about.opens);
        figures.reason.clone_from(&self.about.reason);
        figures.days = figures.date.map(|date| i64::from(cause.at.day().days_since(date)));
        self.of_payment(engine, &mut figures)?;
        if message == Message::Unreached {
            figures.amount = self.last_paid()?;
        }
        if message == Message::Activated {
            figures.start = welcome::start(&timeline);
        }
        if message == Message::Cut {
            let contact = engine.store.contact(account.id)?;
            let postcode = contact.and_then(|contact| vending::postcode(&contact.postcode));
            if let Some(postcode) = postcode {
                let about = (postcode, account.group.energy);
                figures.shops = near::shops(engine, account.dso, about)?;
                figures.cpas = near::cpas(engine, account.dso, postcode)?;
            }
        }
        if plans::shows(message) {
            let fact = self.fact(&plans::FACTS)?;
            let about = (message, fact.as_ref());
            figures.plan = plans::figures(engine, account, &timeline, about, cause.at)?;
        }
        if let (Message::PlanProposed, Some(id)) = (message, self.about.proposal) {
            figures.plan = plans::proposed(engine, &timeline, id, cause.at.day())?;
        }
        figures.office = figures.office.or(agreed_with);
        figures.failing.clone_from(&self.about.failing);
        (figures.code, figures.months) = (self.about.code.clone(), self.about.months);
        figures.number = self.about.case;
        figures.answer = match self.about.case {
            Some(id) => crate::cases::one(engine, id)?
                .and_then(|asked| asked.stored.case.answer)
                .map(|answer| sentence(&answer.words)),
            None => None,
        };
        Ok(figures)
    }

    /// Amount, ticket and payer of the payment that the message is about.
    fn of_payment(&self, engine: &mut Engine, figures: &mut Figures) -> Result<(), Failure> {
        let names =
            ["top_up", "aid", "chargeback", "payment_failed", "top_up_undone", "limiter_repayment"];
        let (amount, id, channel) = match self.fact(&names)? {
            Some(Fact::TopUp { eur, id, channel } | Fact::Aid { eur, id, channel }) => {
                (Some(eur), Some(id), Some(channel))
            }
            Some(Fact::Chargeback { eur, .. } | Fact::LimiterRepayment { eur, .. }) => {
                (Some(eur), None, None)
            }
            Some(Fact::PaymentFailed { eur, .. }) => (eur, None, None),
            _ => (None, None, None),
        };
        figures.amount = amount;
        // Short keys are tickets that a person can read out; others are between machines, and have a code.
        figures.ticket = match id {
            Some(id) => receipts::code_of(engine, &id)?.or_else(|| {
                let spoken = id.len() <= 8 && notify::gsm::septets(&id).is_some();
                spoken.then_some(id)
            }),
            None => None,
        };
        // Whoever else helps does it through the operator.
        figures.office = match channel.as_deref().map(crate::cpas::party_of_origin) {
            // Aid says whose it is.
            Some(Some(party)) => engine.store.party(party)?.map(|party| party.name),
            _ => channel.filter(|channel| channel != "cpas").map(|_| self.house.name.clone()),
        };
        if let Some(party) = self.about.party {
            figures.office = engine.store.party(party)?.map(|party| party.name);
            figures.phone = super::office::phone_of(engine, party)?;
        }
        Ok(())
    }

    /// What was paid last, within a day: the meter was not reached since. Source: CM-01l.
    fn last_paid(&self) -> Result<Option<MicroEuro>, Failure> {
        let at = self.cause.at;
        let of_late = at.plus_h(-24)..=at;
        for fact in self.facts.iter().rev() {
            let paid = matches!(fact.kind.as_str(), "top_up" | "aid");
            if paid && of_late.contains(&fact.learnt_at) {
                return Ok(match serde_json::from_str(&fact.body)? {
                    Fact::TopUp { eur, .. } | Fact::Aid { eur, .. } => Some(eur),
                    _ => None,
                });
            }
        }
        Ok(None)
    }

    /// A row with its words. What cannot be said is kept with the reason, and is not sent.
    fn notice(&self, (row, label): &(Row, String), figures: &Figures, version: i64) -> NewNotice {
        let Self { house, cause, .. } = *self;
        let mut figures = figures.clone();
        let beside = matches!(row.recipient, Recipient::Party(_));
        if beside {
            figures.label = Some(label.clone());
        }
        let words = match (row.channel, beside) {
            (Channel::Sms, true) => {
                render::copy(row.message, &figures, house, row.language, Medium::Sms)
            }
            (_, true) => render::copy(row.message, &figures, house, row.language, Medium::Page),
            (channel, false) => own_words(channel, row.message, &figures, house, row.language),
        };
        let (words, unsaid) = match words {
            Ok(words) => (words, None),
            Err(error) => (
                render::Rendered { subject: String::new(), text: String::new() },
                Some(error.to_string()),
            ),
        };
        NewNotice {
            key: row.key(&cause.key),
            cause: cause.key.clone(),
            cause_at: cause.at,
            trigger: row.trigger.rule().id.to_owned(),
            message: row.message.id().to_owned(),
            version,
            language: row.language,
            recipient: row.recipient.id(),
            channel: row.channel.code(),
            address: row.address.clone(),
            figures: serde_json::to_string(&figures).unwrap_or_default(),
            subject: words.subject,
            body: words.text,
            due: row.due,
            withdrawn: row.withdrawn.map(str::to_owned).or(unsaid),
        }
    }
}

/// What the day of a cut is expected to cost until then, in whole dimes: nothing of it is charged before the night.
fn uncharged(timeline: &Timeline, at: Instant) -> MicroEuro {
    const DIME: i64 = 100_000;
    let since = at.seconds_since(at.day().start()).max(0);
    let per_day = crate::people::cost_per_day(timeline).map_or(0, |cost| cost.0.max(0));
    let until = i128::from(per_day).saturating_mul(i128::from(since)) / 86_400;
    let until = i64::try_from(until).unwrap_or(per_day);
    let dimes = until.checked_add(DIME - 1).and_then(|more| more.checked_div(DIME)).unwrap_or(0);
    MicroEuro(dimes.saturating_mul(DIME))
}

/// The figures of a message that a desk has said now.
pub fn desk_figures(
    engine: &mut Engine,
    account: &store::Account,
    message: Message,
    now: Instant,
) -> Result<Figures, Failure> {
    let Some(house) = engine.books.house(account.dso).cloned() else {
        return Ok(Figures::of(account.group.energy, now));
    };
    let kind = notify::desk::kind_of(message).unwrap_or_default().to_owned();
    let cause = Cause { key: String::new(), kind, at: now, balance: MicroEuro::ZERO };
    let about = About::default();
    let (house, cause, about) = (&house, &cause, &about);
    let facts = &engine.store.facts(&[account.id])?;
    let maker = Maker { account, house, cause, balance: None, about, facts, now };
    maker.figures(engine, message, false)
}

/// The words for the holder on a channel.
pub fn own_words(
    channel: Channel,
    message: Message,
    figures: &Figures,
    house: &House,
    language: Language,
) -> Result<render::Rendered, notify::figures::TextError> {
    let only = |text: String| render::Rendered { subject: String::new(), text };
    // It stands on paper alone: pages show the words, and not whom they let in.
    let mut hidden = None;
    if message == Message::Activated && figures.code.is_some() {
        let code = Some(desk::HIDDEN.to_owned());
        hidden = Some(Figures { code, ..figures.clone() });
    }
    let figures = hidden.as_ref().unwrap_or(figures);
    match channel {
        Channel::Sms => match render::sms(message, figures, house, language) {
            Some(text) => text.map(only),
            None => render::written(message, figures, house, language),
        },
        Channel::Call => match render::voice(message, figures, house, language) {
            Some(text) => text.map(only),
            None => render::written(message, figures, house, language),
        },
        Channel::Letter => render::letter(message, figures, house, language),
        Channel::Mail | Channel::Task => render::written(message, figures, house, language),
    }
}

/// Words that another sentence may follow.
fn sentence(words: &str) -> String {
    let words = words.trim();
    let ended = words.is_empty() || words.ends_with(['.', '!', '?', '…']);
    if ended { words.to_owned() } else { format!("{words}.") }
}

/// What the holder would be sent if this message were said now: on which channels, with which words. Nothing
/// is kept, and nothing leaves. Empty if the operator writes to nobody, or nobody can be reached.
pub fn would_say(
    engine: &mut Engine,
    account: &store::Account,
    message: Message,
    (number, words): (i64, &str),
    now: Instant,
) -> Result<Vec<(Channel, String)>, Failure> {
    let Some(house) = engine.books.house(account.dso).cloned() else { return Ok(Vec::new()) };
    let contact = engine.store.contact(account.id)?;
    let rules = engine.books.rules(account.dso, account.group.energy)?;
    let (from_min, to_min) = rules.parameters.at(now.day(), now).notice_quiet_min;
    let everybody = QuietHours { from_min, to_min };
    let mut figures = Figures::of(account.group.energy, now);
    (figures.number, figures.answer) = (Some(number), Some(sentence(words)));
    let mut said = Vec::new();
    for row in to_holder(message, "", now, &person(contact.as_ref()), everybody) {
        if row.channel == Channel::Task {
            continue;
        }
        let words = own_words(row.channel, message, &figures, &house, row.language)?;
        said.push((row.channel, words.text));
    }
    Ok(said)
}

fn with_label(row: Row) -> (Row, String) {
    (row, String::new())
}

/// Nobody yet.
fn nobody() -> Person {
    Person {
        recipient: Recipient::Holder,
        language: Language::Fr,
        phone: None,
        email: None,
        postal: String::new(),
        sms: true,
        mail: true,
        letter: true,
        voice: true,
        declined: Vec::new(),
        by_mail: Vec::new(),
        quiet: None,
    }
}

/// What closing has left for the holder, or below zero what they owe. `None` of an account that is open. Source: PA-32,
/// CM-01t.
fn closing_balance(timeline: &Timeline) -> Option<MicroEuro> {
    let journal = timeline.account.journal().iter();
    let closing = journal.rev().find(|entry| entry.kind == EntryKind::Closing)?;
    let kept =
        [LedgerAccount::RefundPayable, LedgerAccount::Unclaimed, LedgerAccount::ClosingReceivable];
    let legs = closing.transaction.postings().iter().filter(|leg| kept.contains(&leg.account));
    Some(MicroEuro(legs.map(|leg| leg.amount.0).fold(0, i64::saturating_add).saturating_neg()))
}

/// Whether a message would leave for the holder by itself: by short message, mail or post.
pub(super) fn reaches(
    engine: &mut Engine,
    account: &store::Account,
    (message, kind): (Message, &str),
    at: Instant,
) -> Result<bool, Failure> {
    if engine.books.house(account.dso).is_none() {
        return Ok(false);
    }
    if engine.store.contact(account.id)?.is_none() {
        return Ok(false);
    }
    // Where the post came back from nothing is sent.
    let person = desk::reached(engine, account)?;
    let rules = engine.books.rules(account.dso, account.group.energy)?;
    let (from_min, to_min) = rules.parameters.at(at.day(), at).notice_quiet_min;
    let everybody = QuietHours { from_min, to_min };
    let rows = to_holder(message, kind, at, &person, everybody);
    let leaves = [Channel::Sms, Channel::Mail, Channel::Letter];
    Ok(rows.iter().any(|row| row.withdrawn.is_none() && leaves.contains(&row.channel)))
}

/// The holder, as far as they are known.
pub fn person(contact: Option<&Contact>) -> Person {
    let Some(contact) = contact else { return nobody() };
    let Contact { street, postcode, town, .. } = contact;
    let postal =
        if town.is_empty() { String::new() } else { format!("{street}, {postcode} {town}") };
    Person {
        recipient: Recipient::Holder,
        language: contact.language,
        phone: contact.phone,
        email: contact.email.clone(),
        postal,
        sms: contact.wished.sms,
        mail: contact.wished.mail,
        letter: contact.wished.letter,
        voice: contact.wished.voice,
        declined: contact.wished.declined.clone(),
        by_mail: contact.wished.by_mail.clone(),
        quiet: contact.wished.quiet_min.map(|(from_min, to_min)| QuietHours { from_min, to_min }),
    }
}

/// What winter relief takes over from the day after the request on, as far as that lies in the winter. `None` if none
/// was asked for. Source: PA-23.
fn winter_help(timeline: &Timeline, parameters: &Parameters) -> Option<WinterHelp> {
    let asked = timeline.account.relief()?.requested_on;
    let mut first = asked.next();
    for _ in 0..366 {
        if parameters.winter.contains(first) {
            break;
        }
        first = first.next();
    }
    let last = parameters.winter.end_after(first).previous();
    Some(WinterHelp { share_ppm: parameters.relief_share_ppm, first, last })
}

/// The first instant at which a cut may follow from a notice of `at`: the end of protected hours that leaves
/// people their time. Source: CG-04, CG-10.
fn first_cut(hours: &ProtectedHours, at: Instant, notice_min_h: i64) -> Option<Instant> {
    let earliest = at.plus_h(notice_min_h);
    let mut end = hours.end_after(at)?;
    for _ in 0..20 {
        if end >= earliest {
            return Some(end);
        }
        end = hours.end_after(hours.start_after(end)?)?;
    }
    None
}

/// Somebody calls within two hours, at a full or half hour, and not at night.
fn called_by(at: Instant) -> Instant {
    let (day, minute) = at.plus_h(CALL_AFTER_H).day_and_minute();
    let rounded = minute.div_ceil(30) * 30;
    let clock = |minute: u16| u8::try_from(minute).unwrap_or(0);
    match rounded {
        0..=540 => day.at(9, 0),
        541..=1230 => day.at(clock(rounded / 60), clock(rounded % 60)),
        _ => day.next().at(9, 0),
    }
}

fn limited_until(timeline: &Timeline) -> Option<calendar::SettlementDay> {
    timeline.limiter_clock().map(|clock| clock.guaranteed_to())
}
