right-to-refuse =
    .subject = { $energy }: vous pouvez refuser jusqu'au { $date }
    .body = { $energy }: votre fournisseur demande le prépaiement. Vous pouvez refuser jusqu'au { $date }. Refusez avec la carte-réponse, par téléphone ou sur { $site }. Votre CPAS peut vous conseiller. Questions? { $help }, gratuit.
    .letter =
        { $energy }: votre fournisseur demande le prépaiement.
        Avec le prépaiement, vous payez avant de consommer.
        Vous pouvez refuser jusqu'au { $date }. Pour refuser:
        - renvoyez la carte-réponse ci-dessous
        - appelez le { $help }, gratuit
        - allez sur { $site }
        - ou demandez de l'aide à votre CPAS
        Vous refusez? Votre fournisseur peut aller chez le juge de paix.
        Rien n'est coupé sans décision du juge.
        Votre CPAS peut vous conseiller. C'est gratuit.

activated =
    .subject = { $energy }: le prépaiement est actif
    .sms = { $energy }: le prépaiement est actif. Solde { $balance }. Recharger: { $site }. Votre carte arrive par courrier. Questions? { $help }, gratuit.
    .letter =
        { $energy }: le prépaiement est actif. Votre solde est de { $balance }.
        { $start }
        Pour payer, trois façons:
        - en magasin, avec la carte ci-dessous
        - sur { $site }, avec les 13 chiffres
        - par virement, avec les 13 chiffres
        Pour voir votre solde, trois façons:
        - le bouton de votre compteur ou { $site }
        - le { $help }, gratuit, jour et nuit
        Solde à zéro? Vous avez encore { $credit } de secours.
        { $spared }
        { $own-code }
        Gardez la carte. Elle ne montre jamais votre solde.
    .letter-easy =
        { $energy }: vous payez d'avance.
        Votre solde est de { $balance }.
        Payez en magasin, avec la carte.
        Ou payez sur { $site }.
        Pour voir votre solde:
        - appuyez sur le bouton du compteur
        - ou appelez le { $help }, gratuit
        Solde à zéro? Il reste { $credit } de secours.
        { $start }
        { $spared }
        { $own-code }

account-code =
    .subject = { $energy }: votre code personnel
    .body = { $energy }: avec ce code, vous ouvrez votre compte sur { $site }: { $code }. Il vaut jusqu'au { $date } et une seule fois. Ne le donnez à personne. Questions? { $help }, gratuit.

credited =
    .subject = { $energy }: rechargement de { $amount } OK
    .sms = { $energy }: rechargement de { $amount } OK. Nouveau solde { $balance }{ $about }.{ $ticket } Questions? { $help }, gratuit.

credited-off =
    .subject = { $energy }: il manque encore { $clear }
    .sms = { $energy }: { $amount } sont là. Le courant reste coupé: il manque encore { $clear }.{ $ticket } Aide tout de suite: { $help }.
    .sms-gas = { $energy }: { $amount } sont là. Le gaz reste coupé: il manque encore { $clear }.{ $ticket } Aide tout de suite: { $help }.

low =
    .subject = { $energy }: il vous reste { $left }
    .sms = { $energy }: il vous reste { $left }{ $about }. A 0 €, le courant reste allumé avec { $credit } de secours. Recharger: { $site } ou { $help }.
    .sms-gas = { $energy }: il vous reste { $left }{ $about }. A 0 €, le gaz continue avec { $credit } de secours. Recharger: { $site } ou { $help }.

both-low =
    .subject = Électricité et gaz: { $left } et { $left-gas }
    .sms = Électricité: il reste { $left }. Gaz: il reste { $left-gas }. A 0 €, tout reste allumé avec { $credit } de secours. Recharger: { $site } ou { $help }.

forecast =
    .subject = { $energy }: assez jusqu'à { $around } environ
    .sms = { $energy }: avec { $left }, vous tenez environ jusqu'à { $around }.{ $shop-hours } Infos: { $site }

emergency-on =
    .subject = { $energy }: crédit de secours en route
    .sms = { $energy }: votre crédit de secours de { $credit } est en route. Le courant reste allumé. Rechargez quand vous pouvez: { $site }. Aide: { $help }.
    .sms-gas = { $energy }: votre crédit de secours de { $credit } est en route. Le gaz continue. Rechargez quand vous pouvez: { $site }. Aide: { $help }.

emergency-low =
    .subject = { $energy }: { $left } de crédit de secours
    .sms = { $energy }: il reste { $left } de crédit de secours{ $about }. Rechargez { $clear } ou plus. Vous ne pouvez pas? Appelez le { $help }.

held =
    .subject = { $energy }: allumé jusqu'à { $until }
    .sms = { $energy }: le courant reste allumé jusqu'à { $until }. Le secours est épuisé. Pour le garder: { $stay }, mieux { $clear }. Aide: CPAS ou { $help }.
    .sms-gas = { $energy }: le gaz continue jusqu'à { $until }. Le secours est épuisé. Pour le garder: { $stay }, mieux { $clear }. Aide: CPAS ou { $help }.

last-call =
    .subject = { $energy }: encore { $time-left }, jusque { $end }
    .sms = { $energy }: encore { $time-left }, jusque { $end }. Rechargez { $stay }, mieux { $clear }, pour garder le courant. Bébé, malade, appareil médical? { $help }.
    .sms-gas = { $energy }: encore { $time-left }, jusque { $end }. Rechargez { $stay }, mieux { $clear }, pour garder le gaz. Bébé, malade, chauffage? { $help }.
    .voice = { $energy }. Tout est encore allumé jusque { $end }. Rechargez { $stay } pour rester allumé. Rechargez { $clear } pour repasser au-dessus de zéro. Vous ne pouvez pas? Restez en ligne, une personne vous répond.

cut =
    .subject = { $energy }: l'alimentation est coupée
    .sms = { $energy }: le courant est coupé. 1. Rechargez { $clear } ou plus. 2. Attendez notre SMS. 3. Appuyez sur le bouton vert. Aide tout de suite: { $help }.
    .sms-gas = { $energy }: le gaz est coupé. 1. Rechargez { $clear } ou plus. 2. Attendez notre SMS. 3. Fermez les appareils, bouton rouge. Aide tout de suite: { $help }.
    .body = { $energy }: le courant est coupé. Rechargez au moins { $clear }. Attendez notre message. Appuyez 3 secondes sur le bouton vert du compteur. Bébé, malade, appareil médical? Appelez tout de suite: { $help }.
    .body-gas = { $energy }: le gaz est coupé. Odeur de gaz? Appelez d'abord { $emergency }. Rechargez au moins { $clear }. Attendez notre message. Fermez tous les appareils au gaz. Appuyez 3 secondes sur le bouton rouge. Le compteur teste l'étanchéité. Aide: { $help }.
    .letter =
        { $energy }: le courant est coupé. Pour le rallumer:
        1. Rechargez { $clear } ou plus, avec la carte ci-dessous.
        2. Attendez 30 minutes.
        3. Appuyez 3 secondes sur le bouton vert du compteur.
        Rien ne se passe? Appelez le { $help }, gratuit.
        Bébé, malade, appareil médical? Appelez tout de suite: { $help }.
        Pas assez d'argent? { $cpas }
        { $shops }
    .letter-gas =
        { $energy }: le gaz est coupé. Odeur de gaz? Appelez d'abord le { $emergency }.
        Pour le rallumer:
        1. Rechargez { $clear } ou plus, avec la carte ci-dessous.
        2. Attendez 30 minutes.
        3. Fermez tous les appareils au gaz.
        4. Appuyez 3 secondes sur le bouton rouge.
        Le compteur teste l'étanchéité.
        Rien ne se passe? Appelez le { $help }, gratuit.
        Pas assez d'argent? { $cpas }
        { $shops }
    .letter-easy =
        { $energy }: le courant est coupé.
        1. Payez { $clear } ou plus, avec la carte.
        2. Attendez 30 minutes.
        3. Appuyez 3 secondes sur le bouton vert.
        Cela ne marche pas? Appelez le { $help }.
        L'appel est gratuit.
        Un bébé, un malade? Appelez tout de suite.
        Un appareil médical? Appelez tout de suite.
        { $cpas }
        { $shops }
    .letter-easy-gas =
        { $energy }: le gaz est coupé.
        Odeur de gaz? Sortez. Appelez le { $emergency }.
        1. Payez { $clear } ou plus, avec la carte.
        2. Attendez 30 minutes.
        3. Fermez les appareils au gaz.
        4. Appuyez 3 secondes sur le bouton rouge.
        Cela ne marche pas? Appelez le { $help }.
        { $cpas }
        { $shops }

press =
    .subject = { $energy }: payé, appuyez sur le bouton
    .sms = { $energy }: paiement OK, solde { $balance }. Appuyez 3 secondes sur le bouton vert du compteur: le courant revient. Rien ne se passe? { $help }.
    .sms-gas = { $energy }: paiement OK. Fermez tous les appareils au gaz. Puis appuyez 3 secondes sur le bouton rouge. Odeur de gaz? N'appuyez pas: { $emergency }.

leak-seen =
    .subject = { $energy }: un appareil est encore ouvert
    .sms = { $energy }: il passe encore du gaz. Odeur de gaz? N'appuyez pas: { $emergency }. Sinon fermez tous les appareils. Puis bouton rouge, 3 secondes.

unreached =
    .subject = { $energy }: payé, nous joignons le compteur
    .sms = { $energy }: nous avons votre paiement{ $of-amount }. Votre compteur ne répond pas encore. Nous essayons et nous vous appelons avant { $clock }.

payment-failed =
    .subject = { $energy }: paiement non abouti
    .sms = { $energy }: votre paiement{ $of-amount } n'a pas abouti. Rien n'est débité. Votre solde ne change pas. Réessayez: { $site }

taken-back =
    .subject = { $energy }: un paiement a été repris
    .sms = { $energy }: un paiement{ $of-amount } a été repris. Votre solde est de { $balance }. Rien n'est coupé pour cela. Questions? { $help }.

no-reference =
    .subject = Virement sans référence
    .body = Nous avons reçu votre virement de { $amount } le { $date }. Il manque la référence de 13 chiffres. Appelez-nous pour qu'il arrive au bon compte: { $help }, gratuit. Votre argent reste en sécurité.

plan-starts =
    .subject = { $energy }: votre plan de paiement commence
    .body = { $energy }: votre plan de paiement commence. Total: { $plan-total }. Vous payez { $plan-how }.{ $plan-end } Trop difficile? Appelez-nous: { $help }, gratuit.
    .letter =
        { $energy }: votre plan de paiement commence.
        Total à payer: { $plan-total }.
        Vous payez { $plan-how }.{ $plan-end }
        Le montant part de votre solde, sans rien faire.
        { $plan-table }
        C'est trop? Appelez le { $help }, gratuit.
        Nous cherchons avec vous un plus petit montant.
        Votre CPAS peut aussi vous aider.

plan =
    .subject = { $energy }: votre plan de paiement change
    .body = { $energy }: votre plan de paiement change. Il reste { $plan-left } à payer. Vous payez maintenant { $plan-how }.{ $plan-end } Trop difficile? Appelez-nous: { $help }, gratuit.
    .letter =
        { $energy }: votre plan de paiement change.
        Il reste { $plan-left } à payer, sur { $plan-total }.
        Vous payez maintenant { $plan-how }.{ $plan-end }
        Le montant part de votre solde, sans rien faire.
        { $plan-table }
        C'est trop? Appelez le { $help }, gratuit.
        Nous cherchons avec vous un plus petit montant.
        Votre CPAS peut aussi vous aider.

plan-paused =
    .subject = { $energy }: votre plan de paiement fait une pause
    .body = { $energy }: votre plan de paiement fait une pause. Il reprend le { $plan-until }. D'ici là, rien n'est retenu. Il reste { $plan-left } à payer. Trop difficile? Appelez-nous: { $help }, gratuit.

plan-paid =
    .subject = { $energy }: { $amount } reçus pour votre plan
    .body = { $energy }: nous avons reçu { $amount } pour votre plan de paiement. Il reste { $plan-left } à payer. Questions? { $help }, gratuit.

plan-done =
    .subject = { $energy }: votre plan de paiement est terminé
    .body = { $energy }: votre plan de paiement est terminé. Les { $plan-total } sont payés. Plus rien n'est retenu pour ce plan. Solde { $balance }. Questions? { $help }, gratuit.

plan-proposed =
    .subject = { $energy }: un plan de paiement est proposé
    .body = { $energy }: { $office } propose un autre plan de paiement. Vous paieriez { $plan-how }.{ $plan-end } Il reste { $plan-left } à payer. Rien ne change sans votre accord. Répondez sur votre page jusqu'au { $date } ou au { $help }.

advance-repaid =
    .subject = { $energy }: crédit de départ remboursé
    .sms = { $energy }: votre crédit de départ est remboursé. Plus rien n'est retenu chaque jour. Solde { $balance }. Questions? { $help }.

access-asked =
    .subject = Demande d'accès à votre solde
    .sms = { $office } demande à voir votre solde pendant { $months }. D'accord? Donnez le code { $code }. Pas d'accord? Ne faites rien. { $help }.

access-ended =
    .subject = Accès à votre solde terminé
    .sms = { $office } ne voit plus votre solde. Vous n'avez rien à faire. Questions? { $help }, gratuit.
    .body = { $office } ne voit plus votre solde.{ $because } Vous n'avez rien à faire. Questions? { $help }, gratuit.

aid =
    .subject = { $energy }: { $amount } rechargés pour vous
    .sms = { $energy }: { $office } a rechargé { $amount } pour vous. Nouveau solde { $balance }{ $about }.{ $ticket } { $help }.

aid-off =
    .subject = { $energy }: il manque encore { $clear }
    .sms = { $energy }: { $office } a rechargé { $amount }. Le courant reste coupé: il manque encore { $clear }.{ $ticket } Aide: { $help }.
    .sms-gas = { $energy }: { $office } a rechargé { $amount }. Le gaz reste coupé: il manque encore { $clear }.{ $ticket } Aide: { $help }.

limited =
    .subject = { $energy }: puissance réduite de 10 A
    .sms = { $energy }: vous avez une puissance réduite de 10 A{ $to-date }. Un seul gros appareil à la fois. Le compte continue. Infos: { $help }.
    .letter =
        { $energy }: vous avez une puissance réduite de 10 A{ $to-date }.
        10 A, c'est 2300 watts pour tout le logement.
        Ceci va ensemble:
        - les lampes, le frigo, la télévision
        - et un seul gros appareil à la fois
        Gros appareils: four, bouilloire, lave-linge, chauffage électrique.
        Votre consommation compte comme avant.
        Ensuite, la commission locale pour l'énergie décide avec vous.
        Votre CPAS peut vous aider. Questions? { $help }, gratuit.
    .letter-easy =
        { $energy }: vous avez moins de courant{ $to-date }.
        Vous pouvez allumer ensemble:
        - les lampes, le frigo, la télévision
        - et un seul gros appareil
        Gros appareils: four, bouilloire, lave-linge.
        Aussi le chauffage électrique: lui seul, alors.
        Vous payez le courant comme avant.
        Ensuite, une commission décide avec vous.
        Besoin d'aide? Appelez le { $help }.
        L'appel est gratuit.
        Votre CPAS peut vous aider.

relief-provisional =
    .subject = { $energy }: aide d'hiver dès le { $relief-first }
    .sms = { $energy }: aide d'hiver du { $relief-first } au { $relief-last }: { $relief-share } de moins. La commission décide encore. Si elle refuse, vous remboursez par petites parts. { $help }.
    .letter =
        { $energy }: vous recevez l'aide d'hiver.
        Elle prend { $relief-share } du prix de votre gaz.
        Elle compte du { $relief-first } au { $relief-last }.
        Vous ne devez rien faire.
        La commission locale pour l'énergie décide encore.
        Elle accepte? Vous ne remboursez rien.
        Elle refuse? Vous remboursez l'aide par petites parts.
        Votre gaz n'est pas coupé pour cela.
        Questions? { $help }, gratuit. Votre CPAS peut vous aider.

relief-granted =
    .subject = { $energy }: aide d'hiver accordée
    .sms = { $energy }: la commission accorde votre aide d'hiver: { $relief-share } de moins, jusqu'au { $relief-last }. Vous ne remboursez rien. Questions? { $help }.
    .letter =
        { $energy }: votre aide d'hiver est accordée.
        La commission locale pour l'énergie a dit oui.
        L'aide prend { $relief-share } du prix de votre gaz.
        Elle compte du { $relief-first } au { $relief-last }.
        Vous ne remboursez rien.
        Questions? { $help }, gratuit.

relief-refused =
    .subject = { $energy }: réponse pour l'aide d'hiver
    .sms = { $energy }: l'aide pour l'hiver n'est pas possible cette fois. D'autres aides existent. Parlez-en avec votre CPAS ou au { $help }, gratuit.

no-reading =
    .subject = { $energy }: compteur silencieux, rien à faire
    .sms = { $energy }: votre compteur n'a rien envoyé depuis { $days }. Votre solde affiché est du { $date }. Nous cherchons. Vous n'avez rien à faire.

price =
    .subject = { $energy }: le prix change le { $date }
    .body = { $energy }: le prix par kWh change le { $date }.{ $prices } Vous n'avez rien à faire. Tous les prix sont sur { $site }. Questions? { $help }, gratuit.
    .letter =
        { $energy }: le prix par kWh change le { $date }.
        Le prix d'avant, puis le nouveau prix:
        { $price-list }
        Vous n'avez rien à faire. Votre solde ne change pas.
        Tous les prix sont sur { $site }. Questions? { $help }, gratuit.

rules =
    .subject = { $energy }: des montants changent le { $date }
    .body = { $energy }: des montants de votre prépaiement changent le { $date }.{ $rules } Votre solde ne change pas: { $site }. Questions? { $help }, gratuit.
    .letter =
        { $energy }: des montants de votre prépaiement changent le { $date }.
        Le montant d'avant, puis le nouveau montant:
        { $rule-list }
        Votre solde ne change pas. Vous le voyez sur { $site }.
        Questions? { $help }, gratuit.

appointment =
    .subject = { $energy }: rendez-vous { $slot }
    .sms = { $energy }: notre technicien vient { $slot }. Un adulte doit ouvrir la porte. Autre moment? Appelez le { $help }, gratuit.

appointment-soon =
    .subject = { $energy }: notre technicien arrive
    .sms = { $energy }: notre technicien est là dans 15 minutes. Il montre sa carte. Il ne prend jamais d'argent. Questions? { $help }.

survey =
    .subject = { $energy }: tout va bien?
    .sms = { $energy }: votre compteur a { $days }. Tout va bien? Dites-le-nous sur { $site } ou au { $help }, gratuit.

ended =
    .subject = { $energy }: le prépaiement est terminé
    .sms = { $energy }: le prépaiement est terminé. Solde final { $balance }. Le décompte suit par courrier. Questions? { $help }, gratuit.

off-supply =
    .subject = { $energy }: nous voulons vous aider
    .body = { $energy }: chez vous, c'est coupé depuis { $date }. Pour rétablir, rechargez { $clear } ou plus. Vous ne pouvez pas? Appelez-nous: { $help }, gratuit. Votre CPAS peut aussi vous aider.
    .voice = { $energy }. Chez vous, c'est coupé depuis hier. Pour rétablir, rechargez { $clear } ou plus. Quelqu'un est malade, ou un bébé est là? Dites-le-nous maintenant.

contact-changed =
    .subject = { $energy }: vos coordonnées ont changé
    .sms = { $energy }: vos coordonnées ont changé le { $date }. C'était vous? Rien à faire. Sinon appelez tout de suite le { $help }, gratuit.

looked-at =
    .subject = { $energy }: votre compte a été consulté
    .sms = { $energy }: { $office } a regardé votre compte le { $date }. La base: votre accord ou la loi. Pas d'accord? Appelez le { $help }, gratuit.

year =
    .subject = { $energy }: votre année sur une page
    .body = { $energy }: votre année du { $year-from } au { $year-to }. Vous avez payé { $year-paid }. Vous avez utilisé { $year-used }. Le relevé est sur { $site }. Le décompte de votre fournisseur suit. Questions? { $help }, gratuit.
    .letter =
        { $energy }: votre année du { $year-from } au { $year-to }.
        - Vous avez payé: { $year-paid }
        - Vous avez utilisé: { $year-used }
        - Vous avez remboursé: { $year-repaid }
        { $year-before }
        Le décompte de votre fournisseur suit. Il déduit ce que vous avez payé.
        Vous voulez le détail? Allez sur { $site }.
        Questions? { $help }, gratuit.

sharing =
    .subject = { $energy }: votre énergie partagée
    .body = { $energy }: il y a du nouveau dans votre partage d'énergie. Les volumes sont sur { $site }. Questions? { $help }, gratuit.

sharing-key =
    .subject = { $energy }: une autre clé de partage
    .body = { $energy }: la clé de votre partage d'énergie change. Elle est sur { $site }. Questions? { $help }, gratuit.

sharing-volumes =
    .subject = { $energy }: les volumes de votre partage
    .body = { $energy }: les volumes du mois de votre partage d'énergie sont sur { $site }. Questions? { $help }, gratuit.

sharing-sign =
    .subject = { $energy }: à signer avant le partage
    .body = { $energy }: avant de partager, signez l'avis que votre groupe vous donne. Questions? { $help }, gratuit.

sharing-social =
    .subject = { $energy }: tarif social et partage
    .body = { $energy }: le tarif social ne vaut pas sur l'énergie partagée. Son coût: { $site }. Questions? { $help }, gratuit.

merchant =
    .subject = Votre terminal
    .sms = Terminal { $terminal }: plus de contact depuis { $hours }. Vos ventes faites sont enregistrées. Redémarrez-le. Aide: { $help }.

merchant-week =
    .subject = Terminal { $terminal }: votre semaine
    .body = Terminal { $terminal }: la semaine du { $date } est close. À verser: { $amount }.{ $earned } Le détail est dans votre caisse, sur { $site }. Questions? { $help }, gratuit.

endpoint-off =
    .subject = Événements: votre adresse est coupée
    .body = Le système { $label } ne prend plus nos événements. Nous ne lui en envoyons plus. Corrigez-le, puis rallumez l'adresse sur { $site }. Rien n'est perdu: vous pouvez tout rejouer. Questions? { $help }, gratuit.

consent-ends =
    .subject = { $energy }: votre accord finit le { $date }
    .body = { $energy }: votre accord pour vos données{ $with } finit le { $date }. Vous voulez le garder? Renouvelez-le sur { $site }. Sinon, ne faites rien. Questions? { $help }, gratuit.

answered =
    .subject = { $energy }: notre réponse à votre demande
    .sms = { $energy }: nous avons répondu à votre demande { $number }. Lisez la réponse sur { $site } ou appelez le { $help }, gratuit.
    .body = { $energy }: nous avons répondu à votre demande { $number }. { $answer } Pas d'accord? Le service de médiation de l'énergie vous aide. C'est gratuit. Questions? { $help }, gratuit.
    .letter =
        { $energy }: nous avons répondu à votre demande { $number }.
        { $answer }
        Pas d'accord? Le service de médiation de l'énergie vous aide. C'est gratuit.
        Questions? { $help }, gratuit.

call-missed =
    .subject = { $energy }: nous vous avons appelé
    .sms = { $energy }: vous vouliez un appel. Nous ne vous avons pas joint. Appelez le { $help }, gratuit, ou redemandez un appel sur { $site }.

access-given =
    .subject = Un accès à votre solde, sur papier
    .sms = { $office } voit votre solde jusqu'au { $date }: vous avez signé un papier. Pas signé? Stoppez l'accès sur { $site } ou au { $help }.

access-by-law =
    .subject = Un accès à votre solde, par la loi
    .sms = { $office } voit votre solde jusqu'au { $date }: la loi le permet. Qui regarde et quand: sur { $site }. Des questions? { $help }.

office-call =
    .subject = { $office } aimerait vous parler
    .sms = { $office } aimerait vous parler. Appelez quand vous pouvez: { $phone }. L'appel reste entre nous.

office-meet =
    .subject = Rendez-vous { $until }
    .sms = { $office } vous attend { $until }. Ce moment ne va pas? Appelez le { $phone }.

office-papers =
    .subject = { $office }: vos papiers avant le { $date }
    .sms = { $office }: apportez vos papiers avant le { $date }. Factures, courriers et carte d'identité. Questions? { $phone }.

office-decision =
    .subject = { $office }: votre demande d'aide
    .sms = { $office } étudie votre demande d'aide. La réponse vient au plus tard le { $date }. Questions? { $phone }.

office-renew =
    .subject = { $office }: accès jusqu'au { $date }
    .sms = { $office } voit votre solde jusqu'au { $date }. Vous voulez continuer? Passez chez nous ou appelez le { $phone }.

office-help =
    .subject = { $office } peut vous aider
    .sms = { $office } peut vous aider à payer l'énergie. Passez chez nous ou appelez le { $phone }. C'est gratuit.

balance =
    .subject = { $energy }: votre solde et votre référence
    .sms = { $energy }: solde { $balance }{ $about }, { $as-of }.{ $minimum } Référence { $reference }. Recharger: { $site }. Aide: { $help }.

stopped =
    .subject = Vos messages, comme vous le voulez
    .sms = C'est noté. Vous ne recevez plus que les messages indispensables. Pour changer: { $site } ou { $help }, gratuit.

new-device =
    .subject = { $energy }: un nouvel appareil est connecté
    .sms = { $energy }: votre compte est ouvert sur un nouvel appareil, le { $date }. C'était vous? Rien à faire. Sinon appelez tout de suite le { $help }, gratuit.

unreachable =
    .subject = { $energy }: comment vous joindre?
    .body = { $energy }: nos messages n'arrivent pas chez vous. Renvoyez la carte-réponse ou appelez le { $help }, gratuit.
    .letter =
        { $energy }: nos messages n'arrivent pas chez vous.
        Nous voulons vous prévenir à temps quand le solde baisse.
        Vous pouvez:
        - remplir et renvoyer la carte ci-dessous
        - appeler le { $help }, gratuit
        - aller sur { $site }
        Quelqu'un vous aide? Notez son nom et son numéro.

incident =
    .subject = { $energy }: panne en ce moment
    .sms = { $energy }: { $failing } { $advice } Aide: { $help }.
