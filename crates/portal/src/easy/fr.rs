use super::picture::Picture as P;
use super::{Told, Words};

pub(super) const WORDS: Words = Words {
    name: "Version facile avec images",
    whole: "En savoir plus",
    others: "D’autres pages faciles",
    pages: [
        Told {
            title: "Facile\u{a0}: recharger",
            steps: &[
                (P::Card, "Prenez votre carte. Elle a 13 chiffres."),
                (P::Tap, "Au téléphone\u{a0}: entrez ici les 13 chiffres."),
                (P::Coins, "Choisissez un montant. Payez avec votre banque."),
                (P::Shop, "Ou allez dans un magasin. Montrez la carte."),
                (P::Check, "Vous recevez un message. L’argent est arrivé."),
            ],
        },
        Told {
            title: "Facile\u{a0}: plus de courant ou de gaz",
            steps: &[
                (P::Flame, "Cela sent le gaz ? Sortez tout de suite."),
                (P::Phone, "Puis appelez le {gas}. Ne touchez aucun interrupteur."),
                (P::Street, "Les voisins ont du courant ? Sinon, attendez."),
                (P::Breaker, "Un disjoncteur est en bas ? Relevez-le."),
                (P::Coins, "Votre crédit est fini ? Alors rechargez."),
                (P::Arrow, "Regardez le compteur. Attendez la flèche."),
                (P::Press, "Appuyez sur le bouton pendant 3 secondes."),
                (P::Phone, "Toujours rien ? Appelez le {phone}, c’est gratuit."),
            ],
        },
        Told {
            title: "Facile\u{a0}: comment ça marche",
            steps: &[
                (P::Coins, "Vous payez d’abord. Puis vous consommez."),
                (P::Meter, "Votre compteur compte chaque jour."),
                (P::Check, "Au début, nous vous prêtons {start}."),
                (P::Calendar, "Vous rendez {start_day} par jour."),
                (P::Lamp, "Plus rien ? Vous avez encore {emergency}."),
                (P::Moon, "La nuit, nous ne coupons personne."),
                (P::Letter, "Avant une coupure, nous vous prévenons toujours."),
            ],
        },
        Told {
            title: "Facile\u{a0}: du mal à payer ?",
            steps: &[
                (P::Phone, "Appelez-nous\u{a0}: {phone}. C’est gratuit."),
                (P::People, "Ou allez au CPAS. Il vous aide."),
                (P::Coins, "Vous pouvez payer en petites parts."),
                (P::Lamp, "Vous pouvez garder un peu de courant\u{a0}: {ampere} A."),
                (P::Letter, "Quelqu’un est malade ? Dites-le maintenant."),
            ],
        },
        Told {
            title: "Facile\u{a0}: votre compteur",
            steps: &[
                (P::Meter, "Allez au compteur. Il a un écran."),
                (P::Press, "Appuyez 3 fois sur le bouton vert."),
                (P::Coins, "Vous voyez votre argent."),
                (P::LampOff, "Le courant était coupé ? Rechargez d’abord."),
                (P::Arrow, "Attendez que la flèche clignote."),
                (P::Press, "Tenez le bouton 3 secondes."),
                (P::Lamp, "La lumière revient."),
            ],
        },
    ],
};
