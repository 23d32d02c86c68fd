use super::{Pages, Told};

pub(super) const PAGES: Pages = [
    Told {
        title: "Plus de courant ou plus de gaz",
        parts: &[
            (
                "Vous sentez une odeur de gaz",
                &["Sortez d’abord. Ne touchez à aucun interrupteur. Appelez ensuite le {gas}."],
            ),
            (
                "Vos voisins n’ont pas de courant non plus",
                &[
                    "C’est une panne du réseau. Votre crédit n’y est pour rien.",
                    "Le courant revient tout seul. Vous pouvez le signaler\u{a0}: {phone}.",
                ],
            ),
            (
                "Un disjoncteur est baissé chez vous",
                &[
                    "Relevez-le. S’il retombe, débranchez l’appareil allumé en dernier.",
                    "En puissance réduite vous avez {ampere} A. Débranchez d’abord quelque chose.",
                ],
            ),
            (
                "Une flèche clignote sur l’écran du compteur",
                &[
                    "Vous pouvez rallumer. Électricité\u{a0}: tenez le bouton vert pendant 3 secondes.",
                    "Gaz\u{a0}: fermez tous les appareils. Tenez ensuite le bouton sous la flèche.",
                ],
            ),
            (
                "Votre crédit est épuisé",
                &[
                    "Connectez-vous pour voir ce qui manque, ou rechargez avec les 13 chiffres.",
                    "Votre solde doit revenir à {back}. Attendez ensuite la flèche.",
                ],
            ),
            (
                "Rien de tout cela",
                &["Appelez le {phone}. C’est gratuit. Nous regardons votre compteur avec vous."],
            ),
        ],
    },
    Told {
        title: "Votre compteur",
        parts: &[
            (
                "Lire votre solde\u{a0}: électricité",
                &[
                    "Appuyez sur le bouton vert. L’écran s’allume.",
                    "Le deuxième appui montre quand votre solde a été calculé.",
                    "Le troisième montre votre solde, le quatrième votre crédit de secours.",
                    "Des tirets\u{a0}: rien n’est encore arrivé.",
                ],
            ),
            (
                "Lire votre solde\u{a0}: gaz",
                &[
                    "Appuyez sur le bouton sous le €. Vous voyez le jour du solde.",
                    "Appuyez sous la flèche\u{a0}: votre solde. Encore une fois\u{a0}: le crédit de secours.",
                ],
            ),
            (
                "Après une coupure\u{a0}: électricité",
                &[
                    "Attendez que la flèche clignote au-dessus de l’interrupteur.",
                    "Tenez alors le bouton vert 3 secondes. C’est à vous, nous ne pouvons pas.",
                ],
            ),
            (
                "Après une coupure\u{a0}: gaz",
                &[
                    "Fermez tous les appareils. Tenez 3 secondes le bouton sous la flèche.",
                    "Le compteur cherche une fuite pendant 12 minutes. N’ouvrez rien pendant ce temps.",
                    "S’il s’arrête avant, du gaz est passé. Appelez le {phone}.",
                ],
            ),
            (
                "Un ancien compteur à carte",
                &[
                    "Les cartes ne se rechargent plus depuis janvier 2026.",
                    "Appelez le {phone}. Nous posons un compteur, et votre solde suit.",
                ],
            ),
            (
                "Je ne veux pas que le compteur envoie des données",
                &[
                    "Vous pouvez refuser, sans frais pendant 15 jours. Appelez le {phone}.",
                    "Le prépaiement a besoin d’un compteur qui communique\u{a0}: les deux ensemble sont impossibles.",
                ],
            ),
        ],
    },
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
                    "{spared}",
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
            (
                "Quel prix compte",
                &[
                    "Les clients protégés paient le tarif social. Les autres paient le tarif moyen.",
                    "Les deux changent à dates fixes. Nous vous le disons avant.",
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
                "Qui demande le prépaiement",
                &[
                    "Votre fournisseur peut le demander après des factures impayées. Vous pouvez refuser.",
                    "Vous pouvez le demander vous-même, avec le formulaire ci-dessous.",
                    "Un juge peut l’imposer. Cela ne se refuse pas ici.",
                ],
            ),
            (
                "Jusqu’à quand",
                &[
                    "Notre lettre laisse {refuse_days} jours. Dites non d’ici là, et rien ne change.",
                    "Vous pouvez encore refuser plus tard, à tout moment.",
                ],
            ),
            (
                "Comment refuser",
                &[
                    "Par le formulaire ci-dessous, la carte de la lettre, ou au {phone}.",
                    "Votre CPAS peut le faire avec vous.",
                ],
            ),
            (
                "Ce qui se passe ensuite",
                &[
                    "Nous prévenons votre fournisseur. Sa demande s’arrête.",
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
                    "Les pages faciles ont des images, pas encore de son.",
                ],
            ),
            (
                "Quelque chose ne marche pas pour vous",
                &[
                    "Appelez le {phone}, ou écrivez-nous. Dites quelle page, et avec quoi vous lisez.",
                    "Nous répondons en {answer_days} jours ouvrables, sous une forme lisible pour vous.",
                ],
            ),
            (
                "Notre réponse ne vous aide pas",
                &[
                    "Écrivez au Médiateur de la Wallonie\u{a0}: www.le-mediateur.be. C’est gratuit.",
                    "Vous vous sentez exclu\u{a0}? Unia aide aussi\u{a0}: www.unia.be.",
                ],
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
                "Les quarts d’heure",
                &[
                    "Votre compteur mesure toutes les 15 minutes. Cela montre quand quelqu’un est là.",
                    "Le prépaiement demande un relevé par jour, pas de quarts d’heure.",
                    "Vous les voyez ici seulement après votre accord. Vous le retirez quand vous voulez.",
                    "Votre fournisseur n’en voit aucun. Le partage d’énergie les utilise\u{a0}: vous y entrez vous-même.",
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
