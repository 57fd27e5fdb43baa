//! Proofs of delivery: drawn anew each time from what is known of the delivery (design law 3).

use crate::Service;
use crate::error::{Error, Result};
use crate::signed_urls::LinkFormat;
use crate::tracking::{Disclosure, TrackedPiece};
use colli_core::tracking::Moment;
use colli_documents::{ProofOfDelivery, proof_of_delivery_pdf, proof_of_delivery_png};
use jiff::tz::Offset;

impl TrackedPiece {
    /// Who signed for the piece, and when it was delivered.
    pub fn signature(&self) -> Option<(&str, Moment)> {
        Some((self.record.signed_by.as_deref()?, self.record.delivered_at?))
    }
}

impl Service {
    /// The token of a link to the proof of delivery as a picture: when somebody signed, and to those only who may see it.
    pub fn proof_link(&self, piece: &TrackedPiece) -> Result<Option<String>> {
        self.proof_link_as(piece, LinkFormat::Png)
    }

    /// The same in a format.
    pub fn proof_link_as(&self, piece: &TrackedPiece, format: LinkFormat) -> Result<Option<String>> {
        if piece.disclosure < Disclosure::Receiver || piece.signature().is_none() {
            return Ok(None);
        }
        let link = self.sign_link(piece.shipment.tenant, format, &piece.tracker_code)?;
        Ok(Some(link))
    }

    /// The proof of delivery a link leads to.
    pub async fn proof_of_delivery(&self, token: &str) -> Result<(LinkFormat, Vec<u8>)> {
        let link = self.open_link(token).await?;
        let nowhere = || Error::not_found("file", "");
        let piece = self
            .track_own(link.tenant, &link.tracker_code)
            .await?
            .ok_or_else(nowhere)?;
        let proof = proof(&piece).ok_or_else(nowhere)?;
        let bytes = match link.format {
            LinkFormat::Png => proof_of_delivery_png(&proof).map_err(|error| Error::Internal(error.to_string()))?,
            LinkFormat::Pdf => proof_of_delivery_pdf(&proof),
        };
        Ok((link.format, bytes))
    }
}

fn proof(piece: &TrackedPiece) -> Option<ProofOfDelivery> {
    let (signed_by, at) = piece.signature()?;
    let receiver = piece.receiver();
    let offset = Offset::from_seconds(at.offset_seconds).unwrap_or(Offset::UTC);
    let local = at.at.to_zoned(offset.to_time_zone());
    Some(ProofOfDelivery {
        tracker_code: piece.tracker_code.clone(),
        receiver: receiver.name.display(),
        town: format!("{}, {}", receiver.address.city, receiver.address.country),
        signed_by: signed_by.to_owned(),
        delivered_at: local.datetime(),
        offset: local.strftime("%:z").to_string(),
    })
}
