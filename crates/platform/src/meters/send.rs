//! `tirelire meter send`: what a person has a meter do, queued with its cause, id and end. A cut is not
//! among it: it leaves with a proof only. Source: MT-06, MT-07, CG-20.

use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use clap::{Args, Subcommand};
use dlms::client::CalendarTable;
use serde_json::json;
use std::io::Write;
use timeline::{ByHand, Fact};
use units::{Ean, Energy};

#[derive(Debug, Args)]
pub struct Send {
    ean: Ean,
    #[command(subcommand)]
    what: What,
    /// Who answers for it.
    #[arg(long, global = true, default_value = "")]
    by: String,
    #[arg(long, global = true, default_value = "")]
    reason: String,
    /// The caller's key: the same one twice changes nothing. Made without it.
    #[arg(long, global = true)]
    id: Option<String>,
    /// After so many hours it has no effect. A release has no end.
    #[arg(long, global = true, default_value_t = 24, value_parser = clap::value_parser!(i64).range(1..=720))]
    hours: i64,
}

#[derive(Debug, Clone, Subcommand)]
enum What {
    /// Say how the breaker or valve stands.
    Read,
    /// Allow a return: somebody at the meter presses the button.
    Release,
    /// Open the breaker above so many ampere.
    Limit { ampere: i64 },
    /// Take the limit away.
    Unlimit,
    /// Show the balance.
    Display,
    /// Show a text.
    Message { text: String },
    /// Switch tariffs by the two-rate calendar.
    Calendar {
        #[arg(default_value = "2RATE26")]
        name: String,
    },
    /// Set the clock.
    Time,
    #[command(hide = true)]
    Disconnect,
    #[command(hide = true, alias = "open", alias = "close")]
    Connect,
}

impl What {
    fn order(&self, energy: Energy) -> Result<ByHand, Failure> {
        Ok(match self {
            Self::Read => ByHand::Read,
            Self::Release => ByHand::Release,
            Self::Limit { ampere } => ByHand::Limit { ampere: *ampere },
            Self::Unlimit => ByHand::Unlimit,
            Self::Display => ByHand::Display,
            Self::Message { text } => ByHand::Message { text: text.clone() },
            Self::Calendar { name } => ByHand::Calendar { name: name.clone() },
            Self::Time => ByHand::Clock,
            Self::Disconnect => {
                return refuse(
                    "a cut leaves with a proof only: `settle` decides, and `cuts` shows why",
                );
            }
            Self::Connect => {
                return refuse(match energy {
                    Energy::Gas => {
                        "there is no order that opens a gas valve: `release` allows a start on the \
                         spot, after the leak test"
                    }
                    Energy::Electricity => {
                        "nobody closes a breaker from afar: `release` allows it, a press does it"
                    }
                });
            }
        })
    }
}

pub fn run(url: &str, asked: &Send, json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let mut engine = Engine::open(url)?;
    let account = engine.account_of(asked.ean)?;
    let order = asked.what.order(account.group.energy)?;
    if asked.by.is_empty() || asked.reason.is_empty() {
        return refuse("say who answers for it with --by, and why with --reason");
    }
    let Some(meter) = engine.store.meter_of(asked.ean)? else {
        return refuse(format!("EAN {} has no meter that can be reached", asked.ean));
    };
    let now = crate::clock::now();
    if let ByHand::Calendar { name } = &order {
        let known = CalendarTable::two_rate(now.day()).map(|table| table.name).unwrap_or_default();
        if *name != known {
            return refuse(format!(
                "there is no calendar `{name}` for a meter; there is `{known}`"
            ));
        }
    }
    let name = asked.id.clone().unwrap_or_else(|| now.0.to_string());
    let fact = by_hand(asked.ean, order, (&asked.by, &asked.reason), &name, asked.hours);
    let id = fact.key().unwrap_or_default();
    let said = engine.record(&account, &fact, now)?;
    let state = if said.is_empty() { "known already" } else { "queued" };
    if json {
        let line = json!({
            "kind": "order", "id": id, "ean": asked.ean.to_string(), "meter": meter.serial,
            "state": state,
        });
        writeln!(out, "{line}")?;
    } else {
        writeln!(out, "order {id} for meter {}: {state}", meter.serial)?;
    }
    Ok(())
}

/// What a person has a meter do, as a fact. `name`: the caller's key; `life_h`: after so many hours it has
/// no effect, but for what gives supply back.
pub fn by_hand(
    ean: Ean,
    order: ByHand,
    (by, reason): (&str, &str),
    name: &str,
    life_h: i64,
) -> Fact {
    let ends = !matches!(order, ByHand::Release | ByHand::Unlimit);
    Fact::ByHand {
        // A name of its own, that no order of the machine can have.
        id: format!("{ean}-by-hand-{name}"),
        order,
        by: by.to_owned(),
        reason: reason.to_owned(),
        life_h: ends.then_some(life_h),
    }
}
