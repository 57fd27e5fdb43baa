//! Compression of streams with one state, used again and again.

use flate2::{Compress, Compression, FlushCompress, Status};

/// Streams shorter than this stay as they are.
const WORTHWHILE_BYTES: usize = 64;

/// A compressor whose output depends on its input alone.
pub(crate) struct Deflater {
    state: Compress,
    out: Vec<u8>,
}

impl Deflater {
    /// A fresh state at the fastest level.
    pub(crate) fn new() -> Self {
        Self { state: Compress::new(Compression::fast(), true), out: Vec::with_capacity(8 * 1024) }
    }

    /// The compressed bytes; `None` where compression does not pay.
    pub(crate) fn deflate(&mut self, data: &[u8]) -> Option<&[u8]> {
        if data.len() < WORTHWHILE_BYTES {
            return None;
        }
        self.state.reset();
        self.out.clear();
        self.out.reserve(data.len() + 64);
        let status = self.state.compress_vec(data, &mut self.out, FlushCompress::Finish);
        (matches!(status, Ok(Status::StreamEnd)) && self.out.len() < data.len()).then_some(&self.out)
    }
}
