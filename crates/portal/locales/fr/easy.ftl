name = Version facile avec images
whole = En savoir plus
others = D’autres pages faciles

top-up = Facile : recharger
top-up-1 = Prenez votre carte. Elle a 13 chiffres.
top-up-2 = Au téléphone : entrez ici les 13 chiffres.
top-up-3 = Choisissez un montant. Payez avec votre banque.
top-up-4 = Ou allez dans un magasin. Montrez la carte.
top-up-5 = Vous recevez un message. L’argent est arrivé.

no-power = Facile : plus de courant ou de gaz
no-power-1 = Cela sent le gaz ? Sortez tout de suite.
no-power-2 = Puis appelez le { $gas }. Ne touchez aucun interrupteur.
no-power-3 = Les voisins ont du courant ? Sinon, attendez.
no-power-4 = Un disjoncteur est en bas ? Relevez-le.
no-power-5 = Votre crédit est fini ? Alors rechargez.
no-power-6 = Regardez le compteur. Attendez la flèche.
no-power-7 = Appuyez sur le bouton pendant 3 secondes.
no-power-8 = Toujours rien ? Appelez le { $phone }, c’est gratuit.

how-it-works = Facile : comment ça marche
how-it-works-1 = Vous payez d’abord. Puis vous consommez.
how-it-works-2 = Votre compteur compte chaque jour.
how-it-works-3 = Au début, nous vous prêtons { $start }.
how-it-works-4 = Vous rendez { $start-day } par jour.
how-it-works-5 = Plus rien ? Vous avez encore { $emergency }.
how-it-works-6 = La nuit, nous ne coupons personne.
how-it-works-7 = Avant une coupure, nous vous prévenons toujours.

help-to-pay = Facile : du mal à payer ?
help-to-pay-1 = Appelez-nous : { $phone }. C’est gratuit.
help-to-pay-2 = Ou allez au CPAS. Il vous aide.
help-to-pay-3 = Vous pouvez payer en petites parts.
help-to-pay-4 = Vous pouvez garder un peu de courant : { $ampere } A.
help-to-pay-5 = Quelqu’un est malade ? Dites-le maintenant.

your-meter = Facile : votre compteur
your-meter-1 = Allez au compteur. Il a un écran.
your-meter-2 = Appuyez 3 fois sur le bouton vert.
your-meter-3 = Vous voyez votre argent.
your-meter-4 = Le courant était coupé ? Rechargez d’abord.
your-meter-5 = Attendez que la flèche clignote.
your-meter-6 = Tenez le bouton 3 secondes.
your-meter-7 = La lumière revient.
hear = Écoutez cette page
hear-link = Ouvrir le son
