//! Why an intervention is refused: codes, names and texts of reference 17.2. The texts are wire values.

/// Declares the reasons: a variant with its code, name and text.
macro_rules! reasons {
    ($($variant:ident $code:literal $name:literal $text:literal;)*) => {
        /// A reason. Codes below 300 are about the request and what it names, the others about the parcel.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Reason {
            $(#[doc = $text] $variant,)*
        }

        impl Reason {
            /// Every reason with its code, name and text, by code.
            pub const TABLE: &[(Self, u16, &str, &str)] = &[$((Self::$variant, $code, $name, $text)),*];
        }
    };
}

reasons! {
    TermsNotAgreed 201 "AGREE_WITH_TERMS_NOT_SET" "Agree with terms not set";
    NoEmail 202 "NO_EMAILADDRESS" "Email address not set";
    EmailInvalid 203 "INVALID_EMAILADDRESS" "Email address invalid";
    HouseNumberInvalid 204 "INVALID_HOUSENUMBER" "Housenumber is invalid or not set";
    PlaceInvalid 205 "INVALID_PLACE_DESCRIPTION" "Place description is invalid";
    ParcelUnknown 206 "PARCEL_UNKNOWN" "Parcel is unknown or not set";
    NoPostalCode 207 "POSTAL_CODE_NOT_SET" "Postal code not set";
    OtherPostalCode 208 "DIFFERENT_POSTAL_CODES" "Postal code of parcel address differs from supplied postal code";
    ServicePointUnknown 209 "SERVICEPOINT_UNKNOWN" "Servicepoint is unknown or not set";
    NoNextDelivery 210 "NO_NEXT_DELIVERY" "There is no next delivery";
    ServicePointElsewhere 211 "SERVICE_POINT_NOT_IN_REGION" "ServicePoint not part of delivery region parcel";
    ServicePointNotOpen 212 "SERVICE_POINT_NOT_OPEN" "ServicePoint is not open on next delivery date";
    NoNextFrame 213 "NEXT_TIME_FRAME_NOT_SET" "The next time frame is not set";
    NextFrameInvalid 214 "NEXT_TIME_FRAME_NOT_VALID" "The next time frame is not a delivery time frame";
    NoSource 215 "SOURCE_NOT_PROVIDED" "Request does not contain the mandatory Source Header";
    SourceInvalid 216 "SOURCE_INVALID" "Mandatory Source Header provided is invalid";
    NotHomeCodeUnknown 217 "NOTHOME_CODE_UNKNOWN" "No parcels were found for this KIB / NotHomeCode";
    ServicePointClosed 218 "SERVICEPOINT_CLOSED_PERIOD" "ServicePoint is closed until the endDate";
    IdentifierInvalid 219 "IDENTIFIER_INVALID" "Identifier provided is invalid";
    PostalCodeInvalid 220 "POSTAL_CODE_INVALID" "Postal code is invalid";
    NotJson 221 "JSON_NOT_DESERIALIZABLE" "Request was not deserializable";
    NoFraudIndication 222 "FRAUDINDICATION_NOT_SET" "FraudIndication not set";
    BodyInvalid 223 "REQUESTBODY_INVALID" "Request body provided is invalid";
    TooLargeForLocker 224 "REASON_TOO_LARGE_FOR_LOCKER" "This parcel does not fit in a locker";
    NoAgreedPlace 301 "REASON_FEATURE_NO_AGREED_PLACE" "Feature no agreed place doesn't allow for this type of intervention";
    Pin 302 "REASON_FEATURE_PIN" "This type of intervention is not allowed for a parcel that requires a pincode upon delivery";
    Signature 303 "REASON_FEATURE_SIGNATURE" "This type of intervention is not allowed for a parcel that requires a signature upon delivery";
    NotAtNeighbours 304 "REASON_FEATURE_NOT_AT_NEIGHBOURS" "This parcel has a product feature that says it cannot be delivered at a neighbours' house";
    ReturnToSender 305 "REASON_RETURN_TO_SENDER" "Interventions are not allowed for a parcel that is being returned to the consignor/shipper";
    ServicePointParcel 306 "REASON_SERVICEPOINT_PARCEL" "Interventions are not allowed for a parcel that is to be delivered to a ServicePoint";
    DeliveryDateInvalid 307 "REASON_INVALID_DELIVERY_DATE" "Delivery date is in the past or non-existent";
    AddressIncomplete 308 "REASON_INCOMPLETE_ADDRESS" "Address information on the parcel is incomplete";
    NoActiveStatus 309 "REASON_NO_ACTIVE_STATUS" "Parcel doesn't appear to have a status indicating it's in our possession";
    StatusInvalid 310 "REASON_INVALID_STATUS" "The parcel's current status doesn't allow for interventions to be carried out";
    TooLarge 311 "REASON_PARCEL_TOO_LARGE_OR_HEAVY" "Parcel too large or too heavy for this type of intervention";
    PickupOrder 312 "REASON_PICKUP_ORDER" "This type of intervention is not available for a pickup order";
    NoLastMile 313 "REASON_NO_LASTMILE_PARCEL" "Parcel not in last mile";
    AgeCheck 314 "REASON_FEATURE_AGE_CHECK" "This type of intervention is not allowed for a parcel that requires an age check";
    NotHomeToServicePoint 315 "REASON_FEATURE_NH2SP" "This type of intervention is not allowed for a parcel that requires a not-home-to-servicepoint action";
    PostalCodeBlocked 316 "REASON_POSTAL_CODE_BLACKLIST" "This type of intervention is not allowed for a parcel in this postal code area";
    Fraud 317 "REASON_FRAUD_INDICATION" "This parcel has a fraud indication";
    LastAttempt 318 "REASON_IN_LAST_CONTRACT_STEP" "The current delivery attempt is the last attempt";
    SortError 319 "REASON_SORT_ERROR" "This parcel is delayed. Current delivery date is uncertain";
    Fallback 321 "REASON_TRIP_IN_FALLBACK" "intervention (request) can't reach the courier at this moment";
    SameDay 322 "REASON_SAME_DAY_DELIVERY" "This parcel needs to be delivered today";
}

impl Reason {
    fn row(self) -> (u16, &'static str, &'static str) {
        let row = Self::TABLE.iter().find(|(reason, ..)| *reason == self);
        row.map_or((0, "", ""), |(_, code, name, text)| (*code, name, text))
    }

    /// Its code: 301.
    pub fn code(self) -> u16 {
        self.row().0
    }

    /// Its name: `REASON_FEATURE_NO_AGREED_PLACE`.
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// Its text.
    pub fn text(self) -> &'static str {
        self.row().2
    }

    /// The reason of a code.
    pub fn of_code(code: u16) -> Option<Self> {
        Self::TABLE
            .iter()
            .find_map(|(reason, known, ..)| (*known == code).then_some(*reason))
    }

    /// Whether it is about a parcel, and so may be a rule of the network.
    pub fn is_about_parcel(self) -> bool {
        self.code() >= 300
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_reference() {
        let codes: Vec<u16> = Reason::TABLE.iter().map(|(_, code, ..)| *code).collect();
        let expected: Vec<u16> = (201..=224).chain(301..=319).chain(321..=322).collect();
        assert_eq!(codes, expected);
        for (reason, code, name, text) in Reason::TABLE {
            assert_eq!((reason.code(), reason.name(), reason.text()), (*code, *name, *text));
            assert_eq!(Reason::of_code(*code), Some(*reason));
        }
        assert_eq!(Reason::of_code(320), None);
    }
}
