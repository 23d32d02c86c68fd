//! What the pages of the terminal kit, the samples and the limits say. Source: UX 8.9 (D-08, D-09, D-10).

use super::uptime::uptime;
use crate::engine::Engine;
use crate::failure::Failure;
use crate::news::Kept;
use crate::till::Clock;
use http_api::{Options, REQUESTS_A_MINUTE, WINDOW_S};
use portal::developers::{Kit, KitFacts, LimitsNow, Sample, Uptime};
use portal::my::MyError;
use std::sync::{Arc, Mutex, PoisonError};
use units::Dso;

/// Language, file and text of each program. A test runs those whose interpreter is there.
pub const SAMPLES: [(&str, &str, &str); 5] = [
    ("Python", "verify.py", include_str!("samples/verify.py")),
    ("JavaScript (Node.js)", "verify.mjs", include_str!("samples/verify.mjs")),
    ("PHP", "verify.php", include_str!("samples/verify.php")),
    ("Java", "Verify.java", include_str!("samples/Verify.java")),
    ("Shell with OpenSSL", "verify.sh", include_str!("samples/verify.sh")),
];

/// For how long it is told again what was available: it is read from all that the fleet has kept.
const UPTIME_S: i64 = 60;

const COMMAND: &str = "\
export TIRELIRE_TERMINAL_KEY=NAME:SECRET
tirelire terminal conformance https://vend.example --id TERMINAL \\
  --reference REFERENCE --offline";

/// What a run of it prints: a test compares.
const REPORT: &str = include_str!("report.txt");

/// Reads the limits of the day.
pub struct KitDesk {
    engine: Mutex<Engine>,
    operator: Dso,
    clock: Clock,
    facts: KitFacts,
    uptime: Kept<Uptime>,
}

impl std::fmt::Debug for KitDesk {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("KitDesk").field("operator", &self.operator).finish_non_exhaustive()
    }
}

impl KitDesk {
    pub fn new(engine: Engine, operator: Dso, clock: Clock) -> Result<Self, Failure> {
        let sample = |(language, file, text): (&str, &str, &str)| Sample {
            language: language.to_owned(),
            file: file.to_owned(),
            text: text.to_owned(),
        };
        let facts = KitFacts {
            samples: SAMPLES.map(sample).to_vec(),
            vector: super::vector(units::Language::En)?,
            command: COMMAND.to_owned(),
            report: REPORT.to_owned(),
            since: clock().to_local_string(),
        };
        Ok(Self { engine: Mutex::new(engine), operator, clock, facts, uptime: Kept::default() })
    }

    fn now(&self) -> Result<LimitsNow, Failure> {
        let mut engine = self.engine.lock().unwrap_or_else(PoisonError::into_inner);
        crate::engine::freshened(&mut engine);
        let now = (self.clock)();
        let (_, uptime) =
            self.uptime.or_read((now, UPTIME_S), || uptime(&mut engine, self.operator, now))?;
        let payments = engine.books.payments(self.operator, now)?;
        let options = Options::new(Arc::clone(&self.clock), Arc::new(|_: &str| {}));
        Ok(LimitsNow {
            requests_a_minute: REQUESTS_A_MINUTE,
            wrong_an_hour: u32::try_from(payments.lookup_wrong_max_per_h)?,
            body_bytes: options.body_most_bytes,
            answer_s: options.answer_within.as_secs(),
            window_s: WINDOW_S,
            keep_days: payments.idempotency_keep_days,
            least: vending::euro(payments.topup_min),
            most: vending::euro(payments.topup_max),
            offline: payments.offline_enabled.then(|| vending::euro(payments.offline_cap)),
            uptime,
        })
    }
}

impl Kit for KitDesk {
    fn facts(&self) -> &KitFacts {
        &self.facts
    }

    fn limits(&self) -> Result<LimitsNow, MyError> {
        self.now().map_err(|failure| MyError::failed("could not read the limits", failure))
    }
}
