//! Spanish.

use super::{Labels, Wording, Words};

pub(super) const WORDS: Words = Words {
    greeting: "Hola, {name}:",
    greeting_of_nobody: "Hola:",
    date: "%d/%m/%Y",
    labels: Labels {
        parcel: "Paquete",
        pieces: "Número de paquetes",
        reference: "Pedido",
        code: "Código",
        expected: "Previsto",
        delivered: "Entregado",
        signed_by: "Firmado por",
        service_point: "ServicePoint",
        open_today: "Abierto hoy",
        closed: "cerrado",
        note: "Un mensaje del remitente",
        follow: "Seguir su paquete",
    },
    registered: Wording {
        subject: "{sender} le envía un paquete",
        text: "{sender} ha anunciado un paquete para usted. Le avisaremos cuando esté de camino a su puerta.",
    },
    out_for_delivery: Wording {
        subject: "Su paquete de {sender} llega hoy",
        text: "El repartidor está de camino con su paquete de {sender}.",
    },
    at_service_point: Wording {
        subject: "Su paquete de {sender} está listo para recoger",
        text: "Su paquete de {sender} le espera en un ServicePoint. Lleve un documento de identidad.",
    },
    delivered: Wording {
        subject: "Su paquete de {sender} se ha entregado",
        text: "Su paquete de {sender} se ha entregado.",
    },
    return_delivered: Wording {
        subject: "Su devolución a {sender} ha llegado",
        text: "{sender} ha recibido su devolución.",
    },
    printless: Wording {
        subject: "Su código para la devolución a {sender}",
        text: "Muestre el código de abajo en un ServicePoint. Allí se imprime su etiqueta de devolución; no necesita impresora.",
    },
    footer: "Este mensaje se ha enviado automáticamente. Si tiene preguntas sobre su pedido, diríjase al remitente.",
};
