//! What the page of the sandbox says and gives. Source: UX 8.9 (D-01, D-03), F-80.

use super::homes::{HOMES, ean, wrong_references};
use super::world::CASHIER;
use super::{Given, NotGiven, Sandbox};
use crate::failure::Failure;
use portal::developers::{
    AmountDoes, Example, NewKey, NoKey, SandboxDesk, SandboxFacts, SandboxHome,
};
use psp::sandbox::Magic;
use std::sync::Arc;
use units::{AccountId, Dso};

/// The homes that the calls on the page are of, by their names.
const SELLS_TO: &str = "off";

/// The sandbox as its page knows it.
#[derive(Debug)]
pub struct Desk {
    sandbox: Arc<Sandbox>,
    base_url: String,
    facts: SandboxFacts,
}

/// The account of a home by its place: they are opened in the order of the table.
fn account(place: usize) -> Result<AccountId, Failure> {
    let (first, _) = AccountId::range_of(Dso::Ores);
    Ok(AccountId(first.0 + i64::try_from(place)? + 1))
}

impl Desk {
    pub fn new(sandbox: Arc<Sandbox>, base_url: &str) -> Result<Self, Failure> {
        let mut homes = Vec::with_capacity(HOMES.len());
        for (place, home) in HOMES.iter().enumerate() {
            homes.push(SandboxHome {
                reference: ean(place)?.reference().to_string(),
                account: account(place)?.to_string(),
                energy: home.energy.name().to_owned(),
                state: home.state.to_owned(),
                supply: home.supply.to_owned(),
                modifiers: home.modifiers.join(", "),
            });
        }
        let does = |magic: Magic| match magic {
            Magic::Fails => AmountDoes::Fails,
            Magic::ToldLate => AmountDoes::IsLate,
            Magic::ToldTwice => AmountDoes::ComesTwice,
            Magic::StaysOpen => AmountDoes::StaysOpen,
        };
        let amounts = Magic::ALL.map(|(cents, magic)| (format!("20.{cents:02}"), does(magic)));
        let facts = SandboxFacts { homes, refused: wrong_references()?, amounts: amounts.to_vec() };
        Ok(Self { sandbox, base_url: base_url.to_owned(), facts })
    }

    /// The calls that a developer makes first, with the key and all else filled in.
    fn calls(&self, given: &Given) -> Result<(Vec<Example>, Vec<Example>), Failure> {
        let place = HOMES.iter().position(|home| home.name == SELLS_TO).unwrap_or(0);
        let (reference, account) = (ean(place)?.reference().to_string(), account(place)?);
        let (base, terminal) = (&self.base_url, &given.signs.terminal);
        let call = |title: &str, more: &str, path: &str, body: Option<String>| {
            let mut lines = vec![format!("curl -s -H \"Authorization: Bearer {}\"", given.key)];
            if !more.is_empty() {
                lines.push(format!("-H \"{more}\""));
            }
            if let Some(body) = body {
                lines.push("-H \"Content-Type: application/json\"".to_owned());
                lines.push(format!("-d '{body}'"));
            }
            lines.push(format!("\"{base}{path}\""));
            let command = lines.join(" \\\n  ");
            Example { title: title.to_owned(), command, answer: String::new() }
        };
        let own = format!("/v1/terminals/{terminal}");
        let sale = format!("{own}/sales/first-1");
        let what = format!("\"reference\":\"{reference}\",\"amount\":\"25.00\"");
        let sold = format!("{{{what},\"means\":\"cash\",\"cashier\":\"{CASHIER}\"}}");
        let paid = format!(
            "{{\"amount\":\"25.00\",\"taken_at\":\"{}\",\"means\":\"cash\",\"cashier\":\"{CASHIER}\"}}",
            super::time::BEGINS
        );
        let calls = vec![
            call("lookup", "", &format!("{own}/lookup"), Some(format!("{{{what}}}"))),
            call("vend", "Idempotency-Key: first-1-vend", &format!("{sale}/vend"), Some(sold)),
            call("last-response", "", &format!("{own}/last-response"), None),
        ];
        let confirm = "Idempotency-Key: first-1-confirm";
        let (clock, payments) = ("/sandbox/v1/clock", "/sandbox/v1/payments");
        let fails = format!("{{\"reference\":\"{reference}\",\"amount\":\"20.41\"}}");
        let more = vec![
            call("confirm", confirm, &format!("{sale}/confirm"), Some(paid)),
            call("account", "", &format!("/v1/accounts/{account}"), None),
            call("events", "", "/v1/events", None),
            call("payments", "", payments, Some(fails)),
            call("clock", "", clock, Some("{\"to\":\"monday\"}".to_owned())),
            call("sandbox", "", "/sandbox/v1", None),
        ];
        Ok((calls, more))
    }
}

impl SandboxDesk for Desk {
    fn facts(&self) -> &SandboxFacts {
        &self.facts
    }

    fn new_key(&self, source: &str) -> Result<NewKey, NoKey> {
        let given = self.sandbox.give(source).map_err(|not| match not {
            NotGiven::Wait { minutes } => NoKey::Wait { minutes },
            NotGiven::Failed(failure) => NoKey::Failed(failure),
        })?;
        let (calls, more) = self.calls(&given).map_err(NoKey::Failed)?;
        Ok(NewKey {
            terminal: given.signs.terminal.clone(),
            signs: format!("{}:{}", given.signs.key_id, given.signs.secret),
            until: given.until,
            key: given.key,
            calls,
            more,
        })
    }
}
