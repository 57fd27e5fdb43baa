//! Spanish.

use super::{Ask, Asks, Parcel, Points, Words};
use colli_core::language::Language;

pub(super) const WORDS: Words = Words {
    language: Language::Spanish,
    weekdays: ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
    months: [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
    date: "{weekday} {day} de {month} de {year}",
    decimal_mark: ',',
    colon: ": ",
    semicolon: "; ",
    unavailable: "Ahora mismo no puedo consultarlo; inténtelo de nuevo más tarde.",
    asks: Asks {
        tracking_number: Ask {
            question: "¿Cuál es el número de seguimiento de su paquete?",
            wrong: "«{given}» no es un número de seguimiento.",
        },
        recipient_postal_code: Ask {
            question: "¿Cuál es el código postal del destinatario?",
            wrong: "«{given}» no es un código postal.",
        },
        service: Ask {
            question: "¿Qué servicio transporta su paquete, por ejemplo parcel-nl?",
            wrong: "«{given}» no es un servicio.",
        },
        country: Ask {
            question: "¿En qué país busca, por ejemplo NL?",
            wrong: "«{given}» no es un país que conozca.",
        },
        postal_code: Ask {
            question: "¿Cerca de qué código postal busca?",
            wrong: "«{given}» no es un código postal.",
        },
        address: Ask {
            question: "¿Cerca de qué dirección busca?",
            wrong: "«{given}» no es una dirección que pueda usar.",
        },
        position: Ask {
            question: "¿Dónde está: qué latitud y qué longitud?",
            wrong: "«{given}» no es una posición.",
        },
        radius: Ask {
            question: "¿A cuántos metros como máximo?",
            wrong: "«{given}» no es un número de metros.",
        },
        limit: Ask {
            question: "¿Cuántos puntos muestro, como máximo 50?",
            wrong: "«{given}» no es un número de puntos.",
        },
        location_type: Ask {
            question: "¿Qué tipo de punto busca: servicepoint, locker, postoffice, postbank, pobox o postbox?",
            wrong: "«{given}» no es un tipo de punto.",
        },
        service_type: Ask {
            question: "¿Qué quiere hacer allí, por ejemplo parcel:pick-up o parcel:drop-off?",
            wrong: "«{given}» no es un servicio de un punto.",
        },
        open_now: Ask {
            question: "¿Tiene que estar abierto ahora: true o false?",
            wrong: "«{given}» no es ni true ni false.",
        },
    },
    parcel: Parcel {
        nothing: "No he encontrado ningún paquete con el número {number}.",
        announced: "El paquete {id} está anunciado",
        under_way: "El paquete {id} está en camino",
        delivered: "El paquete {id} está entregado",
        in_trouble: "Hay un problema con la entrega del paquete {id}",
        unknown: "Esto es lo último del paquete {id}",
        delivered_at: "El paquete {id} se entregó el {date} a las {time}.",
        expected_between: "se espera el {date} entre las {from} y las {to}",
        expected_on: "se espera el {date}",
        several: "He encontrado {count} paquetes con este número; este es el primero.",
        wrong_postal_code: "El código postal no es el del destinatario, por lo que no puedo mostrarlo todo.",
    },
    points: Points {
        unknown_place: "No conozco {place} ({country}).",
        wrong_postal_code: "«{given}» no es un código postal de {country}; uno es, por ejemplo, {example}.",
        none: "No he encontrado ningún punto adecuado a menos de {distance} de {place}.",
        one: "Hay un punto cerca de {place}: {name}, {address}",
        many: "He encontrado {count} puntos cerca de {place}; el más cercano es {name}, {address}",
        away: "a {distance}",
        open_today: "abierto hoy {hours}",
        closed_today: "cerrado hoy",
        position: "su posición",
        hours: "de {from} a {to}",
    },
};
