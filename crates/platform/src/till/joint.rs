//! One payment at a provider for several supply points. Each point has a stored payment of its own, with its
//! share of the amount and its own key of money, so that crediting, receipt, refund and chargeback stay with
//! each. The first one bears the provider's own id, each further one that id with its number behind.
//! Source: F-03, TP-05, TP-13, TP-17, TP-18.

use super::credit::Counter;
use super::payments::{self, NewPayment, PaymentRefused, StoredPayment};
use crate::engine::Engine;
use crate::failure::{Failure, refuse};
use calendar::Instant;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use units::{Dso, Ean, MicroEuro};

/// Points of one payment at most: the two energies of a home.
pub const MOST_SHARES: usize = 2;

/// What a point gets of a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JointShare {
    /// Of its stored payment.
    pub id: String,
    pub ean: Ean,
    pub amount: MicroEuro,
}

/// By payment, what of a part that went back is of its share.
pub type Attributed = BTreeMap<String, MicroEuro>;

/// What a stored payment knows of those that are paid with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joint {
    /// All of them, the same list with each. The provider knows the payment by the first one's id.
    pub shares: Vec<JointShare>,
    /// Kept with the first one: of each part that went back (`refund re_1`), whose it is. Written once.
    #[serde(default)]
    pub attributed: BTreeMap<String, Attributed>,
}

impl Joint {
    /// What the payer pays.
    pub fn total(&self) -> MicroEuro {
        MicroEuro(self.shares.iter().map(|share| share.amount.0).fold(0, i64::saturating_add))
    }

    /// 0 for the first one.
    fn place(&self, id: &str) -> usize {
        self.shares.iter().position(|share| share.id == id).unwrap_or(0)
    }
}

/// The keys under which the shares of a payment are stored. A provider's own id has no plus sign.
pub fn stored_keys(provider_id: &str) -> [String; MOST_SHARES] {
    [provider_id.to_owned(), format!("{provider_id}+2")]
}

impl StoredPayment {
    /// By which a provider knows the payment, and what is paid in all.
    pub fn whole(&self) -> (&str, MicroEuro) {
        let intent = &self.payment.intent;
        match &self.joint {
            Some(joint) => (self.first_id(), joint.total()),
            None => (&intent.id, intent.amount),
        }
    }

    /// The id of the payment that speaks for all shares.
    pub fn first_id(&self) -> &str {
        let first = self.joint.as_ref().and_then(|joint| joint.shares.first());
        first.map_or(self.payment.intent.id.as_str(), |first| &first.id)
    }

    pub fn is_first(&self) -> bool {
        self.first_id() == self.payment.intent.id
    }

    /// What is paid together with it: id, point and amount of each other share.
    pub fn others(&self) -> impl Iterator<Item = &JointShare> {
        let own = self.payment.intent.id.as_str();
        let shares = self.joint.iter().flat_map(|joint| &joint.shares);
        shares.filter(move |share| share.id != own)
    }

    /// The key under which the store finds it, and that makes its money unique. Source: TP-05.
    pub fn stored_key(&self) -> Option<String> {
        let id = self.provider_id.as_deref()?;
        let place = self.joint.as_ref().map_or(0, |joint| joint.place(&self.payment.intent.id));
        stored_keys(id).get(place).cloned()
    }

    /// All shares, this one as it is here, in their order.
    pub fn with_others(self, engine: &mut Engine) -> Result<Vec<Self>, Failure> {
        let Some(joint) = self.joint.clone() else { return Ok(vec![self]) };
        let (own, mut own_place) = (self.payment.intent.id.clone(), Some(self));
        let mut all = Vec::new();
        for share in joint.shares {
            let known =
                if share.id == own { own_place.take() } else { Self::load(engine, &share.id)? };
            let Some(known) = known else { return refuse(format!("no payment `{}`", share.id)) };
            all.push(known);
        }
        Ok(all)
    }
}

/// Sets out on all of them, or on none. The first one is returned.
pub fn begin(
    engine: &mut Engine,
    counter: &mut Counter,
    (dso, all): (Dso, &[NewPayment]),
    now: Instant,
) -> Result<Result<StoredPayment, PaymentRefused>, Failure> {
    let Some(first) = all.first() else { return refuse("a payment for nobody") };
    if let Some(known) = StoredPayment::load(engine, &first.id)? {
        return Ok(Ok(known));
    }
    let mut shares: Vec<JointShare> = Vec::new();
    for NewPayment { id, ean, amount, .. } in all {
        if shares.iter().any(|share| share.ean == *ean) || shares.len() >= MOST_SHARES {
            return Ok(Err(PaymentRefused::PointTwice { ean: *ean }));
        }
        shares.push(JointShare { id: id.clone(), ean: *ean, amount: *amount });
    }
    let mut begun = Vec::new();
    for new in all {
        match payments::prepare(engine, counter, dso, new, now)? {
            Ok(stored) => begun.push(stored),
            Err(refused) => return Ok(Err(refused)),
        }
    }
    for stored in &mut begun {
        stored.joint = Some(Joint { shares: shares.clone(), attributed: BTreeMap::new() });
        payments::open(engine, counter, stored, now)?;
    }
    begun.truncate(1);
    match begun.pop() {
        Some(first) => Ok(Ok(first)),
        None => refuse("a payment for nobody"),
    }
}

/// Whose a part is that went back, said once: what was said first holds. Returns the first share.
pub fn attribute(
    known: &mut StoredPayment,
    (part, parts): (&str, &Attributed),
    now: Instant,
) -> Result<bool, Failure> {
    let Some(joint) = &mut known.joint else { return refuse("a payment for one point") };
    if joint.attributed.contains_key(part) {
        return Ok(false);
    }
    joint.attributed.insert(part.to_owned(), parts.clone());
    let said = parts.iter().map(|(id, amount)| format!("{} EUR of {id}", vending::euro(*amount)));
    let said = said.collect::<Vec<_>>().join(", ");
    known.tell(&format!("attributed: {part}: {said}"), now, now);
    Ok(true)
}
