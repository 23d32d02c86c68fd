//! What a call asks, answered from the books: the same card as the pages, the same counters as every other door.

use crate::cases::{self, Asker};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use crate::guesses;
use crate::news::{News, Spot, failing, news_of};
use crate::people;
use crate::till::candidates;
use calendar::Instant;
use ivr::{
    Books, Caller, Desk, Failing, Fails, Held, KnownHome, Looked, Next, Shop, Sms, State, Told,
    Until,
};
use portal::{HeldBy, Modifier, ShownState, StateCard, Supply};
use store::{ContactPoint, TryKind};
use units::{Dso, Ean, Energy, Language, Phone};

/// Short messages to one number on one day. Not from a source: ours.
const TEXTS_A_DAY: i64 = 3;
/// Calls back that one number may ask within an hour.
const ASKED_MAX_PER_H: usize = 5;
/// Who withholds the number counts together with all who do.
const WITHHELD: &str = "withheld";
/// Shops that are said.
const SHOPS: usize = 3;

/// A number for a phone: it is recognised by it, and not kept.
pub fn digest(phone: Phone) -> i64 {
    guesses::number(&phone.to_string())
}

pub struct LineBooks<'a> {
    engine: &'a mut Engine,
    dso: Dso,
    call: &'a str,
    /// Short messages that the call has asked for.
    texts: i64,
    /// Of them, before this event: they are counted with the call.
    texts_before: i64,
    now: Instant,
}

fn source(caller: Option<Phone>) -> String {
    caller.map_or_else(|| WITHHELD.to_owned(), |phone| phone.to_string())
}

impl<'a> LineBooks<'a> {
    pub fn new(
        engine: &'a mut Engine,
        (dso, call): (Dso, &'a str),
        texts: i64,
        now: Instant,
    ) -> Self {
        Self { engine, dso, call, texts, texts_before: texts, now }
    }

    pub fn texts(&self) -> i64 {
        self.texts
    }

    fn open_account(&mut self, ean: Ean) -> Result<Option<store::Account>, Failure> {
        let account = self.engine.store.account_of(ean)?;
        Ok(account.filter(|one| one.dso == self.dso && one.closed_at.is_none()))
    }

    fn must_wait(&mut self, caller: Option<Phone>) -> Result<bool, Failure> {
        let most = self.engine.books.payments(self.dso, self.now)?.lookup_wrong_max_per_h;
        let of = (TryKind::Phone, source(caller));
        let wait = guesses::wait(&mut self.engine.store, (of.0, &of.1), most, self.now)?;
        Ok(wait.is_some())
    }

    fn count_wrong(&mut self, caller: Option<Phone>) -> Result<(), Failure> {
        guesses::wrong(&mut self.engine.store, (TryKind::Phone, &source(caller)), self.now)
    }
}

/// What the line says of a card: its figures and its words for how long it lasts.
pub fn told(card: &StateCard, last_top_up: Option<people::PaidIn>, language: Language) -> Told {
    let state = match card.state {
        ShownState::InOrder => State::InOrder,
        ShownState::Low => State::Low,
        ShownState::Emergency => State::Emergency,
        ShownState::HeldOn => State::HeldOn,
        ShownState::Off => State::Off,
    };
    let until = match card.until {
        Some(portal::Until::Held(end)) => Some(Until::Held(end)),
        Some(portal::Until::About(_)) | None => {
            portal::lasts_in_words(card, language).map(|(days, words)| match days {
                Some(days) => Until::Days(days),
                None => Until::About(aloud(&words)),
            })
        }
    };
    let paying = card.modifiers.contains(&Modifier::PaymentUnderWay);
    let minimum = card.minimum();
    Told {
        ean: card.ean,
        energy: card.energy,
        state,
        left: if state == State::Emergency { card.emergency_left } else { card.balance },
        emergency_credit: card.emergency_credit,
        minimum,
        until,
        held: card.held_by.map(|held| match held {
            HeldBy::Calendar => Held::Calendar,
            HeldBy::Order => Held::Order,
            HeldBy::Limiter => Held::Limiter,
            HeldBy::Guard => Held::Guard,
        }),
        next: match card.supply {
            Supply::ReconnectOrdered => Next::Sent,
            Supply::ReadyForReconnection => Next::Press,
            Supply::LeakTesting => Next::LeakTest,
            Supply::Connected | Supply::DisconnectOrdered | Supply::Disconnected => {
                if minimum > units::MicroEuro::ZERO { Next::Pay } else { Next::Wait }
            }
        },
        paying,
        limited: card.modifiers.iter().find_map(|modifier| match modifier {
            Modifier::Limited { ampere, .. } => Some(*ampere),
            _ => None,
        }),
        stale: card.modifiers.iter().find_map(|modifier| match modifier {
            Modifier::Stale { last_reading } => Some(last_reading.unwrap_or(card.as_of)),
            _ => None,
        }),
        as_of: card.as_of,
        last_top_up: last_top_up.map(|paid| (paid.at, paid.amount)),
        advance_left: card.modifiers.iter().find_map(|modifier| match modifier {
            Modifier::Advance { left, .. } => Some(*left),
            _ => None,
        }),
    }
}

/// Words of a page as a voice reads them.
fn aloud(words: &str) -> String {
    words.replace("\u{a0}h\u{a0}", " heures ").replace('\u{a0}', " ").replace('\u{2060}', "")
}

impl Books for LineBooks<'_> {
    type Error = Failure;

    fn caller(&mut self, phone: Phone) -> Result<Caller, Failure> {
        let mut known = Caller {
            language: self.engine.store.phone_language(digest(phone))?,
            homes: Vec::new(),
        };
        for id in self.engine.store.accounts_of_contact(&ContactPoint::Phone(phone))? {
            let Some(account) = self.engine.store.account(id)? else { continue };
            if account.dso != self.dso || account.closed_at.is_some() {
                continue;
            }
            let Some(contact) = self.engine.store.contact(id)? else { continue };
            known.language = known.language.or(Some(contact.language));
            let street = contact.wished.recognised.then_some(contact.street);
            known.homes.push(KnownHome {
                ean: account.ean,
                energy: account.group.energy,
                street: street.filter(|street| !street.is_empty()),
            });
        }
        Ok(known)
    }

    fn failing(&mut self, homes: &[KnownHome]) -> Result<Vec<Failing>, Failure> {
        let (mut news, mut spots) = (News::default(), Vec::new());
        news_of(self.engine, self.dso, self.now, &mut news)?;
        for home in homes.iter().filter(|_| !news.0.is_empty()) {
            spots.extend(self.open_account(home.ean)?.map(|account| Spot::of(&account)));
        }
        let spots = Some(spots.as_slice()).filter(|spots| !spots.is_empty());
        let said = failing(news.0, spots).into_iter().filter_map(|line| {
            let what = match line.kind.as_str() {
                "online" => Fails::Online,
                "terminals" => Fails::Terminals,
                "bank_feed" => Fails::Transfers,
                "sms" => Fails::Texts,
                "field_network" => Fails::Meters,
                "reconnection_path" => Fails::WayBack,
                // Whoever hears this has a line.
                "phone" => return None,
                _ => Fails::Other,
            };
            Some(Failing { what, area: line.area })
        });
        Ok(said.collect())
    }

    fn remember(&mut self, phone: Phone, language: Language) -> Result<(), Failure> {
        Ok(self.engine.store.set_phone_language(digest(phone), language, self.now)?)
    }

    fn look_up(&mut self, caller: Option<Phone>, digits: &str) -> Result<Looked, Failure> {
        if self.must_wait(caller)? {
            return Ok(Looked::TooMany);
        }
        let points = candidates(self.engine, self.dso, digits, self.now)?;
        let wrong_digit = points.is_err();
        for ean in points.unwrap_or_default() {
            if self.open_account(ean)?.is_some() {
                return Ok(Looked::Found(ean));
            }
        }
        self.count_wrong(caller)?;
        Ok(if wrong_digit { Looked::WrongDigit } else { Looked::Unknown })
    }

    fn last_digits(&mut self, caller: Option<Phone>, fit: bool) -> Result<bool, Failure> {
        if self.must_wait(caller)? {
            return Ok(true);
        }
        if !fit {
            self.count_wrong(caller)?;
        }
        Ok(false)
    }

    fn state(&mut self, ean: Ean, language: Language) -> Result<Option<Told>, Failure> {
        let Some(account) = self.open_account(ean)? else { return Ok(None) };
        // The look is kept before it is told. Source: PD-05.
        self.engine.store.add_phone_told(account.id, self.now, (self.dso, self.call))?;
        let known = people::state_and_top_up(self.engine, account, self.now)?;
        Ok(known.map(|(card, last_top_up)| told(&card, last_top_up, language)))
    }

    fn desk(&mut self) -> Result<Desk, Failure> {
        Ok(Desk {
            open: procedures::desk_is_open(self.now),
            call_back_by: procedures::call_back_by(self.now),
        })
    }

    fn shops(&mut self, postcode: u16, energy: Energy) -> Result<Vec<Shop>, Failure> {
        let found = crate::places::shown(self.engine, self.dso, Some(postcode), false, self.now)?;
        let (day, minute) = self.now.day_and_minute();
        let suits = found.lines.into_iter().filter(|line| energy != Energy::Gas || line.gas);
        let shops = suits.take(SHOPS).map(|line| {
            let open = line.today.iter().find(|window| {
                line.open && window.from_minute() <= minute && minute < window.to_minute()
            });
            let clock = |part: u16| u8::try_from(part).unwrap_or(0);
            Shop {
                open_until: open.map(|window| match window.to_minute() {
                    1_440.. => day.end(),
                    end => day.at(clock(end / 60), clock(end % 60)),
                }),
                name: line.name,
                street: line.street,
                town: line.town,
            }
        });
        Ok(shops.collect())
    }

    fn text(&mut self, to: Option<Phone>, ean: Ean, language: Language) -> Result<Sms, Failure> {
        let Some(phone) = to.filter(|phone| phone.is_mobile()) else { return Ok(Sms::NoMobile) };
        let earlier = self.engine.store.texts_asked(digest(phone), self.now.day().start())?;
        let of_call = self.texts.saturating_sub(self.texts_before);
        if earlier.saturating_add(of_call) >= TEXTS_A_DAY {
            return Ok(Sms::Enough(i32::try_from(TEXTS_A_DAY).unwrap_or(i32::MAX)));
        }
        let Some(account) = self.open_account(ean)? else { return Ok(Sms::Off) };
        let Some(card) = people::state_of(self.engine, account.clone(), self.now)? else {
            return Ok(Sms::Off);
        };
        let call = format!("{}/{}", self.call, self.texts);
        let amounts = (card.balance, card.minimum());
        let about = (call.as_str(), phone, language);
        let writes =
            crate::notices::balance_asked(self.engine, &account, about, amounts, self.now)?;
        if !writes {
            return Ok(Sms::Off);
        }
        self.texts = self.texts.saturating_add(1);
        Ok(Sms::Sent)
    }

    fn call_back(
        &mut self,
        phone: Phone,
        about: Option<Ean>,
        by: Instant,
        language: Language,
    ) -> Result<(), Failure> {
        let (now, dso) = (self.now, self.dso);
        let from = phone.to_string();
        let asks = (TryKind::Asked, from.as_str());
        if guesses::wait(&mut self.engine.store, asks, ASKED_MAX_PER_H, now)?.is_some() {
            // They are called already.
            return Ok(());
        }
        guesses::wrong(&mut self.engine.store, asks, now)?;
        let account = match about {
            Some(ean) => self.open_account(ean)?,
            None => None,
        };
        let reference = account.as_ref().map(|account| account.ean.reference());
        // Whose reference was keyed in is not yet who calls: only the household's own number says so.
        let own = match account {
            Some(account) => {
                let contact = self.engine.store.contact(account.id)?;
                let is_theirs = contact.and_then(|contact| contact.phone) == Some(phone);
                Some(account).filter(|_| is_theirs)
            }
            None => None,
        };
        let reference = reference.filter(|_| own.is_none());
        let phone = Some(phone);
        let asker = Asker { language, name: String::new(), phone, reference, party: None };
        match cases::ask_call(self.engine, (dso, own.as_ref()), &asker, by, now)? {
            Ok(_) => Ok(()),
            Err(error) => refuse(crate::failure::chain(&error)),
        }
    }
}
