//! The sandbox of those who write a partner's system: a key in one click, and behind it a world of its own, with a
//! home in each state and a clock to turn. A world is a copy of a database that is made here. Nothing in this module
//! is told where the installation's own books are, so no key of the sandbox can lead to them. Source: UX 10, D-01,
//! D-03, F-80.

mod door;
pub mod homes;
mod keys;
#[cfg(test)]
mod tests;
pub mod time;
mod world;

pub use door::{lead, router};
pub use keys::Desk;

use crate::failure::{Failure, refuse};
use crate::parties::hash;
use crate::till::Clock;
use calendar::Instant;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use world::{Folder, World};

/// Worlds at a time; the oldest gives way to a new one.
pub const MOST_WORLDS: usize = 24;
/// How long a key holds.
pub const HOURS: i64 = 24;
/// Keys that one source is given in an hour.
const KEYS_AN_HOUR: usize = 6;
const HOUR_S: i64 = 3_600;

/// All worlds of a server.
pub struct Sandbox {
    folder: Folder,
    /// Of signatures, and of how long a key holds.
    wall: Clock,
    /// The database that worlds are copies of, once somebody has asked for one.
    template: Mutex<Option<PathBuf>>,
    worlds: Mutex<Worlds>,
    /// One at a time turns a clock or makes a world: sales elsewhere come first.
    pub(super) heavy: tokio::sync::Semaphore,
}

#[derive(Default)]
struct Worlds {
    by_key: BTreeMap<String, Arc<World>>,
    /// Who was given a key, and when.
    given: Vec<(String, Instant)>,
}

/// Why nobody gets a key now.
#[derive(Debug)]
pub enum NotGiven {
    /// So many minutes from now again.
    Wait {
        minutes: i64,
    },
    Failed(Failure),
}

/// A key, shown once.
#[derive(Debug, Clone)]
pub struct Given {
    pub key: String,
    pub signs: world::Signs,
    pub until: Instant,
}

impl std::fmt::Debug for Sandbox {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Sandbox").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Sandbox {
    /// An empty one in a new folder among those for what is temporary.
    pub fn open(wall: Clock) -> Result<Self, Failure> {
        let mut bytes = [0; 8];
        getrandom::fill(&mut bytes)?;
        let name: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let folder = Folder::new(&std::env::temp_dir(), &format!("tirelire-sandbox-{name}"))?;
        let (template, worlds) = (Mutex::new(None), Mutex::default());
        Ok(Self { folder, wall, template, worlds, heavy: tokio::sync::Semaphore::new(1) })
    }

    fn worlds(&self) -> MutexGuard<'_, Worlds> {
        self.worlds.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The template, made when it is asked for first.
    fn template(&self) -> Result<PathBuf, Failure> {
        let mut known = self.template.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.as_ref() {
            return Ok(known.clone());
        }
        let file = self.folder.path().join("template.db");
        // What an attempt that failed has left is no template.
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{end}", file.display()));
        }
        homes::make(&format!("sqlite:{}", file.display()))?;
        // The last connection has written all of it into the one file.
        if std::path::Path::new(&format!("{}-wal", file.display())).exists() {
            return refuse("the sandbox's template is still open");
        }
        Ok(known.insert(file).clone())
    }

    /// A new world, for whoever asks from `source`.
    pub fn give(&self, source: &str) -> Result<Given, NotGiven> {
        let now = (self.wall)();
        {
            let mut worlds = self.worlds();
            worlds.given.retain(|(_, at)| now.seconds_since(*at) < HOUR_S);
            let of_source = worlds.given.iter().filter(|(known, _)| known == source);
            let times: Vec<Instant> = of_source.map(|(_, at)| *at).collect();
            if let Some(first) = times.first().filter(|_| times.len() >= KEYS_AN_HOUR) {
                let left_s = HOUR_S - now.seconds_since(*first);
                return Err(NotGiven::Wait { minutes: (left_s / 60).max(0) + 1 });
            }
            worlds.given.push((source.to_owned(), now));
        }
        let key = self.key().map_err(NotGiven::Failed)?;
        let world = self.world().map_err(NotGiven::Failed)?;
        let signs = world.signs.clone();
        let mut worlds = self.worlds();
        worlds.by_key.retain(|_, world| !is_over(world, now));
        while worlds.by_key.len() >= MOST_WORLDS {
            let oldest = worlds.by_key.iter().min_by_key(|(_, world)| world.made_at);
            let Some(oldest) = oldest.map(|(key, _)| key.clone()) else { break };
            worlds.by_key.remove(&oldest);
        }
        worlds.by_key.insert(hash(&key), Arc::new(world));
        Ok(Given { key, signs, until: now.plus_h(HOURS) })
    }

    fn key(&self) -> Result<String, Failure> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(format!("{}{digits}", http_api::SANDBOX_PREFIX))
    }

    fn world(&self) -> Result<World, Failure> {
        let template = self.template()?;
        let mut bytes = [0; 8];
        getrandom::fill(&mut bytes)?;
        let name: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        World::new(&template, Folder::new(self.folder.path(), &name)?, &self.wall)
    }

    /// The world of a key, while it holds.
    fn of_key(&self, key: &str) -> Option<Arc<World>> {
        let now = (self.wall)();
        self.worlds().by_key.get(&hash(key)).filter(|world| !is_over(world, now)).cloned()
    }

    /// The world with this terminal.
    fn of_terminal(&self, terminal: &str) -> Option<Arc<World>> {
        let now = (self.wall)();
        let worlds = self.worlds();
        let mut all = worlds.by_key.values().filter(|world| !is_over(world, now));
        all.find(|world| world.signs.terminal == terminal).cloned()
    }
}

fn is_over(world: &World, now: Instant) -> bool {
    now >= world.made_at.plus_h(HOURS)
}
