//! Why something cannot be filed.

use super::act::{Form, Notice, Role};
use super::conditions::Unmet;
use crate::group::GroupError;
use crate::key::Key;
use params::ParameterError;
use units::Ean;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DossierError {
    #[error("a group needs a name of 1 to 80 characters")]
    Name,
    #[error("sharing from peer to peer is not open here")]
    PeerToPeerClosed,
    #[error("a group in one building needs the building")]
    NoBuilding,
    #[error(
        "a renewable energy community needs what holds it together: a municipality, a transformer \
         station or a wind turbine"
    )]
    NoPerimeter,
    #[error("`{text}` is not the number of a municipality: five digits")]
    Municipality { text: String },
    #[error(
        "point `{ean}` lies in {found}, and the group is {perimeter}: it needs another criterion"
    )]
    OutsidePerimeter { ean: Ean, found: String, perimeter: String },
    #[error("a group that is {state} takes no `{act}`")]
    WrongState { state: &'static str, act: &'static str },
    #[error("a dossier begins with its opening, once")]
    NotOpened,
    #[error("{what} {at} is not the start of a quarter-hour")]
    NotAQuarterHour { what: &'static str, at: String },
    #[error("point `{ean}` is a member twice: it joined at {from}")]
    Twice { ean: Ean, from: String },
    #[error("point `{ean}` is no member at {at}")]
    NoMember { ean: Ean, at: String },
    #[error("point `{ean}` would leave at {to}, before it joined at {from}")]
    Backwards { ean: Ean, from: String, to: String },
    #[error("point `{ean}` has left already, at {to}")]
    HasLeft { ean: Ean, to: String },
    #[error("the group starts at {starts}: {at} is before")]
    BeforeStart { starts: String, at: String },
    #[error("the key of {last} comes first: a later one begins after it, not at {from}")]
    KeyOutOfOrder { last: String, from: String },
    #[error("the key has a share for `{ean}`, which is no member from {from} on")]
    ShareOfNobody { ean: Ean, from: String },
    #[error("the key has a share for `{ean}`, which as {role} takes nothing")]
    ShareOfProducer { ean: Ean, role: Role },
    #[error("key `{key}` is not a standard one: it needs the operator's approval")]
    NeedsApproval { key: Key },
    #[error(
        "the mandate of point `{ean}` was signed on {on}, after {by}, from when it is to share"
    )]
    MandateLate { ean: Ean, on: String, by: String },
    #[error("a document was signed on {on}, after {filed}")]
    SignedLater { on: String, filed: String },
    #[error("point `{ean}` needs the notice on the {notice} signed by {by}, not on {on}")]
    NoticeLate { ean: Ean, notice: Notice, on: String, by: String },
    #[error("a document needs a name of 1 to 200 characters")]
    NoDocument,
    #[error("reasons are needed, of 1 to 2000 characters")]
    NoReasons,
    #[error("{most} answers are enough until the dossier is handed in again")]
    Answers { most: usize },
    #[error("the dossier lacks: {}", list(unmet))]
    Unmet { unmet: Vec<Unmet> },
    #[error("a {form} has no paper of this kind")]
    NeedlessPaper { form: Form },
    #[error("the key does not fit the members")]
    Key { source: GroupError },
    #[error("could not read the rules of sharing")]
    Parameter { source: ParameterError },
}

fn list(unmet: &[Unmet]) -> String {
    unmet.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

impl From<ParameterError> for DossierError {
    fn from(source: ParameterError) -> Self {
        Self::Parameter { source }
    }
}

impl From<GroupError> for DossierError {
    fn from(source: GroupError) -> Self {
        Self::Key { source }
    }
}
