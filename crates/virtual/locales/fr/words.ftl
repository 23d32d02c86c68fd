# Screens.
asleep = écran en veille
import-t1 = prélèvement, jour
import-t2 = prélèvement, nuit
export-t1 = injection, jour
export-t2 = injection, nuit
message = message
updated = mise à jour du solde
balance = solde
emergency-left = crédit de secours disponible
volume = volume de gaz
leak-test = test d’étanchéité, secondes restantes
display-test = test de l’écran
time = heure
date = date
loaded-total = total des montants chargés
weekly-deductions = retenues par semaine
energy-total = consommation totale
energy-day = consommation de jour
price-day = prix indicatif, jour
energy-night = consommation de nuit
price-night = prix indicatif, nuit
price = prix indicatif
gas-factor = énergie d’un m³
price-volume = prix indicatif d’un m³
debt = dette restante
weekly-repayment = remboursement par semaine
active-credit = crédit actif
amount-to-clear = à charger pour ne plus rien devoir
limited-debt = puissance limitée, dette accumulée
tripped = trop de puissance : coupé
fault-debt = panne du compteur, dette accumulée
card-refused = carte refusée ou mal insérée
loading = chargement en cours
loaded = montant chargé
new-balance = nouveau solde

# Signs.
arrow-over-euro = flèche sur € : prépaiement actif
euro = prépaiement actif
cubic-metre = volume, en mètres cubes
switch-closed = interrupteur fermé : courant
switch-open = interrupteur ouvert : pas de courant
valve-open = vanne ouverte : gaz
valve-shut = vanne fermée : pas de gaz
arrow-blinks = flèche clignotante : prêt à réarmer
tariff-1 = tarif 1, jour
tariff-2 = tarif 2, nuit
triangle-flashes = triangle clignotant : crédit bas
card-in = carte dans le lecteur
lever-up = disjoncteur levé
lever-down = disjoncteur baissé : pas de courant

# What can be done.
hint-top-up = Rechargez d’abord. Le compteur attend l’ordre.
hint-hold-green = Appuyez 3 secondes sur le bouton vert.
hint-unplug-hold-green = Débranchez un appareil, puis appuyez 3 secondes sur le bouton vert.
hint-close-hold-arrow = Fermez tous les appareils au gaz. Appuyez 3 secondes sous la flèche.
hint-wait-leak-test = Laissez tout fermé et attendez la fin du test.
hint-lift-main-breaker = Relevez le disjoncteur de l’installation.
hint-wait-network = Panne du réseau : le courant reviendra de lui-même.
hint-load-or-red = Rechargez la carte, ou appuyez sur le bouton rouge : crédit de secours.
hint-press-red = Appuyez sur le bouton rouge.
hint-lift-lever = Relevez le disjoncteur.
hint-unplug-lift-lever = Débranchez un appareil, puis relevez le disjoncteur.
hint-load-card = Mettez la carte dans le compteur, puis rechargez-la.
hint-turn-or-clean = Retirez la carte : flèche à gauche et vers l’avant. Essuyez la puce.
hint-wait-double-beep = Attendez le double bip.
hint-close-hold-blue = Fermez tous les appareils au gaz. Appuyez 3 secondes sur le bouton bleu.
hint-call = Le compteur est en panne : téléphonez.

# What happens.
event-connected = rétabli
event-disconnected = coupé
event-ready = prêt à réarmer
event-overload = trop de puissance : coupé
event-limit = puissance limitée
event-no-limit = puissance plus limitée
event-pushed = solde reçu
event-told = message reçu
event-leak-test = le test d’étanchéité commence
event-flow-seen = du gaz passe : le test s’arrête, la vanne reste fermée
event-test-passed = test réussi : la vanne s’ouvre
event-main-up = disjoncteur de l’installation relevé
event-main-down = le disjoncteur de l’installation tombe
event-network-back = le réseau revient
event-network-gone = panne du réseau
event-beep = bip
event-double-beep = double bip : chargé
event-card-read = données écrites sur la carte
event-card-refused = carte refusée
event-loaded = chargé
event-weekly = retenue de la semaine

# Around a meter.
ui-happened = ce qui s’est passé
ui-load = allumé
ui-new-card = carte
ui-in = insérer
ui-out = retirer
ui-terminal = charger 20 €
ui-keys = + - temps   ↑ ↓ allumé   : commande   q fin
ui-paused = arrêté

# Buttons.
green = bouton vert
strip = autre bouton du bandeau
button-euro = bouton sous €
button-arrow = bouton sous la flèche
button-volume = bouton sous m³
red = bouton rouge
blue = bouton bleu
lever = disjoncteur vers le haut
main = disjoncteur de l’installation vers le haut
