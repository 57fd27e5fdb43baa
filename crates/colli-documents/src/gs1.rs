//! GS1-128: element strings in a Code 128 symbol (label-standards 1.3).

use crate::code128::Code128;
use crate::error::DocumentError;
use std::fmt::Write as _;

/// One element string of a symbol.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Element<'a> {
    /// Application identifier 00: a serial shipping container code of eighteen digits.
    Sscc(&'a str),
    /// Application identifier 420: the receiver's postal code, of one postal authority.
    ShipToPostalCode(&'a str),
    /// Application identifiers 91 to 95 of the American post, as the beginning of a package identification code.
    Package(&'a str),
}

impl<'a> Element<'a> {
    const fn identifier(self) -> &'static str {
        match self {
            Self::Sscc(_) => "00",
            Self::ShipToPostalCode(_) => "420",
            Self::Package(_) => "",
        }
    }

    const fn data(self) -> &'a str {
        match self {
            Self::Sscc(data) | Self::ShipToPostalCode(data) | Self::Package(data) => data,
        }
    }

    /// Whether what follows is set off by FNC1: elements of a length fixed by GS1 need none.
    const fn needs_separator(self) -> bool {
        !matches!(self, Self::Sscc(_))
    }
}

/// The symbol of element strings: FNC1 first, then the elements, FNC1 after each of variable length but the last.
pub fn symbol(elements: &[Element<'_>]) -> Result<Code128, DocumentError> {
    let mut parts = vec![String::new()];
    for (index, element) in elements.iter().enumerate() {
        let data = element.data();
        if data.is_empty() || !data.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(DocumentError::BarcodeText { field: "barcode" });
        }
        if let Some(part) = parts.last_mut() {
            part.push_str(element.identifier());
            part.push_str(data);
        }
        if element.needs_separator() && index + 1 < elements.len() {
            parts.push(String::new());
        }
    }
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    Code128::gs1(&parts)
}

/// The symbols of a GS1 symbol as field data of `^BC` without a mode: start and switch codes, `>8` for FNC1
/// (label-standards 6.1). Check and stop are the printer's.
pub(crate) fn zpl_field(code: &Code128) -> String {
    let symbols = code.symbols();
    let mut text = String::with_capacity(2 * symbols.len() + 4);
    let mut is_pairs = false;
    for value in &symbols[..symbols.len().saturating_sub(2)] {
        let invocation = match value {
            99 if !is_pairs => ">5",
            100 => ">6",
            101 => ">7",
            102 => ">8",
            103 => ">9",
            104 => ">:",
            105 => ">;",
            _ => "",
        };
        text.push_str(invocation);
        match value {
            99 if !is_pairs => is_pairs = true,
            105 => is_pairs = true,
            100 | 101 | 103 | 104 => is_pairs = false,
            102 => {}
            pair if is_pairs => {
                let _ = write!(text, "{pair:02}");
            }
            // Digits only: elements hold nothing else.
            single => text.push(char::from(single + 32)),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PIC: &str = "9261299999999900348426";

    /// Vectors of label-standards 1.5.
    #[test]
    fn vectors() {
        let of = |elements: &[Element<'_>]| symbol(elements).unwrap().symbols().to_vec();
        assert_eq!(
            of(&[Element::ShipToPostalCode("94598"), Element::Package(PIC)]),
            [
                105, 102, 42, 9, 45, 98, 102, 92, 61, 29, 99, 99, 99, 99, 0, 34, 84, 26, 58, 106
            ]
        );
        assert_eq!(
            of(&[Element::ShipToPostalCode("945981234"), Element::Package(PIC)]),
            [
                105, 102, 42, 9, 45, 98, 12, 34, 102, 92, 61, 29, 99, 99, 99, 99, 0, 34, 84, 26, 59, 106
            ]
        );
        assert_eq!(
            of(&[Element::Sscc("340123450000000017")]),
            [105, 102, 0, 34, 1, 23, 45, 0, 0, 0, 0, 17, 61, 106]
        );
        // No separator after a fixed length, none at the end. The check symbol may have any value.
        let separators = |elements: &[Element<'_>]| {
            let symbols = of(elements);
            let data = &symbols[1..symbols.len() - 2];
            data.split(|value| *value == 102).count() - 1
        };
        assert_eq!(
            separators(&[Element::Sscc("340123450000000017"), Element::ShipToPostalCode("94598")]),
            1
        );
        assert_eq!(separators(&[Element::Package(PIC)]), 1);
    }

    /// label-standards 6.1.
    #[test]
    fn as_field_data() {
        let code = symbol(&[Element::ShipToPostalCode("94598"), Element::Package(PIC)]).unwrap();
        assert_eq!(zpl_field(&code), ">;>842094598>89261299999999900348426");
    }

    #[test]
    fn digits_only() {
        for wrong in ["", "9459A", "945 98", ">8", "é"] {
            assert_eq!(
                symbol(&[Element::ShipToPostalCode(wrong)]),
                Err(DocumentError::BarcodeText { field: "barcode" })
            );
        }
    }

    proptest! {
        /// Field data without its codes is the data, whatever the subsets.
        #[test]
        fn field_data_reads_back(zip in "[0-9]{1,12}", pic in "[0-9]{1,26}") {
            let code = symbol(&[Element::ShipToPostalCode(&zip), Element::Package(&pic)]).unwrap();
            let mut field = zpl_field(&code);
            for sign in [">;", ">:", ">9", ">5", ">6", ">7"] {
                field = field.replace(sign, "");
            }
            prop_assert_eq!(field, format!(">8420{zip}>8{pic}"));
        }
    }
}
