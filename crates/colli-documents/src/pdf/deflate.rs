//! Compression of streams with one state, used again and again.

use flate2::{Compress, Compression, FlushCompress, Status};

/// Streams shorter than this stay as they are.
const WORTHWHILE_BYTES: usize = 64;

/// A compressor whose output depends on its input alone. The state is made when first needed: it is large.
pub(crate) struct Deflater {
    from_bytes: usize,
    state: Option<Compress>,
    out: Vec<u8>,
}

impl Deflater {
    /// A compressor of streams from a length on.
    pub(crate) fn new(from_bytes: usize) -> Self {
        Self {
            from_bytes: from_bytes.max(WORTHWHILE_BYTES),
            state: None,
            out: Vec::new(),
        }
    }

    /// The bytes compressed at the fastest level; `None` where compression does not pay.
    pub(crate) fn deflate(&mut self, data: &[u8]) -> Option<&[u8]> {
        if data.len() < self.from_bytes {
            return None;
        }
        let state = self
            .state
            .get_or_insert_with(|| Compress::new(Compression::fast(), true));
        state.reset();
        self.out.clear();
        self.out.reserve(data.len() + 64);
        let status = state.compress_vec(data, &mut self.out, FlushCompress::Finish);
        (matches!(status, Ok(Status::StreamEnd)) && self.out.len() < data.len()).then_some(&self.out)
    }
}
