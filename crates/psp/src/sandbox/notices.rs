//! Telling the shop: a notice names a payment, and is sent until it is taken.

use super::Shared;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;

/// How a change is told.
#[derive(Debug, Clone, Copy)]
pub struct Telling {
    /// 0: the notice is lost.
    pub times: u8,
    pub delay: Duration,
}

impl Telling {
    pub const ONCE: Self = Self { times: 1, delay: Duration::ZERO };
}

/// Sends the notices of payment `id`, each on its own. The tasks end when the notice is taken, or
/// given up.
pub fn tell(shared: &Arc<Shared>, id: &str, telling: Telling) -> Vec<JoinHandle<()>> {
    let url = shared.bank().payment(id).ok().and_then(|payment| payment.webhook_url.clone());
    let Some(url) = url else { return Vec::new() };
    if telling.times == 0 {
        shared.bank().note(id, "a notice was lost on purpose".to_owned());
    }
    let each = |_| {
        let (shared, id, url) = (Arc::clone(shared), id.to_owned(), url.clone());
        tokio::spawn(async move {
            tokio::time::sleep(telling.delay).await;
            deliver(shared, id, url).await;
        })
    };
    (0..telling.times).map(each).collect()
}

async fn deliver(shared: Arc<Shared>, id: String, url: String) {
    let mut pause = shared.options.first_pause;
    for attempt in 1..=shared.options.most_attempts {
        let (sender, to, body) = (Arc::clone(&shared), url.clone(), format!("id={id}"));
        let sent = tokio::task::spawn_blocking(move || sender.post(&to, &body)).await;
        let outcome = sent.unwrap_or_else(|failed| Err(failed.to_string()));
        match outcome {
            Ok(status) if (200..300).contains(&status) => {
                shared.bank().note(&id, format!("notice taken at attempt {attempt}"));
                return;
            }
            Ok(status) => {
                let why = format!("attempt {attempt}: the shop answered {status}");
                shared.bank().note(&id, why);
            }
            Err(why) => shared.bank().note(&id, format!("attempt {attempt}: {why}")),
        }
        tokio::time::sleep(pause).await;
        pause = pause.saturating_mul(2).min(shared.options.last_pause);
    }
    shared.bank().note(&id, "notice given up".to_owned());
}
