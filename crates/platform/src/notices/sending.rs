//! Hands notices over to who brings them, hears what became of them, and finds another way for those that do
//! not arrive. Source: CM-02, CM-06, CG-10.

use super::making::{own_words, person};
use super::stands::cause_stands;
use super::{desk, heard, partners};
use crate::engine::{Engine, Opening};
use crate::failure::{Failure, chain, refuse};
use calendar::Instant;
use clap::Args;
use notify::carrier::kannel::{self, Kannel};
use notify::carrier::smpp::{self, Smpp};
use notify::carrier::smtp::{self, Smtp};
use notify::carrier::{Carrier, Dispatch, Fate, Handed, Heard};
use notify::delivery::{RECEIPT_WAIT_MIN, State, Ways, again_after_s, fallback};
use notify::figures::Figures;
use notify::plan::{Channel, Recipient};
use notify::quiet::{QuietHours, first_loud};
use notify::{Message, Trigger, render};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;
use store::{NewNotice, Notice, NoticeStep};
use timeline::Fact;
use units::Dso;

/// Notices offered together.
const AT_ONCE: usize = 100;
/// Nothing is heard of one for so long: whoever had taken it is gone.
const LEASE_S: i64 = 120;
/// Letters and digits of a secret that an operator chooses, at least.
const LEAST_SECRET: usize = 16;
/// A mail and a letter have no receipt: it is never waited for.
pub const NEVER_MIN: i64 = 60 * 24 * 365 * 50;

/// Who brings notices. What is not given waits in the database.
#[derive(Debug, Clone, Args)]
pub struct CarrierArguments {
    /// Short messages over Kannel, such as `http://127.0.0.1:13013/cgi-bin/sendsms`.
    #[arg(long, env = "TIRELIRE_KANNEL", conflicts_with = "smpp")]
    kannel: Option<String>,
    /// Where Kannel's reports are listened for.
    #[arg(long, default_value = "127.0.0.1:13080")]
    kannel_reports: SocketAddr,
    /// Where Kannel finds that; `http://KANNEL_REPORTS` without it.
    #[arg(long)]
    kannel_callback: Option<String>,
    /// What stands in the address by which Kannel brings what people write; another one at each start without it.
    #[arg(long, env = "TIRELIRE_KANNEL_SECRET", hide_env_values = true)]
    kannel_secret: Option<String>,
    /// Short messages straight to a message centre, `host:port`.
    #[arg(long, env = "TIRELIRE_SMPP")]
    smpp: Option<String>,
    /// Messages that may be on their way to the centre at once.
    #[arg(long, default_value_t = 10)]
    smpp_window: usize,
    /// Name at Kannel or at the message centre; the password stands in TIRELIRE_SMS_PASSWORD.
    #[arg(long, env = "TIRELIRE_SMS_USER", default_value = "tirelire")]
    sms_user: String,
    #[arg(long, env = "TIRELIRE_SMS_PASSWORD", hide_env_values = true, default_value = "")]
    sms_password: String,
    /// As readers see it: up to eleven letters, or a number.
    #[arg(long, default_value = "ORES")]
    sms_sender: String,
    /// Mail over this relay, `host:port`. With TLS, unless it is on this machine.
    #[arg(long, env = "TIRELIRE_SMTP")]
    smtp: Option<String>,
    /// Name at the relay; the password stands in TIRELIRE_SMTP_PASSWORD.
    #[arg(long, env = "TIRELIRE_SMTP_USER")]
    smtp_user: Option<String>,
    #[arg(long, env = "TIRELIRE_SMTP_PASSWORD", hide_env_values = true, default_value = "")]
    smtp_password: String,
    #[arg(long, default_value = "ORES")]
    mail_name: String,
    #[arg(long, default_value = "compteur@ppp.example.be")]
    mail_address: String,
}

impl CarrierArguments {
    /// Those that were given. Errors: an address that is none, or one that is taken.
    pub fn open(&self) -> Result<Vec<Box<dyn Carrier>>, Failure> {
        let mut carriers: Vec<Box<dyn Carrier>> = Vec::new();
        if let Some(url) = &self.kannel {
            // Reports name it as we gave it; what people write comes by an address in Kannel's own settings.
            let secret = match &self.kannel_secret {
                Some(secret) if secret.len() >= LEAST_SECRET => secret.clone(),
                Some(_) => {
                    return refuse(format!("{LEAST_SECRET} signs are the least of a secret"));
                }
                None => {
                    let mut secret = [0; 16];
                    getrandom::fill(&mut secret)?;
                    secret.iter().map(|byte| format!("{byte:02x}")).collect()
                }
            };
            carriers.push(Box::new(Kannel::open(kannel::Settings {
                url: url.clone(),
                user: self.sms_user.clone(),
                password: self.sms_password.clone(),
                sender: self.sms_sender.clone(),
                listen: self.kannel_reports,
                callback: self.kannel_callback.clone(),
                secret,
            })?));
        }
        if let Some(address) = &self.smpp {
            carriers.push(Box::new(Smpp::new(smpp::Settings {
                address: address.clone(),
                system_id: self.sms_user.clone(),
                password: self.sms_password.clone(),
                system_type: String::new(),
                sender: self.sms_sender.clone(),
                window: self.smpp_window,
            })));
        }
        if let Some(relay) = &self.smtp {
            let Some((host, port)) = relay.rsplit_once(':') else {
                return refuse(format!("`{relay}` is no relay, such as `127.0.0.1:25`"));
            };
            let user = self.smtp_user.clone().map(|user| (user, self.smtp_password.clone()));
            let local = host == "localhost" || host.starts_with("127.");
            carriers.push(Box::new(Smtp::open(smtp::Settings {
                host: host.to_owned(),
                port: port.parse()?,
                tls: !local,
                user,
                sender: (self.mail_name.clone(), self.mail_address.clone()),
            })?));
        }
        Ok(carriers)
    }
}

/// One carrier with its books.
pub struct Courier {
    engine: Engine,
    carrier: Box<dyn Carrier>,
    /// What people wrote that is not in the books yet.
    written: Vec<Heard>,
}

impl std::fmt::Debug for Courier {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let channel = self.carrier.channel();
        formatter.debug_struct("Courier").field("channel", &channel).finish_non_exhaustive()
    }
}

impl Courier {
    pub fn new(engine: Engine, carrier: Box<dyn Carrier>) -> Self {
        Self { engine, carrier, written: Vec::new() }
    }

    /// Works for ever; what goes wrong is said, and tried again.
    pub fn run(mut self) {
        let mut waited = Duration::ZERO;
        loop {
            let now = crate::clock::now();
            match self.round(now, waited) {
                Ok(done) => {
                    waited = if done == 0 { Duration::from_millis(500) } else { Duration::ZERO };
                }
                Err(failure) => {
                    eprintln!("notices were not sent: {}", chain(failure.as_ref()));
                    std::thread::sleep(Duration::from_secs(2));
                }
            }
        }
    }

    /// Sends what is due, hears receipts for `wait` at most, and looks after what was not heard of. Returns how
    /// much was done.
    pub fn round(&mut self, now: Instant, wait: Duration) -> Result<usize, Failure> {
        let channel = self.carrier.channel();
        let taken = self.engine.store.take_notices(now, &[channel.code()], AT_ONCE, LEASE_S)?;
        let mut lot = Vec::with_capacity(taken.len());
        for notice in &taken {
            lot.push(self.dispatch(notice)?);
        }
        let handed = if lot.is_empty() { Vec::new() } else { self.carrier.hand_over(&lot) };
        self.keep_handed(&taken, &handed, now)?;
        let receipts = self.carrier.receipts(wait);
        self.written.extend(self.carrier.heard());
        let mut done = taken.len() + receipts.len() + self.written.len();
        done += partners::send(&mut self.engine, self.carrier.as_mut(), now)?;
        for receipt in receipts {
            let found = self.engine.store.notice_of_carrier(channel.code(), &receipt.carrier_id)?;
            // Of what was sent by others through the same door.
            let Some(notice) = found else { continue };
            let (at, reason) = (now, receipt.reason);
            match receipt.fate {
                Fate::Delivered => {
                    self.told(&notice, now, true)?;
                    let step = NoticeStep::Delivered { at, reason };
                    self.engine.store.notice_step(notice.account, notice.seq, &step)?;
                }
                Fate::Failed => self.failed(&notice, now, reason)?,
            }
        }
        self.take_written(now)?;
        for notice in self.engine.store.overdue_notices(now, channel.code(), AT_ONCE)? {
            done += 1;
            self.failed(&notice, now, format!("nothing heard in {RECEIPT_WAIT_MIN} min"))?;
        }
        Ok(done)
    }

    /// What people wrote. One that cannot be kept now holds up no other, and is kept in the next round.
    fn take_written(&mut self, now: Instant) -> Result<(), Failure> {
        let (mut waits, mut wrong) = (Vec::new(), None);
        for said in std::mem::take(&mut self.written) {
            if let Err(failure) = heard::heard(&mut self.engine, &said, now) {
                waits.push(said);
                wrong = Some(failure);
            }
        }
        self.written = waits;
        wrong.map_or(Ok(()), Err)
    }

    /// The carrier's name for a notice.
    fn id(notice: &Notice) -> String {
        format!("{}-{}", notice.account, notice.seq)
    }

    fn dispatch(&mut self, notice: &Notice) -> Result<Dispatch, Failure> {
        let kept = &notice.notice;
        let dso = store::Store::dso_of(notice.account);
        let house = dso.and_then(|dso| self.engine.books.house(dso));
        let is_mail = kept.channel == Channel::Mail.code();
        let (mut text, mut html) = (kept.body.clone(), String::new());
        if let Some(house) = house.filter(|_| is_mail) {
            let rendered =
                render::Rendered { subject: kept.subject.clone(), text: kept.body.clone() };
            let as_of = as_of(kept.cause_at);
            let parts = render::mail(&rendered, house, kept.language, &as_of);
            (text, html) = (parts.plain, parts.html);
        }
        Ok(Dispatch {
            id: Self::id(notice),
            to: kept.address.clone(),
            language: kept.language,
            subject: kept.subject.clone(),
            text,
            html,
        })
    }

    /// Writes down what became of a lot, of each operator with one commit. Under the lock, since whoever makes notices
    /// takes back others in an order of their own.
    fn keep_handed(
        &mut self,
        taken: &[Notice],
        handed: &[Handed],
        now: Instant,
    ) -> Result<(), Failure> {
        let channel = self.carrier.channel();
        let mut by_operator: BTreeMap<Option<Dso>, Vec<(&Notice, &Handed)>> = BTreeMap::new();
        for (notice, handed) in taken.iter().zip(handed) {
            let dso = store::Store::dso_of(notice.account);
            by_operator.entry(dso).or_default().push((notice, handed));
        }
        let (engine, mut wrong) = (&mut self.engine, None);
        for (dso, lot) in by_operator {
            let one = |engine: &mut Engine, of: &(&Notice, &Handed)| {
                keep(engine, of.0, channel, of.1, now)
            };
            let together = dso.filter(|_| lot.len() > 1).is_some_and(|dso| {
                engine.locked(dso, |engine| lot.iter().try_for_each(|of| one(engine, of))).is_ok()
            });
            // One that cannot be written down takes no other with it.
            for of in lot.iter().filter(|_| !together) {
                wrong = one(engine, of).err().or(wrong);
            }
        }
        wrong.map_or(Ok(()), Err)
    }

    fn failed(&mut self, notice: &Notice, now: Instant, reason: String) -> Result<(), Failure> {
        failed(&mut self.engine, notice, now, reason).map(|_| ())
    }

    fn told(&mut self, notice: &Notice, now: Instant, delivered: bool) -> Result<(), Failure> {
        told(&mut self.engine, notice, now, delivered)
    }
}

/// Writes down what a carrier did with a notice.
fn keep(
    engine: &mut Engine,
    notice: &Notice,
    channel: Channel,
    handed: &Handed,
    now: Instant,
) -> Result<(), Failure> {
    let wait_min = if channel == Channel::Mail { NEVER_MIN } else { RECEIPT_WAIT_MIN };
    let step = match handed.clone() {
        Handed::Over { carrier_id } => {
            told(engine, notice, now, false)?;
            NoticeStep::HandedOver { at: now, carrier_id, wait_until: now.plus_min(wait_min) }
        }
        Handed::NotNow { reason } => match again_after_s(notice.attempts) {
            Some(seconds) => {
                return offer_again(engine, notice, (now.plus_s(seconds), reason), now);
            }
            None => return failed(engine, notice, now, reason).map(|_| ()),
        },
        Handed::Never { reason } => return failed(engine, notice, now, reason).map(|_| ()),
        Handed::Unknown { reason } => {
            told(engine, notice, now, false)?;
            NoticeStep::Unknown { reason, wait_until: now.plus_min(RECEIPT_WAIT_MIN) }
        }
    };
    engine.store.notice_step(notice.account, notice.seq, &step)?;
    Ok(())
}

/// It has not left and is offered again; what ended while it was with its carrier is taken back instead. Source: CM-04.
pub(super) fn offer_again(
    engine: &mut Engine,
    notice: &Notice,
    (at, reason): (Instant, String),
    now: Instant,
) -> Result<(), Failure> {
    let step = NoticeStep::Again { at, reason };
    engine.store.notice_step(notice.account, notice.seq, &step)?;
    // Looked at when it waits again: what ends from now on is taken back by whoever ends it.
    if !cause_stands(engine, notice, now)? {
        let step = NoticeStep::Withdrawn { at: now, reason: "no longer so".to_owned() };
        engine.store.notice_step(notice.account, notice.seq, &step)?;
    }
    Ok(())
}

/// A demo's notices count as brought when they are due, and stay in its database: nobody gets anything.
pub fn keep_unsent(store: &mut store::Store, until: Instant) -> Result<(), Failure> {
    let channels = [Channel::Sms, Channel::Mail].map(Channel::code);
    // At each instant for itself, so that each is told when it was due.
    while let Some(due) = store.next_notice_due(&channels)?.filter(|due| *due <= until) {
        for notice in store.take_notices(due, &channels, AT_ONCE, LEASE_S)? {
            let reason = "a demo: kept, and sent to nobody".to_owned();
            let step = NoticeStep::Delivered { at: due.max(notice.made_at), reason };
            store.notice_step(notice.account, notice.seq, &step)?;
        }
    }
    Ok(())
}

/// What a decision to cut has to know of a notice becomes a fact of its account. Source: CG-10.
pub fn told(
    engine: &mut Engine,
    notice: &Notice,
    now: Instant,
    delivered: bool,
) -> Result<(), Failure> {
    let kept = &notice.notice;
    let warns = [Message::Held.id(), Message::LastCall.id()].contains(&kept.message.as_str());
    // What a cut waits for counts from the first one, not from a copy.
    if !warns || kept.recipient != Recipient::Holder.id() || desk::first_of(notice).is_some() {
        return Ok(());
    }
    let Some(account) = engine.store.account(notice.account)? else { return Ok(()) };
    let opening: Opening = serde_json::from_str(&account.opening)?;
    let Some(channel) = Channel::from_code(kept.channel) else { return Ok(()) };
    if !opening.notices_are_facts || account.closed_at.is_some() {
        return Ok(());
    }
    let fact = Fact::Told {
        notice: notice.seq,
        channel: channel.name().to_owned(),
        delivered,
        since: kept.cause_at.to_utc_string(),
    };
    engine.record(&account, &fact, now)?;
    Ok(())
}

/// It does not arrive on its channel: the next one, in the transaction in which that is written down. False if
/// it had ended already.
pub fn failed(
    engine: &mut Engine,
    notice: &Notice,
    now: Instant,
    reason: String,
) -> Result<bool, Failure> {
    let Some(dso) = store::Store::dso_of(notice.account) else { return Ok(false) };
    engine.locked(dso, |engine| {
        let step = NoticeStep::Failed { at: now, reason };
        if !engine.store.notice_step(notice.account, notice.seq, &step)? {
            return Ok(false);
        }
        if let Some(next) = next_way(engine, notice, now)? {
            engine.store.add_notices(notice.account, None, &[next], now)?;
        }
        Ok(true)
    })
}

/// The notice on the next channel, with the same figures. `None` of what is over meanwhile, too. Source: CM-04.
fn next_way(
    engine: &mut Engine,
    failed: &Notice,
    now: Instant,
) -> Result<Option<NewNotice>, Failure> {
    let kept = &failed.notice;
    let message: Message = kept.message.parse()?;
    let Some(channel) = Channel::from_code(kept.channel) else { return Ok(None) };
    // Who is told beside the holder has one way; the holder is who has to know. Who has a copy sent chose its way.
    if kept.recipient != Recipient::Holder.id() || desk::first_of(failed).is_some() {
        return Ok(None);
    }
    if !cause_stands(engine, failed, now)? {
        return Ok(None);
    }
    let tried: Vec<(Channel, State)> = engine
        .store
        .notices(&[failed.account])?
        .into_iter()
        .filter(|one| one.notice.cause == kept.cause && one.notice.recipient == kept.recipient)
        .filter_map(|one| {
            Some((Channel::from_code(one.notice.channel)?, State::from_code(one.state)?))
        })
        .collect();
    let contact = engine.store.contact(failed.account)?;
    let person = person(contact.as_ref());
    let ways = Ways {
        mail: person.email.is_some(),
        post: !person.postal.is_empty(),
        phone: person.phone.is_some(),
    };
    let Some(next) = fallback(message, channel, &tried, ways) else { return Ok(None) };
    let address = match next {
        Channel::Mail => person.email.as_ref().map(ToString::to_string),
        Channel::Call => person.phone.map(|phone| phone.to_string()),
        Channel::Letter => Some(person.postal.clone()),
        Channel::Sms | Channel::Task => None,
    };
    let Some(account) = engine.store.account(failed.account)? else { return Ok(None) };
    let Some(house) = engine.books.house(account.dso).cloned() else { return Ok(None) };
    let figures: Figures = serde_json::from_str(&kept.figures)?;
    let words = own_words(next, message, &figures, &house, kept.language)?;
    let rules = engine.books.rules(account.dso, account.group.energy)?;
    let (from_min, to_min) = rules.parameters.at(now.day(), now).notice_quiet_min;
    let any_hour = Trigger::of(message).is_some_and(|trigger| trigger.rule().at_any_hour);
    let everybody = QuietHours { from_min, to_min };
    let due = if any_hour { now } else { first_loud(now, everybody, person.quiet) };
    Ok(Some(NewNotice {
        key: format!("{}/{}/{}", kept.cause, kept.recipient, next.name()),
        channel: next.code(),
        address: address.unwrap_or_default(),
        subject: words.subject,
        body: words.text,
        due,
        withdrawn: None,
        ..kept.clone()
    }))
}

/// As it stands in a mail: `20/11 06:10`.
pub fn as_of(at: Instant) -> String {
    let (day, minute) = at.day_and_minute();
    let (_, month, of_month) = day.ymd();
    format!("{of_month:02}/{month:02} {:02}:{:02}", minute / 60, minute % 60)
}
