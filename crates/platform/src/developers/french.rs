//! What the documentation of the API says, in French: the document itself is in English. Source: UX 7.1.

use units::Language;

/// English as it is documented, without its line breaks, and French.
#[rustfmt::skip] // A pair on two lines.
const TEXTS: &[(&str, &str)] = &[
    // Operations.
    ("How an account stands",
     "L’état d’un compte"),
    ("For a party that the account is shared with: the state, and the amounts if its role may see them. The look is kept, and the household sees it.",
     "Pour un tiers avec qui le compte est partagé\u{a0}: l’état, et les montants si son rôle peut les voir. La consultation est gardée, et le ménage la voit."),
    ("Something happened in a call",
     "Quelque chose s’est passé dans un appel"),
    ("A telephony server tells each event once it has happened, numbered from 1, and plays what it gets. The same number with the same event again is answered alike and does nothing, so whatever was not answered is sent again. Any server of ours goes on with a call that another has begun.",
     "Un serveur de téléphonie annonce chaque événement dès qu’il a eu lieu, numéroté à partir de 1, et joue ce qu’il reçoit. Le même numéro avec le même événement reçoit la même réponse et ne fait rien\u{a0}: ce qui est resté sans réponse est renvoyé. Chacun de nos serveurs continue un appel qu’un autre a commencé."),
    ("What happened, behind a cursor",
     "Ce qui s’est passé, derrière un curseur"),
    ("Without `after` from the beginning. Go on with `next`, also when a page is empty: nothing is missed, and what is asked for twice is answered alike. An event whose account may no longer be seen is left out.",
     "Sans `after`, depuis le début. Continuez avec `next`, aussi quand une page est vide\u{a0}: rien ne manque, et une demande répétée reçoit la même réponse. Un événement dont le compte ne peut plus être vu est omis."),
    ("One event", "Un événement"),
    ("A month of energy sharing is final or corrected, and an account's part in it is new.",
     "Un mois de partage d’énergie est définitif ou corrigé, et la part d’un compte y est nouvelle."),
    ("This document", "Ce document"),
    ("What a code means", "Ce que signifie un code"),
    ("What was asked in the last days", "Les demandes des derniers jours"),
    ("The requests of all keys of the organisation whose key asks, newest first, for 30 days. Nothing of a household is kept with them: of a body stand the names of fields, of a reference the last three digits. A request stands here some seconds after its answer.",
     "Les demandes de toutes les clés de l’organisation, les plus récentes d’abord, pendant 30 jours. Rien d’un ménage n’est gardé\u{a0}: d’un corps restent les noms des champs, d’une référence les trois derniers chiffres. Une demande est là quelques secondes après sa réponse."),
    ("What became of my last transaction", "Ce qu’est devenue ma dernière transaction"),
    ("For a terminal that lost an answer, or its memory.",
     "Pour un terminal qui a perdu une réponse, ou sa mémoire."),
    ("What a reference stands for", "Ce que désigne une référence"),
    ("Show energy and town to the payer. Five wrong references within an hour, then the terminal waits. A read, although it has a body: a reference has no place in an address.",
     "Montrez l’énergie et la localité au payeur. Après cinq mauvaises références en une heure, le terminal attend. C’est une lecture, malgré le corps\u{a0}: une référence n’a pas sa place dans une adresse."),
    ("The money was taken", "L’argent a été pris"),
    ("Credits once. Send it again with the same key until there is a final answer (any 2xx or 4xx but 408 and 429). Money that cannot be credited is kept in suspense and answered with 202: it is never lost, and a person decides. After a reversal, or for a sale that was never reserved, it goes there too. So does money that differs from what was confirmed under this number before: `why` is `number_used`, and the amount is that of this advice.",
     "Crédite une fois. Renvoyez avec la même clé jusqu’à une réponse finale (tout 2xx ou 4xx sauf 408 et 429). L’argent qui ne peut pas être crédité reste en attente et reçoit 202\u{a0}: il n’est jamais perdu, et une personne décide. Après une annulation, ou pour une vente jamais réservée, il y va aussi. De même s’il diffère de ce qui a été confirmé sous ce numéro\u{a0}: `why` est `number_used`, et le montant est celui de cet avis."),
    ("The same receipt again", "Le même reçu encore une fois"),
    ("Marked as a copy.", "Marqué comme copie."),
    ("The money was not taken, or the sale is undone", "L’argent n’a pas été pris, ou la vente est défaite"),
    ("Before the confirmation it always succeeds, also for a sale that never reached us. After it only within ten minutes, and while nothing of the credit is spent. Send it again with the same key until there is a final answer.",
     "Avant la confirmation, cela réussit toujours, aussi pour une vente qui ne nous est jamais parvenue. Après, seulement en dix minutes, tant que rien du crédit n’est dépensé. Renvoyez avec la même clé jusqu’à une réponse finale."),
    ("Reserve a sale", "Réserver une vente"),
    ("Binds amount and supply point; nothing is credited. Take the money only after this answer, then confirm. Without an answer, send a reversal.",
     "Lie le montant et le point de fourniture\u{a0}; rien n’est crédité. Prenez l’argent seulement après cette réponse, puis confirmez. Sans réponse, envoyez une annulation."),
    ("Count and close a shift", "Compter et fermer une caisse"),
    ("A difference is booked, and has to be explained.", "Une différence est comptabilisée, et doit être expliquée."),
    ("Open a shift", "Ouvrir une caisse"),
    ("Counts and sums of the open shift", "Nombres et sommes de la caisse ouverte"),
    // Parameters.
    ("Of sentences and receipts: fr, nl, de or en, which is given where none is asked for",
     "Des phrases et des reçus\u{a0}: fr, nl, de ou en, qui vient si rien n’est demandé"),
    ("New for each request, and the same to repeat it: the first answer is given again for 35 days, with `Idempotent-Replayed: true`. 1 to 255 letters, digits and `.-_:`",
     "Nouvelle pour chaque demande, et la même pour la répéter\u{a0}: la première réponse revient pendant 35 jours, avec `Idempotent-Replayed: true`. 1 à 255 lettres, chiffres et `.-_:`"),
    ("Which of the terminal's keys signs", "Laquelle des clés du terminal signe"),
    ("New for each request: a read is taken once. 1 to 255 letters, digits and `.-_:`",
     "Nouveau pour chaque demande\u{a0}: une lecture n’est prise qu’une fois. 1 à 255 lettres, chiffres et `.-_:`"),
    ("Seconds since 1970 by the terminal's clock; within 5 minutes of ours",
     "Secondes depuis 1970 à l’horloge du terminal\u{a0}; à 5 minutes au plus de la nôtre"),
    ("Version of the API; that of the key without it. The answer says which it was",
     "Version de l’API\u{a0}; sans elle, celle de la clé. La réponse dit laquelle c’était"),
    ("`account` of an event", "`account` d’un événement"),
    ("`next` of the page before", "`next` de la page d’avant"),
    ("The server's own name for the call: 1 to 64 letters, digits and `.-_:`",
     "Le nom que le serveur donne à l’appel\u{a0}: 1 à 64 lettres, chiffres et `.-_:`"),
    ("Who stands at the till", "Qui est à la caisse"),
    ("Whose shift", "La caisse de qui"),
    ("`code` of a problem", "`code` d’un problème"),
    ("`id` of an event", "`id` d’un événement"),
    ("`Request-Id` of an answer", "`Request-Id` d’une réponse"),
    ("Events on the page, 1 to 200; 50 without it", "Événements par page, 1 à 200\u{a0}; 50 sans lui"),
    ("Requests on the page, 1 to 200; 50 without it", "Demandes par page, 1 à 200\u{a0}; 50 sans lui"),
    ("Of the event, from 1", "De l’événement, à partir de 1"),
    ("Not older than this instant", "Pas plus ancien que cet instant"),
    ("Of the answer", "De la réponse"),
    ("The terminal that signs", "Le terminal qui signe"),
    ("As in vend", "Comme dans vend"),
    ("The terminal's number of the sale, new for each", "Le numéro de la vente au terminal, nouveau pour chacune"),
    ("Older than this instant", "Plus ancien que cet instant"),
    // Answers.
    ("How it stands now", "L’état actuel"),
    ("What to play", "Ce qu’il faut jouer"),
    ("A page", "Une page"),
    ("The event", "L’événement"),
    ("OpenAPI 3.1", "OpenAPI 3.1"),
    ("In four languages", "En quatre langues"),
    ("The result of the last call about a sale, whatever it was", "Le résultat du dernier appel sur une vente, quel qu’il soit"),
    ("The supply point", "Le point de fourniture"),
    ("Credited", "Crédité"),
    ("Kept in suspense; `why` says for what reason", "Gardé en attente\u{a0}; `why` dit pour quelle raison"),
    ("The sale with its receipt", "La vente avec son reçu"),
    ("Reversed, or undone", "Annulée, ou défaite"),
    ("Credited already: its confirmation came first", "Déjà crédité\u{a0}: la confirmation est venue avant"),
    ("Reserved: the money may be taken", "Réservé\u{a0}: l’argent peut être pris"),
    ("In suspense already: its confirmation came first", "Déjà en attente\u{a0}: la confirmation est venue avant"),
    ("Closed", "Fermée"),
    ("Open", "Ouverte"),
    ("So far", "Jusqu’ici"),
    // Events.
    ("Money or aid was credited to an account.", "De l’argent ou une aide a été crédité sur un compte."),
    ("A credit was taken back: undone at the counter, or charged back by the payer's bank.",
     "Un crédit a été repris\u{a0}: défait au comptoir, ou rappelé par la banque du payeur."),
    ("An online payment did not succeed. Nothing was credited.", "Un paiement en ligne n’a pas réussi. Rien n’a été crédité."),
    ("How a supply stands has changed: emergency credit, held on, cut, limited, or on again.",
     "L’état d’une fourniture a changé\u{a0}: crédit de secours, maintenue, coupée, limitée, ou rétablie."),
    ("A meter has carried out an order to cut, limit or release, and it was read back.",
     "Un compteur a exécuté un ordre de couper, limiter ou libérer, et cela a été relu."),
    ("A meter has refused such an order, or its time ran out before it was carried out.",
     "Un compteur a refusé un tel ordre, ou le délai est passé avant l’exécution."),
    ("Nothing happened: somebody tries this endpoint out.", "Rien ne s’est passé\u{a0}: quelqu’un essaie cette adresse."),
    // Versions, examples, the vector.
    ("The first version: events by cursor, accounts that an event points to, webhooks.",
     "La première version\u{a0}: événements par curseur, comptes qu’un événement désigne, webhooks."),
    ("What happened", "Ce qui s’est passé"),
    ("What it points to", "Ce qu’il désigne"),
    ("Secret", "Secret"),
    ("Body", "Corps"),
    ("Signature", "Signature"),
    ("For everybody, without a key.", "Pour tout le monde, sans clé."),
    ("For a partner's key with the scope {role}.", "Pour une clé de partenaire avec la portée {role}."),
    ("For a terminal, signed ({role}).", "Pour un terminal, signé ({role})."),
    // Languages of sentences.
    ("French", "Français"),
    ("Dutch", "Néerlandais"),
    ("German", "Allemand"),
    ("English", "Anglais"),
];

/// A text in the language of a page; in English where nobody has translated it.
pub fn said(text: &str, language: Language) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let french = || TEXTS.iter().find(|(english, _)| *english == line).map(|(_, french)| *french);
    match (language, french()) {
        (Language::Fr, Some(french)) => french.to_owned(),
        (_, _) => text.to_owned(),
    }
}

/// Whether it can be said in French.
#[cfg(test)]
pub fn is_known(text: &str) -> bool {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    TEXTS.iter().any(|(english, _)| *english == line)
}
