//! Who may begin to talk: so many of a cell and of a kind, so that meters that say nothing take the turn of
//! nobody else. What finds its cell full is put by, and comes up again as soon as somebody there has done.
//! Source: MT-08.

use calendar::Instant;
use dlms::poll::Limits;
use std::collections::{BTreeMap, BTreeSet};
use store::Message;
use supply::Lane;
use units::AccountId;

/// Talks of a kind under way at most, of all cells: a few hundred bytes each while they wait for a seat.
const MOST_OPEN: usize = 1_024;
/// How long what is put by stays so if nobody calls it: the worker that did it may be gone.
pub(super) const PUT_BY_S: i64 = 120;

/// What an order is named by.
pub(super) type Name = (AccountId, String);

/// Orders that compete with one another only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Displays after a payment, cuts and limits.
    Soon,
    Scheduled,
    /// Of either, to a meter that said nothing when it was last called.
    Silent,
}

const KINDS: [Kind; 3] = [Kind::Soon, Kind::Scheduled, Kind::Silent];

/// A talk under way.
#[derive(Debug)]
struct Talk {
    cell: String,
    /// `None`: a release or a lift, which nothing keeps waiting.
    kind: Option<Kind>,
}

/// What was put by in a cell, first come first, and until when the outbox keeps it.
#[derive(Debug, Default)]
struct Shelf {
    next: u64,
    turns: BTreeMap<u64, Name>,
    names: BTreeMap<Name, (u64, Instant)>,
}

impl Shelf {
    /// What is put by already keeps its place.
    fn put(&mut self, name: Name, until: Instant) {
        let turn = self.names.get(&name).map_or(self.next, |(turn, _)| *turn);
        if turn == self.next {
            self.next = self.next.saturating_add(1);
            self.turns.insert(turn, name.clone());
        }
        self.names.insert(name, (turn, until));
    }

    fn take(&mut self) -> Option<(Name, Instant)> {
        let (_, name) = self.turns.pop_first()?;
        let (_, until) = self.names.remove(&name)?;
        Some((name, until))
    }

    fn remove(&mut self, name: &Name) {
        if let Some((turn, _)) = self.names.remove(name) {
            self.turns.remove(&turn);
        }
    }
}

/// One kind of talks in one cell.
#[derive(Debug, Default)]
struct Place {
    open: usize,
    /// Called since the outbox was last looked into, and not begun yet.
    called: usize,
    shelf: Shelf,
}

/// Whose turn it is.
#[derive(Debug)]
pub(super) struct Turns {
    limits: Limits,
    open: BTreeMap<Name, Talk>,
    places: BTreeMap<(String, Kind), Place>,
    all: BTreeMap<Kind, usize>,
    /// Accounts whose meter said nothing when it was last called.
    silent: BTreeSet<AccountId>,
}

impl Turns {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            open: BTreeMap::new(),
            places: BTreeMap::new(),
            all: BTreeMap::new(),
            silent: BTreeSet::new(),
        }
    }

    pub(super) fn under_way(&self) -> usize {
        self.open.len()
    }

    pub(super) fn is_open(&self, name: &Name) -> bool {
        self.open.contains_key(name)
    }

    /// The outbox is looked into: the last lane for which there is room at all.
    pub(super) fn look(&mut self) -> Lane {
        self.places.retain(|_, place| {
            place.called = 0;
            place.open > 0 || !place.shelf.turns.is_empty()
        });
        let full = |kind: Kind| self.all.get(&kind).is_some_and(|open| *open >= MOST_OPEN);
        match (full(Kind::Soon), full(Kind::Scheduled)) {
            (true, _) => Lane::LimitLift,
            (false, true) => Lane::Cut,
            (false, false) => Lane::Scheduled,
        }
    }

    /// By the lane in which it leaves: the balance of the morning is scheduled, that after a payment is not.
    fn kind(&self, message: &Message) -> Option<Kind> {
        if message.lane <= Lane::LimitLift.number() {
            None
        } else if self.silent.contains(&message.account) {
            Some(Kind::Silent)
        } else if message.lane <= Lane::Cut.number() {
            Some(Kind::Soon)
        } else {
            Some(Kind::Scheduled)
        }
    }

    /// So many of a kind in a cell: as many as have a seat and some that wait for one. Silent meters leave
    /// a quarter of the seats to those that answer.
    fn most(&self, kind: Kind) -> usize {
        let seats = self.limits.of_a_cell.max(1);
        match kind {
            Kind::Soon | Kind::Scheduled => seats.saturating_add(seats.div_ceil(2)),
            Kind::Silent => seats.saturating_sub(seats.div_ceil(4)).max(1),
        }
    }

    /// And so many of all cells together.
    fn most_of_all(&self, kind: Kind) -> usize {
        match kind {
            Kind::Soon | Kind::Scheduled => MOST_OPEN,
            Kind::Silent => self.limits.open.saturating_sub(self.limits.open / 4).max(1),
        }
    }

    /// Begins an order if there is room in its cell. `at_any_rate`: it is not in the outbox, from where it
    /// could come again.
    pub(super) fn begin(&mut self, message: &Message, cell: &str, at_any_rate: bool) -> bool {
        let kind = self.kind(message);
        let name = (message.account, message.key.clone());
        if let Some(kind) = kind {
            let (most, most_of_all) = (self.most(kind), self.most_of_all(kind));
            let all = self.all.entry(kind).or_default();
            let place = self.places.entry((cell.to_owned(), kind)).or_default();
            if !at_any_rate && (place.open >= most || *all >= most_of_all) {
                return false;
            }
            (*all, place.open) = (all.saturating_add(1), place.open.saturating_add(1));
        }
        self.off_the_shelves(cell, &name);
        self.open.insert(name, Talk { cell: cell.to_owned(), kind });
        true
    }

    fn off_the_shelves(&mut self, cell: &str, name: &Name) {
        for kind in KINDS {
            if let Some(place) = self.places.get_mut(&(cell.to_owned(), kind)) {
                place.shelf.remove(name);
            }
        }
    }

    /// There was no room for it: it comes up again when somebody of its cell has done.
    pub(super) fn put_by(&mut self, message: &Message, cell: &str, until: Instant) {
        let Some(kind) = self.kind(message) else { return };
        let name = (message.account, message.key.clone());
        self.places.entry((cell.to_owned(), kind)).or_default().shelf.put(name, until);
    }

    /// A talk has ended; whether the meter said anything. Returns its cell.
    pub(super) fn end(&mut self, name: &Name, answered: bool) -> String {
        let Some(Talk { cell, kind }) = self.open.remove(name) else { return String::new() };
        match answered {
            true => self.silent.remove(&name.0),
            false => self.silent.insert(name.0),
        };
        if let Some(kind) = kind {
            if let Some(place) = self.places.get_mut(&(cell.clone(), kind)) {
                place.open = place.open.saturating_sub(1);
            }
            if let Some(all) = self.all.get_mut(&kind) {
                *all = all.saturating_sub(1);
            }
        }
        cell
    }

    /// Who comes up next in a cell, if there is room for one, and until when the outbox would have kept it.
    pub(super) fn call(&mut self, cell: &str) -> Option<(Kind, Name, Instant)> {
        KINDS.into_iter().find_map(|kind| {
            let most = self.most(kind);
            let place = self.places.get_mut(&(cell.to_owned(), kind))?;
            if place.open.saturating_add(place.called) >= most {
                return None;
            }
            let (name, until) = place.shelf.take()?;
            place.called = place.called.saturating_add(1);
            Some((kind, name, until))
        })
    }

    /// Who was called did not come.
    pub(super) fn not_there(&mut self, cell: &str, kind: Kind) {
        if let Some(place) = self.places.get_mut(&(cell.to_owned(), kind)) {
            place.called = place.called.saturating_sub(1);
        }
    }
}
