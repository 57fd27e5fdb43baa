//! Why a document could not be made. Messages name the field, never its content: they may reach a log.

/// Why a document could not be made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum DocumentError {
    /// A text that may not be shortened is too long for its place.
    #[error("{field} does not fit its place on the label and may not be shortened")]
    Overflow {
        /// Which fact, such as `receiver.postalCode`.
        field: &'static str,
    },
    /// Nothing of a name can be printed, not even in transliteration.
    #[error("{field} holds no character that can be printed")]
    Unprintable {
        /// Which fact, such as `receiver.name`.
        field: &'static str,
    },
    /// A bar code was to hold a character outside `A`–`Z`, `0`–`9`, `+` and `:`, or nothing.
    #[error("{field} holds characters that do not belong in its bar code")]
    BarcodeText {
        /// Which fact, such as `trackerCode`.
        field: &'static str,
    },
    /// A bar code text has more characters than a symbol of use may hold.
    #[error("a bar code holds at most {max} characters")]
    BarcodeLength {
        /// Most characters of one symbol.
        max: usize,
    },
    /// A document without labels was asked for.
    #[error("there is no label to print")]
    Empty,
    /// The offset on the first sheet is not one of its cells.
    #[error("the first sheet has {cells} places: an offset of {offset} is not below that")]
    FirstPageOffset {
        /// What was asked.
        offset: usize,
        /// Cells of the first sheet.
        cells: usize,
    },
    /// A picture of several labels was asked for.
    #[error("a picture shows one label")]
    OneLabelOnly,
    /// A QR code holds more than fits.
    #[error("the text does not fit a QR code")]
    Qr,
    /// An image could not be written.
    #[error("the image could not be written")]
    Image,
}
