//! What is asked of the writer about online payments, and why it may not be done.

use super::super::joint::Attributed;
use super::PartKind;
use calendar::Instant;
use serde::{Deserialize, Serialize};
use units::{Dso, Ean, MicroEuro};
use vending::{AmountError, OpenedInstead, PaymentEvent};

/// A payment that somebody sets out on.
#[derive(Debug, Clone)]
pub struct NewPayment {
    /// Ours; also what the provider gets as reference.
    pub id: String,
    pub ean: Ean,
    pub amount: MicroEuro,
    pub expires_at: Instant,
    /// The payer was asked and pays all the same. Source: TP-13.
    pub although_paid: bool,
    /// What only the payer's pages know.
    pub context: serde_json::Value,
}

/// What is asked about an online payment.
#[derive(Debug, Clone)]
pub enum PaymentAsked {
    Begin {
        dso: Dso,
        new: NewPayment,
    },
    /// One payment for several points, all or none. The first is answered. Source: F-03.
    BeginTogether {
        dso: Dso,
        first: Ean,
        all: Vec<NewPayment>,
    },
    /// Of a payment for several points, whose a part is that went back. `id`: of the first.
    Attributed {
        dso: Dso,
        ean: Ean,
        id: String,
        part: String,
        parts: Attributed,
    },
    /// The provider has its own id for it, and for what is paid with it.
    Known {
        dso: Dso,
        ean: Ean,
        id: String,
        provider: String,
        provider_id: String,
    },
    /// Something became true of it at an instant.
    Happened {
        dso: Dso,
        ean: Ean,
        id: String,
        event: PaymentEvent,
        at: Instant,
        /// What makes it happen once, however often it is told: a refund's or chargeback's own id.
        once: Option<String>,
    },
    /// A notice named it: it is fetched as soon as somebody is free to. Source: TP-13.
    Noticed {
        dso: Dso,
        ean: Ean,
        id: String,
    },
    /// Something about it that moves neither its state nor its clocks.
    Noted {
        dso: Dso,
        ean: Ean,
        id: String,
        note: Note,
    },
    /// Money that came and must not be credited: it was given back, or will be.
    GivenBack {
        dso: Dso,
        ean: Ean,
        id: String,
        why: String,
        /// What came, and when: it lies in suspense until it has gone.
        came: (MicroEuro, Instant),
    },
    /// A part of money in suspense has gone back to who paid, or is here again.
    HeldMoved {
        dso: Dso,
        ean: Ean,
        id: String,
        kind: PartKind,
        amount: MicroEuro,
        at: Instant,
        once: String,
    },
}

/// What is kept beside a payment's state.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Note {
    /// A line of its story, and when it became true.
    pub told: Option<(String, Instant)>,
    /// Fields of the context that are set.
    pub context: Vec<(String, serde_json::Value)>,
    /// A person has to look at it: the kind of task, once per payment. Source: TP-23.
    pub task: Option<String>,
    /// It was looked at, with so many notices taken into account; look again then, or never.
    pub looked: Option<(u32, Option<Instant>)>,
}

impl PaymentAsked {
    pub fn operator(&self) -> Dso {
        match self {
            Self::Begin { dso, .. }
            | Self::BeginTogether { dso, .. }
            | Self::Attributed { dso, .. }
            | Self::Known { dso, .. }
            | Self::Happened { dso, .. }
            | Self::Noticed { dso, .. }
            | Self::Noted { dso, .. }
            | Self::GivenBack { dso, .. }
            | Self::HeldMoved { dso, .. } => *dso,
        }
    }

    pub fn point(&self) -> Ean {
        match self {
            Self::Begin { new, .. } => new.ean,
            Self::BeginTogether { first, .. } => *first,
            Self::Attributed { ean, .. }
            | Self::Known { ean, .. }
            | Self::Happened { ean, .. }
            | Self::Noticed { ean, .. }
            | Self::Noted { ean, .. }
            | Self::GivenBack { ean, .. }
            | Self::HeldMoved { ean, .. } => *ean,
        }
    }
}

/// Why a payment does not begin or move.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaymentRefused {
    #[error("no open account has EAN {ean}")]
    UnknownPoint { ean: Ean },
    #[error("one payment cannot have two parts for EAN {ean}, or more than two parts")]
    PointTwice { ean: Ean },
    #[error(transparent)]
    Amount(#[from] AmountError),
    /// Another payment for the point is under way or was just credited: ask first.
    #[error("another payment for this point came just before")]
    AskFirst(OpenedInstead),
    #[error("no payment `{id}`")]
    Unknown { id: String },
    #[error("no {gone} `{part}` was taken in whose money could come again")]
    NothingGone { gone: &'static str, part: String },
    #[error(transparent)]
    NotInTable(#[from] vending::PaymentError),
}

/// A step of a payment's story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    pub at: Instant,
    /// When we learnt it.
    pub learnt_at: Instant,
    pub what: String,
}
