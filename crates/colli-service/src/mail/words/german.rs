//! German.

use super::{Labels, Wording, Words};

pub(super) const WORDS: Words = Words {
    greeting: "Guten Tag {name},",
    greeting_of_nobody: "Guten Tag,",
    date: "%d.%m.%Y",
    labels: Labels {
        parcel: "Paket",
        pieces: "Anzahl Pakete",
        reference: "Bestellung",
        code: "Code",
        expected: "Erwartet",
        delivered: "Zugestellt",
        signed_by: "Unterschrift von",
        service_point: "ServicePoint",
        open_today: "Heute geöffnet",
        closed: "geschlossen",
        note: "Nachricht des Absenders",
        follow: "Paket verfolgen",
    },
    registered: Wording {
        subject: "{sender} schickt Ihnen ein Paket",
        text: "{sender} hat ein Paket für Sie angekündigt. Wir melden uns, wenn es auf dem Weg zu Ihrer Tür ist.",
    },
    out_for_delivery: Wording {
        subject: "Ihr Paket von {sender} kommt heute",
        text: "Der Zusteller ist mit Ihrem Paket von {sender} unterwegs.",
    },
    at_service_point: Wording {
        subject: "Ihr Paket von {sender} liegt zur Abholung bereit",
        text: "Ihr Paket von {sender} liegt in einem ServicePoint für Sie bereit. Bitte bringen Sie einen Ausweis mit.",
    },
    delivered: Wording {
        subject: "Ihr Paket von {sender} wurde zugestellt",
        text: "Ihr Paket von {sender} wurde zugestellt.",
    },
    return_delivered: Wording {
        subject: "Ihre Rücksendung an {sender} ist angekommen",
        text: "{sender} hat Ihre Rücksendung erhalten.",
    },
    printless: Wording {
        subject: "Ihr Code für die Rücksendung an {sender}",
        text: "Zeigen Sie den Code unten in einem ServicePoint. Ihr Rücksendeetikett wird dort gedruckt; Sie brauchen keinen Drucker.",
    },
    footer: "Diese Nachricht wurde automatisch verschickt. Bei Fragen zu Ihrer Bestellung wenden Sie sich bitte an den Absender.",
};
