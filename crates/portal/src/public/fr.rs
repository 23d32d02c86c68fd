use super::{Pages, Told};

pub(super) const PAGES: Pages = [
    Told {
        title: "Comment ça marche",
        parts: &[
            (
                "Vous payez d’abord, puis vous consommez",
                &[
                    "Votre compteur a un crédit. Ce que vous utilisez chaque jour en est retiré.",
                    "Nous calculons chaque matin. Vous le voyez ici, au compteur et par téléphone.",
                ],
            ),
            (
                "Vous commencez avec {start}",
                &[
                    "C’est une avance. Vous remboursez {start_day} par jour, avec votre consommation.",
                ],
            ),
            (
                "Quand le crédit est épuisé",
                &[
                    "À 0, rien n’est coupé. Votre crédit de secours de {emergency} démarre tout seul.",
                    "Le rechargement suivant le rembourse d’abord.",
                    "Nous ne coupons pas la nuit, le week-end et aux autres heures protégées.",
                    "Avant une coupure, nous disons toujours combien il faut, et jusqu’à quand.",
                ],
            ),
            (
                "Pour être rétabli",
                &[
                    "Votre solde doit revenir à {back}. La page montre le montant.",
                    "Attendez ensuite notre SMS, puis appuyez sur le bouton du compteur.",
                ],
            ),
            (
                "Comment recharger",
                &[
                    "En ligne, en magasin ou par virement\u{a0}: de {least} à {most} par paiement.",
                    "Le montant exact pour être rétabli est toujours accepté, même plus petit.",
                    "Une partie peut rembourser le secours ou un plan. Nous le montrons avant de payer.",
                ],
            ),
            (
                "Pourquoi la facture annuelle peut différer",
                &[
                    "Votre fournisseur fait la facture une fois par an. Les prix ont pu changer.",
                    "Ce que vous avez payé ici est déduit de cette facture.",
                ],
            ),
        ],
    },
    Told {
        title: "Difficile de payer\u{a0}?",
        parts: &[
            (
                "Parlez à quelqu’un maintenant",
                &[
                    "Appelez le {phone}. C’est gratuit, et personne ne juge.",
                    "Le CPAS de votre commune aide tous ses habitants, même pour une facture.",
                ],
            ),
            (
                "Ce qui est possible",
                &[
                    "Les clients protégés paient le tarif social. Demandez si vous l’êtes.",
                    "En hiver, ils peuvent demander une aide. D’ici la décision, rien n’est coupé.",
                    "Une puissance réduite de {ampere} A peut remplacer une coupure.",
                    "Un montant à rembourser peut être étalé sur plus de semaines.",
                ],
            ),
            (
                "Un malade ou un appareil médical",
                &["Dites-le tout de suite\u{a0}: {phone}. Nous vérifions avant toute coupure."],
            ),
            (
                "Vous n’êtes pas d’accord avec nous",
                &["Écrivez-nous, puis au service de médiation de l’énergie. C’est gratuit."],
            ),
        ],
    },
    Told {
        title: "Votre droit de refuser",
        parts: &[
            (
                "Votre fournisseur demande le prépaiement",
                &[
                    "Vous pouvez refuser. Dites-le avant le passage du compteur au prépaiement.",
                    "Utilisez la carte de la lettre, le {phone}, ou votre CPAS.",
                ],
            ),
            (
                "Ce qui se passe ensuite",
                &[
                    "Rien n’est coupé parce que vous avez refusé.",
                    "Votre fournisseur peut aller chez le juge de paix. Vous y êtes entendu.",
                    "Être absent à notre passage n’est pas un refus, ni une raison de couper.",
                ],
            ),
        ],
    },
    Told {
        title: "Accessibilité",
        parts: &[
            (
                "Ce que nous visons",
                &[
                    "Ces pages suivent WCAG 2.2, niveau AA. Elles marchent sans script.",
                    "Elles tiennent sur 320 pixels, en sombre, au clavier seul et au lecteur d’écran.",
                ],
            ),
            (
                "Ce qui manque encore",
                &[
                    "Les textes n’ont pas tous été relus par des personnes de chaque langue.",
                    "Les versions faciles avec images viendront. Les pages des agents sont en anglais.",
                ],
            ),
            (
                "Quelque chose ne marche pas pour vous",
                &["Appelez le {phone}. Dites quelle page, et avec quoi vous la lisez."],
            ),
        ],
    },
    Told {
        title: "Vie privée",
        parts: &[
            (
                "Ce que nous savons",
                &[
                    "Les relevés de votre compteur, vos paiements, et comment vous joindre.",
                    "Votre compte montre tout cela. Vous pouvez le télécharger.",
                ],
            ),
            (
                "Qui le voit",
                &[
                    "Un magasin voit la commune et si un montant suffit. Jamais votre solde.",
                    "Qui vous aide voit ce que vous permettez. Vous arrêtez quand vous voulez.",
                    "Ce que le port de votre compteur envoie est pour vous seul. Après quelques minutes, c’est effacé.",
                    "Chaque consultation est notée. Vous voyez qui a regardé, et quand.",
                ],
            ),
            (
                "Ce que nous ne faisons pas",
                &[
                    "Pas de publicité, pas de pistage. Rien aux autres sans votre accord ou une loi.",
                    "Un cookie vous garde connecté. Il n’y en a pas d’autre.",
                ],
            ),
        ],
    },
];
