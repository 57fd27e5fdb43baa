//! Addresses of the gateway as parties of the parcel network.

use super::carriers::benelux::order::with_number;
use super::carriers::party;
use colli_core::gateway::address::Address;
use colli_core::party::Party;

/// Who an address names, with the house number out of the street; `None` when its country is none.
pub fn party_of(address: &Address) -> Option<Party> {
    party(address).map(with_number)
}
