//! Whether people can top up and be told, by what comes in: a way that is silent where it never is, a bank that
//! sends no statement, messages that do not leave. Nobody has to notice for cuts to stop. Source: CG-08, CG-19.

use super::Engine;
use crate::failure::Failure;
use crate::till::{StoredPayment, StoredSale};
use calendar::Instant;
use guards::{Covers, FleetBook, FleetFact};
use notify::plan::Channel as Way;
use params::WatchParameters;
use units::{Dso, Energy};
use vending::VendState;

const WEEK_H: i64 = 7 * 24;
/// Who has opened such an incident.
pub const WATCH: &str = "watch of channels";

/// What is watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Channel {
    Terminals,
    Online,
    BankFeed,
    Sms,
}

/// What is known of it now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    Fails,
    Works,
    /// Nothing that would tell: it stays as it is known.
    Unknown,
}

impl Channel {
    const ALL: [Self; 4] = [Self::Terminals, Self::Online, Self::BankFeed, Self::Sms];

    /// As incidents name it.
    const fn kind(self) -> &'static str {
        match self {
            Self::Terminals => "terminals",
            Self::Online => "online",
            Self::BankFeed => "bank_feed",
            Self::Sms => "sms",
        }
    }
}

/// The incidents that a watch has opened and nobody has closed.
pub(super) fn open_of<'a>(
    book: &'a FleetBook,
    watch: &'a str,
) -> impl Iterator<Item = (&'a String, &'a Covers)> {
    let open = book.incidents.iter().filter(|(_, incident)| incident.closed_at.is_none());
    open.filter(move |(name, _)| name.starts_with(watch)).map(|(name, one)| (name, &one.covers))
}

impl Engine {
    /// Opens an incident where a way to pay or to be told fails, and closes those that it has opened once it
    /// works again; cuts start after the time of recovery. What people have opened they close. In doubt the
    /// supply stays on: a public holiday may look like a failure. Returns what was found.
    pub fn watch_channels(&mut self, dso: Dso, now: Instant) -> Result<Vec<FleetFact>, Failure> {
        let rules = self.books.rules(dso, Energy::Electricity)?;
        let watch = rules.parameters.at(now.day(), now).watch;
        let mut states = Vec::new();
        for channel in Channel::ALL {
            states.push((channel, self.found(channel, dso, &watch, now)?));
        }
        if states.iter().all(|(_, found)| *found == Found::Unknown) {
            return Ok(Vec::new());
        }
        let book = self.fleet_book(dso)?;
        let mut facts = Vec::new();
        for (channel, found) in states {
            let name = format!("{WATCH}, {}", channel.kind());
            let own: Vec<String> = open_of(&book, &name).map(|(name, _)| name.clone()).collect();
            match found {
                Found::Fails if own.is_empty() => facts.push(FleetFact::IncidentOpened {
                    incident: format!("{name}, {}", now.to_utc_string()),
                    kind: channel.kind().to_owned(),
                    covers: Covers { energy: None, area: None },
                    by: WATCH.to_owned(),
                }),
                Found::Works => {
                    facts.extend(own.into_iter().map(|incident| FleetFact::IncidentClosed {
                        incident,
                        by: WATCH.to_owned(),
                    }))
                }
                Found::Fails | Found::Unknown => {}
            }
        }
        for fact in &facts {
            self.record_fleet(dso, None, fact, now)?;
        }
        Ok(facts)
    }

    fn found(
        &mut self,
        channel: Channel,
        dso: Dso,
        watch: &WatchParameters,
        now: Instant,
    ) -> Result<Found, Failure> {
        match channel {
            Channel::Terminals => self.by_silence(watch, now, |engine, from, to| {
                let mut came = 0;
                for sale in engine.store.sales_between(dso, from, to)? {
                    let stored: StoredSale = serde_json::from_str(&sale.body)?;
                    came += usize::from(matches!(stored.vend.state(), VendState::Credited { .. }));
                }
                Ok(came)
            }),
            Channel::Online => self.by_silence(watch, now, |engine, from, to| {
                let mut came = 0;
                for payment in engine.store.payments_between(from, to)? {
                    let stored: StoredPayment = serde_json::from_str(&payment.body)?;
                    let credited = stored.payment.clocks().credited.is_some();
                    came += usize::from(stored.dso == dso && credited);
                }
                Ok(came)
            }),
            Channel::BankFeed => self.bank_feed(dso, watch, now),
            Channel::Sms => self.sms(dso, watch, now),
        }
    }

    /// Money that comes in says that its way works. None in a time in which there was some on the same day of
    /// each of the last weeks says that it does not.
    fn by_silence(
        &mut self,
        watch: &WatchParameters,
        now: Instant,
        count: impl Fn(&mut Self, Instant, Instant) -> Result<usize, Failure>,
    ) -> Result<Found, Failure> {
        let came = |engine: &mut Self, weeks_ago: i64| {
            let to = now.plus_h(-WEEK_H.saturating_mul(weeks_ago));
            count(engine, to.plus_min(-watch.quiet_min), to)
        };
        if came(self, 0)? > 0 {
            return Ok(Found::Works);
        }
        for week in 1..=watch.usual_weeks {
            if came(self, week)? < watch.usual_least {
                return Ok(Found::Unknown);
            }
        }
        Ok(Found::Fails)
    }

    /// Each account that had a statement once has one again after a few days: a weekend with a holiday.
    fn bank_feed(
        &mut self,
        dso: Dso,
        watch: &WatchParameters,
        now: Instant,
    ) -> Result<Found, Failure> {
        let mut found = Found::Unknown;
        for account in self.store.bank_accounts()?.iter().filter(|account| account.dso == dso) {
            let Some(last) = self.store.last_bank_statement(&account.iban)? else { continue };
            if now.day().days_since(last.closing_day) > watch.bank_quiet_days {
                return Ok(Found::Fails);
            }
            found = Found::Works;
        }
        Ok(found)
    }

    /// Messages were tried and wait, and none has left meanwhile.
    fn sms(&mut self, dso: Dso, watch: &WatchParameters, now: Instant) -> Result<Found, Failure> {
        let since = now.plus_min(-watch.sms_wait_min);
        let way = Way::Sms.code();
        if self.store.notice_handed_since(dso, way, since)? {
            return Ok(Found::Works);
        }
        let stuck = self.store.notices_tried_in_vain(dso, way, since)?;
        Ok(if stuck >= watch.sms_least { Found::Fails } else { Found::Unknown })
    }
}

#[cfg(test)]
mod tests;
