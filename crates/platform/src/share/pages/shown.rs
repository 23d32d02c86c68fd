//! A dossier and its months as pages show them.

use super::*;

pub(super) fn plus(one: MilliWattHours, other: MilliWattHours) -> MilliWattHours {
    MilliWattHours(one.0.saturating_add(other.0))
}

pub(super) fn shared(volume: &KeptVolume) -> Shared {
    Shared {
        offtake: MilliWattHours(volume.offtake),
        received: MilliWattHours(volume.received),
        injection: MilliWattHours(volume.injection),
        given: MilliWattHours(volume.given),
    }
}

pub(super) fn version_line(run: &KeptRun, changed: usize) -> VersionLine {
    let month = Month(run.month);
    VersionLine {
        month: month.to_string(),
        first: month.first_day().unwrap_or(SettlementDay(0)),
        seq: run.seq,
        version: match run.kind {
            RunKind::Provisional => VersionShown::Provisional,
            RunKind::Final => VersionShown::Final,
            RunKind::Corrected => VersionShown::Corrected(run.number),
        },
        made: run.at.day(),
        cause: run.cause.clone(),
        sha256: run.sha256.clone(),
        changed,
    }
}

/// A key as pages name it.
pub fn key_shown(key: Key) -> KeyShown {
    match key {
        Key::Fixed => KeyShown::Fixed,
        Key::Equal => KeyShown::Equal,
        Key::ProRata => KeyShown::ProRata,
        Key::Hybrid => KeyShown::Hybrid,
        Key::Cascade => KeyShown::Cascade,
        Key::VlFixed => KeyShown::FlemishFixed,
        Key::VlRelative => KeyShown::FlemishRelative,
        Key::VlOptimal => KeyShown::FlemishOptimal,
    }
}

pub(super) fn task_shown(condition: Condition) -> TaskShown {
    match condition {
        Condition::Paper(Paper::BuildingDeclaration) => TaskShown::BuildingDeclaration,
        Condition::Paper(Paper::Statutes) => TaskShown::Statutes,
        Condition::Paper(Paper::Convention) => TaskShown::Convention,
        Condition::Paper(Paper::Authorisation) => TaskShown::Authorisation,
        Condition::Paper(Paper::Notification) => TaskShown::Notification,
        Condition::Paper(Paper::Contract) => TaskShown::Contract,
        Condition::Representative => TaskShown::Representative,
        Condition::ProducerAndConsumer => TaskShown::Pair,
        Condition::Key => TaskShown::Key,
        Condition::Meters => TaskShown::Meters,
        Condition::PublicGrid => TaskShown::PublicGrid,
        Condition::Mandates => TaskShown::Mandates,
        Condition::Notices => TaskShown::Notices,
    }
}

/// A group in a list.
pub fn line(kept: &Kept) -> GroupLine {
    let dossier = &kept.dossier;
    GroupLine {
        id: kept.id,
        name: dossier.name.clone(),
        form: match dossier.form {
            Form::Building => FormShown::Building,
            Form::RenewableCommunity => FormShown::Renewable,
            Form::CitizenCommunity => FormShown::Citizen,
            Form::PeerToPeer => FormShown::PeerToPeer,
        },
        state: match dossier.state {
            State::Draft => StateShown::Draft,
            State::Submitted => StateShown::Submitted,
            State::Accepted { .. } => StateShown::Accepted,
            State::Refused { .. } => StateShown::Refused,
            State::Withdrawn => StateShown::Withdrawn,
            State::Ended { .. } => StateShown::Ended,
        },
        starts: dossier.state.shares().map(|(starts, _)| starts.day()),
        open: dossier.tasks().iter().filter(|(_, unmet)| unmet.is_some()).count(),
        month: None,
    }
}

pub(super) fn group_view(kept: &Kept, now: Instant) -> GroupView {
    let dossier = &kept.dossier;
    let tasks = dossier.tasks().into_iter().map(|(condition, unmet)| Task {
        what: task_shown(condition),
        done: unmet.is_none(),
        points: unmet
            .map(|unmet| {
                let mut points: Vec<Ean> = unmet.points.iter().map(|(ean, _)| *ean).collect();
                points.dedup();
                points
            })
            .unwrap_or_default(),
    });
    let members = dossier.members.iter().map(|member| {
        let joining = &member.joining;
        let metering = dossier.metering.get(&joining.ean).copied().unwrap_or(joining.metering);
        let mandate = dossier.mandate_of(member);
        let signed = |notice| dossier.notice_of(member, notice).map(|signed| signed.on);
        let mut notices = Vec::new();
        if joining.social_tariff && joining.role.takes() {
            notices.push((true, signed(Notice::SocialTariff)));
        }
        if joining.in_compensation {
            notices.push((false, signed(Notice::Compensation)));
        }
        MemberLine {
            number: dossier.number_of(joining.ean).unwrap_or(0),
            ean: joining.ean,
            takes: joining.role.takes(),
            injects: joining.role.injects(),
            communicates: metering != Metering::Other,
            quarter_hours: matches!(metering, Metering::SmartQuarterHours | Metering::RemoteRead),
            mandate: mandate.map(|signed| signed.on),
            signer: mandate.and_then(|signed| signed.signer.clone()),
            notices,
            label: None,
            from: joining.from.day(),
            to: member.to.map(|to| to.day()),
        }
    });
    let held = dossier.key_at(now).map(|key| key.version);
    let keys = dossier.keys.iter().map(|key| KeyLine {
        version: key.version,
        key: key_shown(key.terms.key),
        from: key.from.day(),
        shares: key.terms.shares.iter().map(|(ean, share)| (*ean, share.to_string())).collect(),
        holds: held == Some(key.version),
    });
    GroupView {
        line: line(kept),
        tasks: tasks.collect(),
        returned: dossier.returned.clone(),
        members: members.collect(),
        keys: keys.collect(),
    }
}
