//! English.

use super::{Labels, Wording, Words};

pub(super) const WORDS: Words = Words {
    greeting: "Dear {name},",
    greeting_of_nobody: "Dear customer,",
    date: "%-d/%-m/%Y",
    labels: Labels {
        parcel: "Parcel",
        pieces: "Number of parcels",
        reference: "Order",
        code: "Code",
        expected: "Expected",
        delivered: "Delivered",
        signed_by: "Signed by",
        service_point: "ServicePoint",
        open_today: "Open today",
        closed: "closed",
        note: "A note from the sender",
        follow: "Follow your parcel",
    },
    registered: Wording {
        subject: "{sender} is sending you a parcel",
        text: "{sender} has announced a parcel for you. We let you know when it is on its way to your door.",
    },
    out_for_delivery: Wording {
        subject: "Your parcel from {sender} comes today",
        text: "The courier is on the way with your parcel from {sender}.",
    },
    at_service_point: Wording {
        subject: "Your parcel from {sender} is ready to be collected",
        text: "Your parcel from {sender} waits for you at a ServicePoint. Please bring proof of identity.",
    },
    delivered: Wording {
        subject: "Your parcel from {sender} was delivered",
        text: "Your parcel from {sender} was delivered.",
    },
    return_delivered: Wording {
        subject: "Your return to {sender} has arrived",
        text: "{sender} has received your return.",
    },
    printless: Wording {
        subject: "Your code for the return to {sender}",
        text: "Show the code below at a ServicePoint. Your return label is printed there; you need no printer.",
    },
    footer: "This message was sent automatically. Please contact the sender with questions about your order.",
};
