//! Dutch.

use super::{Labels, Wording, Words};

pub(super) const WORDS: Words = Words {
    greeting: "Beste {name},",
    greeting_of_nobody: "Beste klant,",
    date: "%d-%m-%Y",
    labels: Labels {
        parcel: "Pakket",
        pieces: "Aantal pakketten",
        reference: "Bestelling",
        code: "Code",
        expected: "Verwacht",
        delivered: "Bezorgd",
        signed_by: "Getekend door",
        service_point: "ServicePoint",
        open_today: "Vandaag open",
        closed: "gesloten",
        note: "Bericht van de afzender",
        follow: "Volg je pakket",
    },
    registered: Wording {
        subject: "{sender} stuurt je een pakket",
        text: "{sender} heeft een pakket voor je aangemeld. Je hoort van ons als het onderweg is naar je deur.",
    },
    out_for_delivery: Wording {
        subject: "Je pakket van {sender} komt vandaag",
        text: "De bezorger is onderweg met je pakket van {sender}.",
    },
    at_service_point: Wording {
        subject: "Je pakket van {sender} ligt klaar",
        text: "Je pakket van {sender} ligt voor je klaar bij een ServicePoint. Neem een identiteitsbewijs mee.",
    },
    delivered: Wording {
        subject: "Je pakket van {sender} is bezorgd",
        text: "Je pakket van {sender} is bezorgd.",
    },
    return_delivered: Wording {
        subject: "Je retour aan {sender} is aangekomen",
        text: "{sender} heeft je retour ontvangen.",
    },
    printless: Wording {
        subject: "Je code voor de retour aan {sender}",
        text: "Laat de code hieronder zien bij een ServicePoint. Je retourlabel wordt daar geprint; je hebt zelf geen printer nodig.",
    },
    footer: "Dit bericht is automatisch verstuurd. Neem met vragen over je bestelling contact op met de afzender.",
};
