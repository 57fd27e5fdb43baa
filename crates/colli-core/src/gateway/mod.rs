//! A gateway's resources: addresses, parcels, quotes, purchases and what belongs to them, whatever carrier they go with.
